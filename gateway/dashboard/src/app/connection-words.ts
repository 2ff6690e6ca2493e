import type { LiveState } from '../live/connection.ts';
import { clock } from '../words/time.ts';

/** Tries that fail before we call it offline: about 7 s. */
const CALM_FAILURES = 4;

/** How the connection stands, in a word for narrow places and in a sentence. Pure. */
export function connectionWords(
  state: LiveState,
  online: boolean,
): { readonly short: string; readonly long: string; readonly look: 'live' | 'wait' | 'offline' } {
  if (state.name === 'live') return { short: 'Live', long: 'Live', look: 'live' };
  if (state.name === 'connecting') return { short: 'Connecting', long: 'Connecting…', look: 'wait' };
  if (online && state.failures < CALM_FAILURES) {
    return { short: 'Reconnecting', long: 'Reconnecting…', look: 'wait' };
  }
  return {
    short: 'Offline',
    long: state.since === null ? 'Offline' : `Offline: showing data from ${clock(state.since)}`,
    look: 'offline',
  };
}
