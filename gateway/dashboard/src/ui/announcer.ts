/** One polite live region for the whole page: what was done, said once. */
import { createStore } from '../lib/store.ts';

export const announcement = createStore<{ readonly text: string; readonly turn: number }>({
  text: '',
  turn: 0,
});

export function announce(text: string): void {
  announcement.set((before) => ({ text, turn: before.turn + 1 }));
}
