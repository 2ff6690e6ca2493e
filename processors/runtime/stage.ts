import type { Logger } from '../../service/logger.ts';
import { seededBug } from '../../service/seeded-bugs.ts';
import type { TraceContext } from '../../service/traceparent.ts';
import { formatTraceparent } from '../../service/traceparent.ts';
import { topicRow } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { BugMeter } from './bug-meter.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import { deadLetterOf, type DeadSource } from './dead-letter.ts';
import { Draft } from './draft.ts';
import { deriveEvent, type Author, type Cause } from './envelope.ts';
import { PartitionStopped, TRIES, type Input } from './input.ts';
import { RecordEncoder, type EncodedOutput } from './record-encoder.ts';
import type { StateStore } from './state-store.ts';
import { hopOf, traceOf, type IncomingTrace } from './trace.ts';
import type { DeadItem, Outcome, Output } from './types.ts';

const WRONG_FORMAT = seededBug('wrong-format');

/** Room for key, headers and framing beside a value in the broker's limit. */
const RECORD_OVERHEAD = 2_048;
const DEFAULT_MAX_BYTES = 1024 * 1024;

/** An output that the broker would refuse. Depends on the input, so it is no sign of a bad deploy. */
export class OutputTooLarge extends Error {
  override readonly name = 'OutputTooLarge';
}

/** Outputs encoded and placed, not yet part of the transaction; to be put at most once. */
export type Prepared = readonly EncodedOutput[];

export interface StageOptions {
  readonly author: Author;
  readonly partition: number;
  readonly store: StateStore;
  readonly codec: Pick<Codec, 'encode' | 'encodeInto'>;
  /** Partition counts of the declared outputs and `dead.letters`; other topics are refused. */
  readonly partitionCounts: ReadonlyMap<string, number>;
  readonly bugs: BugMeter;
  readonly logger: Logger;
  readonly clock: { now(): number };
  /** Latest `now` of this partition in an earlier life. */
  readonly highWater: number;
  /** Called when work finished outside the loop's turn. */
  readonly wake: () => void;
  readonly span?: (span: {
    readonly context: TraceContext;
    readonly parentSpanId: string;
    readonly startedAt: number;
    readonly endedAt: number;
    readonly outcome: string;
    readonly error?: string;
  }) => void;
}

/**
 * Where the work of one partition gathers until it is committed, and the one place that acts on outcomes
 * and counts them. Counts reach the metrics only with the commit, so repeated work is not counted twice.
 */
export class Stage {
  readonly options: StageOptions;
  readonly store: StateStore;
  readonly author: Author;
  readonly wake: () => void;
  /** Position after the last finished input, per topic; ahead of what is committed. */
  readonly positions = new Map<string, number>();
  #draft = new Draft();
  readonly #encoder: RecordEncoder;
  #highWater: number;
  /** Span of the input in hand: all that it writes carries it, until it is traced. */
  #hop: { readonly parent: TraceContext; readonly own: TraceContext } | null = null;

  constructor(options: StageOptions) {
    this.options = options;
    this.store = options.store;
    this.author = options.author;
    this.wake = options.wake;
    this.#highWater = options.highWater;
    this.#encoder = new RecordEncoder(options.codec);
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** Epoch ms; never runs backwards within the partition, not across restarts either. */
  now(): number {
    this.#highWater = Math.max(this.#highWater, this.options.clock.now());
    return this.#highWater;
  }

  /** Begins a new draft and gives the old one. */
  swap(): Draft {
    const sealed = this.#draft;
    this.#draft = new Draft();
    return sealed;
  }

  /**
   * Encodes outputs and finds their partitions; changes nothing.
   * @param from index of the first output among all outputs of the cause.
   * @throws Error for a topic that was not declared or data that breaks its schema.
   */
  prepare(
    cause: Cause,
    trace: IncomingTrace | null,
    outputs: readonly Output[],
    now: number,
    from = 0,
  ): Prepared {
    return outputs.map((output, index) =>
      this.#place(
        output.topic,
        output.key,
        deriveEvent(this.author, cause, output, from + index, now),
        trace,
        now,
      ),
    );
  }

  put(prepared: Prepared): void {
    if (prepared.length === 0) return;
    this.#draft.touch();
    for (const output of prepared) this.#draft.put(output);
    this.#encoder.release(prepared);
  }

  /** Acts on what a handler said, and counts it. Parking is the effect runner's own. */
  settle(input: Input, outcome: Exclude<Outcome, { kind: 'park' }>, prepared: Prepared, now: number): void {
    switch (outcome.kind) {
      case 'emit':
        this.put(prepared);
        this.count('emit', prepared.length === 0 ? 'nothing' : 'ok');
        break;
      case 'skip':
        this.count('skip', outcome.reason);
        break;
      case 'dead-letter':
        this.deadLetter(sourceOf(input), outcome.code, outcome.message, 1, now);
        break;
    }
    this.trace(input, outcome.kind, now, outcome.kind === 'dead-letter' ? outcome.code : undefined);
  }

  /**
   * A handler that threw on every try: dead letter, unless bugs come in numbers.
   * @throws PartitionStopped when it is one bug too many.
   */
  bug(source: DeadSource, error: unknown, now: number): void {
    const { logger, bugs, partition } = this.options;
    const where = `${source.topic}/${source.partition}@${source.offset}`;
    if (error instanceof OutputTooLarge) {
      this.deadLetter(source, 'output_too_large', error.message, 1, now);
      this.trace(source, 'bug', now, 'output_too_large');
      return;
    }
    // The message of the error may quote text from outside; its name and frames cannot.
    const thrown = error instanceof Error ? error : new Error('not an Error');
    const frames = (thrown.stack ?? '')
      .split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 8);
    logger.error({ partition, where, error: thrown.name, frames }, 'handler threw on every try');
    if (bugs.note(now)) {
      throw new PartitionStopped(
        'bug_rate',
        `${this.author.actor} throws on input after input, last at ${where}; nothing further of partition ` +
          `${partition} is processed. Fix or roll back the processor and restart it: it goes on at this input.`,
        { cause: error },
      );
    }
    this.deadLetter(
      source,
      'bug',
      `${this.author.actor} threw ${thrown.name} ${TRIES} times at ${where}. Fix it, then replay this dead letter.`,
      TRIES,
      now,
    );
    this.trace(source, 'bug', now, 'bug');
  }

  deadLetter(source: DeadSource, code: string, message: string, attempts: number, now: number): void {
    this.put([this.#letter(source, code, message, attempts, now)]);
    this.count('dead-letter', code);
  }

  /** Dead letters of single items of an input, encoded; changes nothing, throws as `prepare` does. */
  prepareItems(input: Input, event: AnyEvent, items: readonly DeadItem[], now: number): Prepared {
    return items.map(({ code, message, item, data }) => {
      const value = this.options.codec.encode({ ...event, data } as AnyEvent);
      return this.#letter({ ...sourceOf(input), value, item }, code, message, 1, now);
    });
  }

  #letter(
    source: DeadSource,
    code: string,
    message: string,
    attempts: number,
    now: number,
  ): Prepared[number] {
    const { event, key } = deadLetterOf(this.author, source, code, message, attempts, now);
    return this.#place('dead.letters', key, event, source.trace, now, true);
  }

  count(outcome: string, reason: string): void {
    this.#draft.touch();
    this.#draft.count(outcome, reason);
  }

  /** An input is done with everything before it: its offset is committed with the draft. */
  advance(input: Input): void {
    this.moveTo(input.record.topic, input.next);
  }

  moveTo(topic: string, next: number): void {
    this.#draft.touch();
    this.#draft.positions.set(topic, next);
    this.positions.set(topic, next);
  }

  #place(
    topic: string,
    key: string,
    event: AnyEvent,
    trace: IncomingTrace | null,
    now: number,
    failed = false,
  ): Prepared[number] {
    const count = this.options.partitionCounts.get(topic);
    if (count === undefined) {
      throw new Error(`${this.author.name} writes to ${topic}, which is not among its declared outputs`);
    }
    const header = trace === null ? null : this.#headerUnder(trace, failed);
    const output = this.#encoder.encode(topic, count, key, event, now, header);
    if (WRONG_FORMAT && event.type === 'MetricRolledUp') output.bytes[output.valueFrom] = 1;
    if (output.size + RECORD_OVERHEAD > maxBytes(topic)) {
      this.#encoder.release([output]);
      throw new OutputTooLarge(
        `${event.type} for ${topic} has ${output.size} bytes, over the limit of the topic. Shorten its input.`,
      );
    }
    return output;
  }

  /**
   * A hop that will not be exported takes no part in the trace and hands the header on unchanged, as the
   * specification allows (W3C Trace Context, §4.3); what failed is always exported.
   */
  #headerUnder(parent: IncomingTrace, failed: boolean): string {
    return parent.sampled || failed ? formatTraceparent(this.#hopUnder(parent)) : parent.header;
  }

  #hopUnder(parent: TraceContext): TraceContext {
    const { parent: known } = this.#hop ?? {};
    if (known?.spanId !== parent.spanId || known.traceId !== parent.traceId)
      this.#hop = { parent, own: hopOf(parent) };
    return (this.#hop as { readonly own: TraceContext }).own;
  }

  /** Ends the span of an input: exported with the id that its outputs carry. The next input has another. */
  trace(source: Input | DeadSource, outcome: string, now: number, error?: string): void {
    const { span } = this.options;
    const parent = span ? ('record' in source ? traceOf(source.record) : source.trace) : null;
    if (span && parent !== null && (parent.sampled || error !== undefined)) {
      span({
        context: this.#hopUnder(parent),
        parentSpanId: parent.spanId,
        startedAt: now,
        endedAt: this.now(),
        outcome,
        ...(error === undefined ? {} : { error }),
      });
    }
    this.#hop = null;
  }
}

const limits = new Map<string, number>();

function maxBytes(topic: string): number {
  let limit = limits.get(topic);
  if (limit === undefined) {
    limit = topicRow(topic as Parameters<typeof topicRow>[0])?.maxMessageBytes ?? DEFAULT_MAX_BYTES;
    limits.set(topic, limit);
  }
  return limit;
}

/** The record of an input as the source of a dead letter. */
export function sourceOf(input: Input): DeadSource {
  const { record, decoded } = input;
  return {
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    key: record.key,
    value: record.value,
    headers: record.headers,
    timestamp: record.timestamp,
    event: 'event' in decoded ? decoded.event : null,
    trace: traceOf(record),
  };
}
