/** What a network's limit on posts of one account is about, from the rows of its platform. */
import { platformOf } from '../platforms/registry.ts';

/**
 * Seconds of the window: of the row that the network's own headers speak of, else of its shortest one.
 * @returns null for a network that is not connected.
 */
export function windowSecondsOf(network: string): number | null {
  const rows = (platformOf(network)?.limits ?? [])
    .filter((row) => row.scope === 'account')
    .toSorted((a, b) => Number(b.inHeaders) - Number(a.inHeaders) || a.windowMs - b.windowMs);
  const [row] = rows;
  return row ? row.windowMs / 1_000 : null;
}
