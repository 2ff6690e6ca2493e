/** The weights that come with the program, and the tier over them, read once a process. */
import { LightReader } from './infer/reader.ts';
import { loadTier } from './infer/tier.ts';

export const DEFAULT_WEIGHTS: URL = new URL('weights/default.spw', import.meta.url);
export const DEFAULT_CARD: URL = new URL('weights/default.card.json', import.meta.url);
/** What `bench.ts` has measured with these weights. */
export const DEFAULT_BENCH: URL = new URL('weights/default.bench.json', import.meta.url);
export const DEFAULT_TASK: URL = new URL('tasks/default.json', import.meta.url);

let reader: LightReader | undefined;

/** Shared by the whole thread: reads are synchronous, so no two can meet. */
export function defaultReader(): LightReader {
  return (reader ??= new LightReader(loadTier(DEFAULT_WEIGHTS)));
}
