/** The time, again every 15 s: one clock for all relative times on the page. */
import { createStore, useStore } from './store.ts';

const TICK_MS = 15_000;
const now = createStore(Date.now());
setInterval(() => now.set(Date.now()), TICK_MS);

export const useNow = (): number => useStore(now);
