/** A store that is away is 503 with Retry-After for the caller, not a fault of ours. */
import { isStoreAway } from '../projections/read/away.ts';
import { Problem } from './problems.ts';

const DETAIL =
  'The stores behind this answer do not answer themselves. Try again in a moment; a command sent again with ' +
  'the same Idempotency-Key is done once.';

/** The same functions; what they throw because a store is away becomes the Problem `read_model_unavailable`. */
export function guarded<T extends object>(functions: T): T {
  const entries = Object.entries(functions as Record<string, (...args: unknown[]) => Promise<unknown>>);
  return Object.fromEntries(
    entries.map(([name, run]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return await run(...args);
        } catch (error) {
          if (!isStoreAway(error)) throw error;
          throw new Problem('read_model_unavailable', DETAIL, {}, { cause: error });
        }
      },
    ]),
  ) as T;
}
