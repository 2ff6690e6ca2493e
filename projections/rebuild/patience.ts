/** A rebuild beside a busy installation: what ClickHouse refuses for the moment is asked again. */
import { ClickHouseError } from '@clickhouse/client';
import { isStoreAway } from '../read/away.ts';
import { untilItWorks, type Waits } from '../wait.ts';

/** So long may ClickHouse be busy or away before a rebuild gives up, ms. */
const PATIENCE_MS = 120_000;
/** TOO_MANY_SIMULTANEOUS_QUERIES: no place was free, nothing was done. */
const BUSY = '202';

/** Whether the same words may work later: nobody answered, or there was no place. */
export function passes(error: unknown): boolean {
  return error instanceof ClickHouseError ? error.code === BUSY : isStoreAway(error);
}

/**
 * Runs it again while ClickHouse is busy or away. Only for what may be done twice: questions, and inserts with
 * a token.
 * @throws the last error after two minutes, and at once what no waiting mends.
 */
export function patiently(waits: Waits): <T>(work: () => Promise<T>) => Promise<T> {
  return (work) => {
    const until = waits.now() + PATIENCE_MS;
    return untilItWorks(work, {
      signal: new AbortController().signal,
      waits,
      onWait: () => undefined,
      permanent: (error) => !passes(error) || waits.now() >= until,
    });
  };
}
