/** Events of the log, each read once: tests ask again and again while it grows. */
import { readLog } from '../../cli/audit/read-log.ts';
import type { TopicName } from '../../topics/catalogue.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Log } from '../../topics/log/port.ts';

export class Logged {
  readonly #log: Log;
  readonly #codec: Codec;
  /** By `topic/partition`: what was read, and where the next reading begins. */
  readonly #partitions = new Map<string, { next: number; readonly events: AnyEvent[] }>();

  constructor(log: Log, codec: Codec) {
    this.#log = log;
    this.#codec = codec;
  }

  /** All events of these topics, partition by partition, up to the end of the log when it was called. */
  async upToNow(topics: readonly TopicName[]): Promise<readonly AnyEvent[]> {
    const all: AnyEvent[] = [];
    for (const bound of await this.#log.offsets(topics)) {
      const name = `${bound.topic}/${bound.partition}`;
      const known = this.#partitions.get(name) ?? { next: bound.start, events: [] };
      this.#partitions.set(name, known);
      if (known.next < bound.end) {
        const ends = [{ ...bound, start: known.next }];
        const { entries } = await readLog(this.#log, ends, (value) => this.#codec.decodeAsync(value));
        for (const { event } of entries) known.events.push(event);
        known.next = bound.end;
      }
      for (const event of known.events) all.push(event);
    }
    return all;
  }
}
