/** The page's one live connection: from the socket into the cache, in batches. Starts after signing in. */
import type { QueryClient } from '@tanstack/react-query';
import { getJson } from '../api/http.ts';
import type { EngagementSummary, Overview } from '../api/types.ts';
import { createStore } from '../lib/store.ts';
import { catchUp, takeIn } from './catch-up.ts';
import { createLive, type Live, type LiveState } from './connection.ts';
import { extend, type Sample } from './history.ts';

/** Arrivals are shown together this often, ms: a busy stream must not keep the page from answering. */
const BATCH_MS = 120;

export const liveState = createStore<LiveState>({ name: 'connecting' });
export const samples = createStore<readonly Sample[]>([]);

const later = (work: () => void, ms: number): (() => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

export function startLive(client: QueryClient): () => void {
  let batch: EngagementSummary[] = [];
  let cancelFlush: (() => void) | null = null;
  const flush = (): void => {
    cancelFlush = null;
    const taken = batch;
    batch = [];
    takeIn(client, taken);
  };
  const takeOverview = (overview: Overview): void => {
    client.setQueryData(['overview'], overview);
    samples.set((before) => extend(before, overview, Date.now()));
  };
  const live: Live = createLive({
    open: (after, on) => {
      const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
      const query = after === null ? '' : `?after=${encodeURIComponent(after)}`;
      const socket = new WebSocket(`${scheme}://${location.host}/ws${query}`);
      socket.addEventListener('open', on.opened);
      socket.addEventListener('message', ({ data }) => on.message(data));
      socket.addEventListener('close', on.closed);
      return socket;
    },
    now: () => Date.now(),
    random: () => Math.random(),
    later,
    onState: (state) =>
      liveState.set((before) => (before.name === 'live' && state.name === 'live' ? before : state)),
    onRefused: () => {
      // The browser does not say why: asking who we are ends in the sign-in page when the session is over.
      getJson('/api/v1/me').catch(() => undefined);
    },
    onMessage(message) {
      switch (message.type) {
        case 'engagement':
          batch.push(message.engagement);
          cancelFlush ??= later(flush, BATCH_MS);
          break;
        case 'overview':
          takeOverview(message.overview);
          break;
        // Lists may have been read before the stream began, or the stream no longer has what was missed.
        case 'hello':
        case 'gap':
          void catchUp(client);
          break;
      }
    },
  });
  const hurry = (): void => live.hurry();
  addEventListener('online', hurry);
  live.start();
  return () => {
    removeEventListener('online', hurry);
    cancelFlush?.();
    live.stop();
  };
}
