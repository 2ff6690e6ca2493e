/**
 * How far a reader of the log is behind: in records, and in time. The time comes from remembered ends: if the
 * log ended at 100 ten seconds ago and the reader is at 100 now, it is ten seconds behind. Pure.
 */
import type { CommittedOffset, TopicPartition } from '../topics/log/port.ts';

/** Ends remembered per partition: ten minutes at one in two seconds. A reader further back is at least that late. */
const REMEMBERED = 300;

export interface Range extends TopicPartition {
  readonly start: number;
  readonly end: number;
}

export interface Behind {
  readonly records: number;
  /** Since the oldest record that waits was written, ms; 0 when none waits. */
  readonly behindMs: number;
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

export class EndHistory {
  readonly #ends = new Map<string, { at: number; end: number }[]>();

  /** @param at epoch ms of asking. */
  note(at: number, ranges: readonly Range[]): void {
    for (const range of ranges) {
      const samples = this.#ends.get(keyOf(range)) ?? [];
      const newest = samples.at(-1);
      // Of equal ends only the newest time counts: what is written next is younger than that.
      if (newest && newest.end >= range.end) newest.at = at;
      else samples.push({ at, end: range.end });
      if (samples.length > REMEMBERED) samples.shift();
      this.#ends.set(keyOf(range), samples);
    }
  }

  /** Epoch ms when the log ended at this position, about: between two samples, in proportion. */
  when(at: TopicPartition, position: number): number | null {
    const samples = this.#ends.get(keyOf(at)) ?? [];
    const after = samples.findIndex(({ end }) => end > position);
    const next = samples[after];
    if (!next) return null; // nothing waits
    const before = samples[after - 1];
    if (!before) return next.at;
    return before.at + ((position - before.end) / (next.end - before.end)) * (next.at - before.at);
  }
}

/**
 * @param ranges the partitions that the reader reads; one without a position is unread from its start.
 */
export function behind(
  ranges: readonly Range[],
  positions: readonly CommittedOffset[],
  history: EndHistory,
  now: number,
): Behind {
  const known = new Map(positions.map((one) => [keyOf(one), one.offset]));
  let records = 0;
  let oldest = now;
  for (const range of ranges) {
    const position = Math.max(known.get(keyOf(range)) ?? range.start, range.start);
    if (position >= range.end) continue;
    records += range.end - position;
    oldest = Math.min(oldest, history.when(range, position) ?? now);
  }
  return { records, behindMs: Math.max(0, Math.round(now - oldest)) };
}
