/**
 * Reads a small topic whole, in every process, and then whatever is added: for tables that all partitions need. No
 * group and no committed offsets: a process that starts begins at the beginning. Of a big topic it reads only the
 * newest records, at each look.
 */
import type { Logger } from '../../service/logger.ts';
import type { Readiness } from '../../service/health.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { PoisonError } from '../../topics/errors.ts';
import { LogError } from '../../topics/log/port.ts';
import type { Log, LogRecord } from '../../topics/log/port.ts';
import type { Scheduler } from './scheduler.ts';

export interface TableReaderOptions {
  readonly log: Pick<Log, 'offsets' | 'read'>;
  readonly codec: Pick<Codec, 'decodeAsync'>;
  readonly logger: Logger;
  readonly scheduler: Scheduler;
  readonly topic: TopicName;
  readonly apply: (event: AnyEvent) => void;
  /** Most records of a partition read at one look, the newest ones; absent: all. So a busy topic costs no more. */
  readonly newest?: number;
  /** Pause between two looks for more, ms. */
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;

export class TableReader {
  readonly #options: TableReaderOptions;
  readonly #positions = new Map<number, number>();
  readonly #abort = new AbortController();
  #caughtUp = false;
  #cancel: () => void = () => undefined;

  constructor(options: TableReaderOptions) {
    this.#options = options;
  }

  /** Resolves when everything was read that was there at the call. @throws LogError when it cannot be read */
  async start(): Promise<void> {
    await this.#catchUp();
    this.#caughtUp = true;
    this.#later();
  }

  readonly readiness = (): Readiness =>
    this.#caughtUp ? { ready: true } : { ready: false, reason: `reading ${this.#options.topic}` };

  stop(): void {
    this.#abort.abort();
    this.#cancel();
  }

  #later(): void {
    if (this.#abort.signal.aborted) return;
    const { scheduler, everyMs = EVERY_MS } = this.#options;
    this.#cancel = scheduler.after(everyMs, () => void this.#again());
  }

  /** A broker that is away leaves the table as it was; the next look tries again, for ever. */
  async #again(): Promise<void> {
    try {
      await this.#catchUp();
    } catch (error) {
      const { logger, topic } = this.#options;
      if (!this.#abort.signal.aborted)
        logger.warn(
          { topic, err: error, code: error instanceof LogError ? error.code : 'bug' },
          'table not read',
        );
    }
    this.#later();
  }

  async #catchUp(): Promise<void> {
    const { log, topic, newest = Infinity } = this.#options;
    for (const { partition, start, end } of await log.offsets([topic])) {
      const from = Math.max(start, this.#positions.get(partition) ?? 0, end - newest);
      if (from >= end) continue;
      const { signal } = this.#abort;
      for await (const records of log.read({ topic, partition, from, to: end, signal }))
        await this.#take(records);
      this.#positions.set(partition, end);
    }
  }

  async #take(records: readonly LogRecord[]): Promise<void> {
    const { codec, logger, topic, apply } = this.#options;
    const values = records.flatMap(({ value }) => (value === null ? [] : [value]));
    for (const value of values) {
      try {
        apply(await codec.decodeAsync(value));
      } catch (error) {
        // The processors that own the topic put it aside as a dead letter; here it is only not part of the table.
        if (!(error instanceof PoisonError)) throw error;
        logger.warn({ topic, code: error.code }, 'a record that cannot be read is left out of a table');
      }
    }
  }
}
