/** Reads what a processor took and wrote, plays its present code over it, and compares. Reads only. */
import type { Processor } from '../../processors/runtime/types.ts';
import type { History } from '../../projections/history.ts';
import { isReplayForOther } from '../../topics/dead-letters.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import { compareOutputs, type Comparison } from './compare.ts';
import { inOrder, type Decided, type InputRecord } from './order.ts';
import { isPlayable, play } from './play.ts';

export interface ReplayOptions {
  readonly processor: Processor;
  /** Epoch ms: inputs written at or after `from` and before `to`. */
  readonly from: number;
  readonly to: number;
}

export interface ReplayReport extends Comparison {
  readonly processor: string;
  readonly version: number;
  readonly kind: Processor['kind'];
  readonly from: string;
  readonly to: string;
  /** Inputs and timers in the span. */
  readonly inputs: number;
  /** Inputs before it that a decider had to see first. */
  readonly before: number;
  /** Records that nobody can read. */
  readonly unreadable: number;
  /** Outcomes of the present code, by name. `recorded`: the answer in the log was taken. */
  readonly outcomes: Readonly<Record<string, number>>;
}

type Bounds = readonly (TopicPartition & { readonly start: number; readonly end: number })[];

/** The outcome of an input whose answer from the world is taken as it was told. */
const RECORDED = 'recorded';

/** @throws Error for a processor that cannot be played, or when the span is empty. */
export async function replay(
  options: ReplayOptions,
  { log, codec, history }: { readonly log: Log; readonly codec: Codec; readonly history: History },
): Promise<ReplayReport> {
  const { processor, from, to } = options;
  if (!isPlayable(processor)) {
    throw new Error(
      `${processor.name} counts over windows: no output has one cause. Compare read models instead.`,
    );
  }
  const bounds = await log.offsets([...new Set([...processor.inputs, ...processor.outputs])]);
  const written = await readOutputs(processor, bounds, { codec, history });
  const before = new Map<string, AnyEvent>();
  const now = new Map<string, AnyEvent>();
  const outcomes: Record<string, number> = {};
  const counts = { inputs: 0, before: 0, unreadable: 0 };
  const causes = new Set<string>();
  const partitions = new Set(bounds.map(({ partition }) => partition));
  for (const partition of partitions) {
    const topics: (readonly InputRecord[])[] = [];
    for (const topic of processor.inputs) {
      const bound = bounds.find((one) => one.topic === topic && one.partition === partition);
      if (!bound) continue;
      const read = await readInputs(processor, bound, options, { codec, history });
      counts.unreadable += read.unreadable;
      topics.push(read.inputs);
    }
    const decided = (causeId: string): Decided | undefined => written.decided.get(causeId);
    for await (const played of play(processor, inOrder(topics, decided), decided)) {
      if (played.at < from) {
        counts.before += 1;
        continue;
      }
      if (played.at >= to) continue;
      counts.inputs += 1;
      causes.add(played.causeId);
      outcomes[played.outcome] = (outcomes[played.outcome] ?? 0) + 1;
      for (const event of played.outputs) now.set(event.eventId, event);
      // What the world answered is taken as it was told.
      if (played.outcome !== RECORDED) continue;
      for (const event of written.byCause.get(played.causeId) ?? []) {
        if (!now.has(event.eventId)) now.set(event.eventId, event);
      }
    }
  }
  for (const [causeId, events] of written.byCause) {
    const timer =
      !written.inputIds.has(causeId) &&
      events.every((event) => event.recordedAt >= from && event.recordedAt < to);
    if (!causes.has(causeId) && !timer) continue;
    for (const event of events) before.set(event.eventId, event);
  }
  return {
    processor: processor.name,
    version: processor.version,
    kind: processor.kind,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...counts,
    outcomes,
    ...compareOutputs(before, now),
  };
}

interface Written {
  readonly byCause: ReadonlyMap<string, readonly AnyEvent[]>;
  readonly decided: ReadonlyMap<string, Decided>;
  /** Causes that are records; the others are timers. */
  readonly inputIds: ReadonlySet<string>;
}

interface Sources {
  readonly codec: Codec;
  readonly history: History;
}

/** Everything that the processor ever wrote to its outputs, by cause. */
async function readOutputs(
  processor: Processor,
  bounds: Bounds,
  { codec, history }: Sources,
): Promise<Written> {
  const byCause = new Map<string, AnyEvent[]>();
  const decided = new Map<string, Decided>();
  const inputIds = new Set<string>();
  for (const bound of bounds) {
    const { topic, partition, end } = bound;
    const input = (processor.inputs as readonly string[]).includes(topic);
    const output = (processor.outputs as readonly string[]).includes(topic);
    for await (const records of history.read({ topic, partition, from: 0, to: end })) {
      for (const record of records) {
        const event = await decoded(codec, record.value);
        if (!event) continue;
        if (input) inputIds.add(event.eventId);
        if (!output || event.causationId === null || !isBy(processor, event)) continue;
        const same = byCause.get(event.causationId);
        if (same) same.push(event);
        else byCause.set(event.causationId, [event]);
        if (!decided.has(event.causationId))
          decided.set(event.causationId, { at: event.recordedAt, topic, partition, offset: record.offset });
      }
    }
  }
  return { byCause, decided, inputIds };
}

/** Events of people and networks name them as actor; only processors name another processor. */
function isBy(processor: Processor, { actor }: AnyEvent): boolean {
  return !actor.startsWith('processor:') || actor.startsWith(`processor:${processor.name}@`);
}

/** Inputs up to the end of the span; only a decider needs what was before it. */
async function readInputs(
  processor: Processor,
  { topic, partition, end }: Bounds[number],
  { from, to }: ReplayOptions,
  { codec, history }: Sources,
): Promise<{ readonly inputs: readonly InputRecord[]; readonly unreadable: number }> {
  const inputs: InputRecord[] = [];
  let unreadable = 0;
  for await (const records of history.read({ topic, partition, from: 0, to: end })) {
    for (const record of records) {
      const { offset, timestamp } = record;
      if (timestamp >= to || (processor.kind !== 'decide' && timestamp < from)) continue;
      if (isReplayForOther(record, processor.name)) continue;
      const event = await decoded(codec, record.value);
      if (event) inputs.push({ topic, partition, offset, timestamp, event });
      else if (timestamp >= from) unreadable += 1;
    }
  }
  return { inputs, unreadable };
}

/** Null for what nobody can read. */
async function decoded(codec: Codec, value: Buffer | null): Promise<AnyEvent | null> {
  try {
    return await codec.decodeAsync(value);
  } catch (error) {
    if (error instanceof PoisonError) return null;
    throw error;
  }
}
