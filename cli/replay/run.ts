/** Reads what a processor took and wrote, plays its present code over it, and compares. Reads only. */
import type { Aggregate, Processor } from '../../processors/runtime/types.ts';
import type { History } from '../../projections/history.ts';
import { isReplayForOther } from '../../topics/dead-letters.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import { Comparer, type Comparison } from './compare.ts';
import type { AdoptedHistory } from './adopted.ts';
import type { GrammarAsTold } from './grammar.ts';
import { inOrder, type Decided, type InputRecord } from './order.ts';
import { isPlayable, play, type Playable } from './play.ts';
import { policyNumberOf, type PolicyHistory } from './policies.ts';
import { WindowsInLog, WindowsNow } from './windows.ts';

export interface ReplayOptions {
  /** Made with the given table of policies, if it asks for policies at all. */
  readonly processor: Processor;
  readonly policies?: PolicyHistory;
  /** The one that the processor asks, if it asks for spelling and grammar at all. */
  readonly grammar?: GrammarAsTold;
  /** The weights that its models were made with, if workspaces may have some of their own. */
  readonly adopted?: AdoptedHistory;
  /** Epoch ms: inputs written at or after `from` and before `to`; of counters, windows that begin there. */
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
  /** Inputs before it that a decider had to see first, or that counted into other windows. */
  readonly before: number;
  /** Records that nobody can read. */
  readonly unreadable: number;
  /** Outcomes of the present code, by name. `recorded`: the answer in the log was taken. */
  readonly outcomes: Readonly<Record<string, number>>;
}

type Bounds = readonly (TopicPartition & { readonly start: number; readonly end: number })[];

export interface Sources {
  readonly log: Log;
  readonly codec: Codec;
  readonly history: History;
}

/** The outcome of an input whose answer from the world is taken as it was told. */
const RECORDED = 'recorded';
/** An output is written after its input, by a clock that may be behind by as much, ms. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/** Fills in the safety policies of all workspaces, as they changed. */
export async function readPolicies(
  tables: readonly { apply(event: AnyEvent): void }[],
  { log, codec, history }: Sources,
): Promise<void> {
  for (const { topic, partition, end } of await log.offsets(['workspace.events'])) {
    for await (const records of history.read({ topic, partition, from: 0, to: end })) {
      for (const { value } of records) {
        const event = await decoded(codec, value);
        if (event) for (const table of tables) table.apply(event);
      }
    }
  }
}

/**
 * Holds in memory what the processor wrote from the span on, when each of its inputs was decided, and the state of
 * one partition of a decider; inputs pass through.
 */
export async function replay(options: ReplayOptions, sources: Sources): Promise<ReplayReport> {
  const { processor, from, to } = options;
  const bounds = await sources.log.offsets([...new Set([...processor.inputs, ...processor.outputs])]);
  const counted = isPlayable(processor)
    ? await played(processor, bounds, options, sources)
    : await recounted(processor, bounds, options, sources);
  return {
    processor: processor.name,
    version: processor.version,
    kind: processor.kind,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    ...counted,
  };
}

type Counted = Pick<ReplayReport, 'inputs' | 'before' | 'unreadable' | 'outcomes'> & Comparison;

async function played(
  processor: Playable,
  bounds: Bounds,
  { from, to, policies, grammar, adopted }: ReplayOptions,
  sources: Sources,
): Promise<Counted> {
  const written = await readOutputs(processor, bounds, from - CLOCKS_DIFFER_MS, sources);
  const comparer = new Comparer();
  const outcomes: Record<string, number> = {};
  const counts = { inputs: 0, before: 0, unreadable: 0 };
  /** Causes of which outputs are kept and that are records; what is left of the others are timers. */
  const inputIds = new Set<string>();
  const decided = (causeId: string): Decided | undefined => written.decided.get(causeId);
  for (const partition of new Set(bounds.map((bound) => bound.partition))) {
    const topics = bounds
      .filter(
        (bound) =>
          bound.partition === partition && (processor.inputs as readonly string[]).includes(bound.topic),
      )
      .map((bound) =>
        readInputs(processor, bound, sources, (record) => {
          const { timestamp, event } = record;
          if (event === null) counts.unreadable += timestamp >= from && timestamp < to ? 1 : 0;
          else if (written.byCause.has(event.eventId)) inputIds.add(event.eventId);
          return timestamp < to && (processor.kind === 'decide' || timestamp >= from);
        }),
      );
    const prepare = ({ event }: InputRecord, now: number): void => {
      const told = written.byCause.get(event.eventId) ?? [];
      policies?.moveTo(now, policyNumberOf(told));
      grammar?.moveTo(told);
      adopted?.moveTo(now);
    };
    for await (const cause of play(processor, inOrder(topics, decided), decided, prepare)) {
      if (cause.at < from) {
        counts.before += 1;
        continue;
      }
      if (cause.at >= to) continue;
      counts.inputs += 1;
      outcomes[cause.outcome] = (outcomes[cause.outcome] ?? 0) + 1;
      const log = written.byCause.get(cause.causeId) ?? [];
      written.byCause.delete(cause.causeId);
      const made = new Set(cause.outputs.map(({ eventId }) => eventId));
      // What the world answered is taken as it was told.
      const told = cause.outcome === RECORDED ? log.filter(({ eventId }) => !made.has(eventId)) : [];
      comparer.add(log, [...cause.outputs, ...told]);
    }
  }
  for (const [causeId, events] of written.byCause) {
    const timer =
      processor.kind === 'decide' &&
      !inputIds.has(causeId) &&
      events.every((event) => event.recordedAt >= from && event.recordedAt < to);
    if (timer) comparer.add(events, []);
  }
  return { ...counts, outcomes, ...comparer.comparison };
}

async function recounted(
  processor: Aggregate,
  bounds: Bounds,
  { from, to }: ReplayOptions,
  sources: Sources,
): Promise<Counted> {
  const log = new WindowsInLog(from, to);
  const now = new WindowsNow(processor, from, to);
  let unreadable = 0;
  for (const bound of bounds) {
    if ((processor.outputs as readonly string[]).includes(bound.topic)) {
      for await (const { event } of readRecords(bound, sources)) if (event) log.add(event);
      continue;
    }
    const inputs = readInputs(processor, bound, sources, ({ event, timestamp }) => {
      if (event === null && timestamp >= from && timestamp < to) unreadable += 1;
      return true;
    });
    for await (const { event, partition } of inputs) now.add(event, partition);
  }
  const comparer = new Comparer();
  comparer.add([...log.sums.values()], [...now.sums.values()]);
  const { counted: inputs, passed: before } = now;
  return { inputs, before, unreadable, outcomes: { emit: inputs }, ...comparer.comparison };
}

interface Written {
  readonly byCause: Map<string, readonly AnyEvent[]>;
  readonly decided: ReadonlyMap<string, Decided>;
}

/** What the processor wrote to its outputs, by cause: when, of everything; the events themselves since `keepFrom`. */
async function readOutputs(
  processor: Processor,
  bounds: Bounds,
  keepFrom: number,
  sources: Sources,
): Promise<Written> {
  const byCause = new Map<string, AnyEvent[]>();
  const decided = new Map<string, Decided>();
  for (const bound of bounds) {
    if (!(processor.outputs as readonly string[]).includes(bound.topic)) continue;
    for await (const { topic, partition, offset, event } of readRecords(bound, sources)) {
      if (!event || event.causationId === null || !isBy(processor, event)) continue;
      const { causationId, recordedAt } = event;
      if (!decided.has(causationId)) decided.set(causationId, { at: recordedAt, topic, partition, offset });
      if (recordedAt < keepFrom) continue;
      const same = byCause.get(causationId);
      if (same) same.push(event);
      else byCause.set(causationId, [event]);
    }
  }
  return { byCause, decided };
}

/** Events of people and networks name them as actor; only processors name another processor. */
function isBy(processor: Processor, { actor }: AnyEvent): boolean {
  return !actor.startsWith('processor:') || actor.startsWith(`processor:${processor.name}@`);
}

type MaybeRead = Omit<InputRecord, 'event'> & { readonly event: AnyEvent | null };

/** @param wanted sees every record that is for the processor, also what cannot be read, and chooses. */
async function* readInputs(
  processor: Processor,
  bound: Bounds[number],
  sources: Sources,
  wanted: (record: MaybeRead) => boolean,
): AsyncGenerator<InputRecord> {
  for await (const record of readRecords(bound, sources, processor.name)) {
    const { event } = record;
    if (wanted(record) && event) yield { ...record, event };
  }
}

/** Every record of a partition; `event` is null for what nobody can read. */
async function* readRecords(
  { topic, partition, end }: Bounds[number],
  { codec, history }: Sources,
  reader?: string,
): AsyncGenerator<MaybeRead> {
  for await (const records of history.read({ topic, partition, from: 0, to: end })) {
    for (const record of records) {
      if (reader !== undefined && isReplayForOther(record, reader)) continue;
      const { offset, timestamp } = record;
      yield { topic, partition, offset, timestamp, event: await decoded(codec, record.value) };
    }
  }
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
