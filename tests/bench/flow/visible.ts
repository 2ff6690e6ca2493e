/** When each engagement of a load could be read, and how long that was after it was due. Pure. */
import { percentiles, type Percentiles } from '../../../stack/simulate/percentiles.ts';

/** How the text's way ended as far as the template tier goes. */
export type Ending = 'checked' | 'declined';

export interface Seen {
  readonly ending: Ending;
  /** Epoch ms. */
  readonly at: number;
}

export interface Visibility {
  readonly sent: number;
  /** A reply was drafted and checked. */
  readonly checked: number;
  /** No reply is wanted (spam, for example). */
  readonly declined: number;
  /** Not in both stores by the end; it counts in the latencies with the time waited so far. */
  readonly missing: number;
  readonly redisMs: Percentiles;
  readonly clickhouseMs: Percentiles;
  /** In both. */
  readonly bothMs: Percentiles;
}

/**
 * @param due epoch ms of the intended send time, by engagement.
 * @param ended epoch ms at which nobody looked any more.
 */
export function visibility(
  due: ReadonlyMap<string, number>,
  redis: ReadonlyMap<string, Seen>,
  clickhouse: ReadonlyMap<string, Seen>,
  ended: number,
): Visibility {
  const latencies: Record<'redis' | 'clickhouse' | 'both', number[]> = {
    redis: [],
    clickhouse: [],
    both: [],
  };
  let [checked, declined, missing] = [0, 0, 0];
  for (const [id, at] of due) {
    const [one, other] = [redis.get(id), clickhouse.get(id)];
    if ((one ?? other)?.ending === 'declined') {
      declined += 1;
      if (!one || !other) missing += 1;
      continue;
    }
    if (one && other) checked += 1;
    else missing += 1;
    latencies.redis.push((one?.at ?? ended) - at);
    latencies.clickhouse.push((other?.at ?? ended) - at);
    latencies.both.push(Math.max(one?.at ?? ended, other?.at ?? ended) - at);
  }
  return {
    sent: due.size,
    checked,
    declined,
    missing,
    redisMs: percentiles(latencies.redis),
    clickhouseMs: percentiles(latencies.clickhouse),
    bothMs: percentiles(latencies.both),
  };
}
