/**
 * The order in which a processor took the inputs of one partition. Topics are read side by side, so it is nowhere
 * written down; but what an input led to says when it was decided, and places of outputs say which came first.
 */
import type { AnyEvent } from '../../topics/events.ts';
import type { TopicPartition } from '../../topics/log/port.ts';

export interface InputRecord extends TopicPartition {
  readonly offset: number;
  /** Epoch ms of writing. */
  readonly timestamp: number;
  readonly event: AnyEvent;
}

/** When something was decided, and where its first output stands. */
export interface Decided {
  readonly at: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** By the id of the cause. */
export type DecidedOf = (causeId: string) => Decided | undefined;

/** Epoch ms at which an input was decided; what led to nothing counts from when it was written. */
export function timeOf(input: InputRecord, decided: DecidedOf): number {
  return decided(input.event.eventId)?.at ?? input.timestamp;
}

function before(a: InputRecord, b: InputRecord, decided: DecidedOf): boolean {
  const [at, bt] = [timeOf(a, decided), timeOf(b, decided)];
  if (at !== bt) return at < bt;
  const [da, db] = [decided(a.event.eventId), decided(b.event.eventId)];
  if (da && db && da.topic === db.topic && da.partition === db.partition) return da.offset < db.offset;
  return false;
}

/** Merges topics, each in its own order; holds one record of each at a time. */
export async function* inOrder(
  topics: readonly (AsyncIterable<InputRecord> | Iterable<InputRecord>)[],
  decided: DecidedOf,
): AsyncGenerator<InputRecord> {
  const sources = topics.map((topic) => iterate(topic));
  try {
    const heads = await Promise.all(sources.map(async (source) => (await source.next()).value ?? null));
    for (;;) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        const best = first === -1 ? null : (heads[first] ?? null);
        if (head && (!best || before(head, best, decided))) first = index;
      }
      const next = first === -1 ? null : heads[first];
      if (!next) return;
      yield next;
      heads[first] = (await sources[first]?.next())?.value ?? null;
    }
  } finally {
    await Promise.all(sources.map((source) => source.return(undefined)));
  }
}

async function* iterate(
  topic: AsyncIterable<InputRecord> | Iterable<InputRecord>,
): AsyncGenerator<InputRecord, undefined> {
  yield* topic;
}
