import { createStore } from '../lib/store.ts';

/** Whether the keyboard help is open. */
export const help = createStore(false);
