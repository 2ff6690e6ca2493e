import type { CommittedOffset, Log, TransactionalWriter } from '../../topics/log/port.ts';
import { LogError } from '../../topics/log/port.ts';
import { crashPoint } from './crash-points.ts';
import type { ParkedInputs } from './parking.ts';
import { StateStore } from './state-store.ts';

/** Records between the places where a test may let a restore die. */
const CRASH_CHECK = 1_000;

export interface PartitionSource {
  readonly log: Log;
  readonly processor: string;
  readonly inputs: readonly string[];
  /** Null for a processor without state. */
  readonly changelog: string | null;
  readonly transactionTimeoutMs: number;
}

export interface OpenedPartition {
  readonly writer: TransactionalWriter;
  readonly store: StateStore;
  /** Next offset per input. */
  readonly positions: ReadonlyMap<string, number>;
  /** Latest `now` of an earlier life, epoch ms. */
  readonly highWater: number;
}

/** ... with the inputs that wait in its state read. */
export interface RestoredPartition extends OpenedPartition {
  readonly parked: ParkedInputs;
}

/**
 * Takes a partition over. The order is the guarantee:
 *
 * 1. open the transactional writer: the old owner is fenced, what it had open is aborted;
 * 2. only then read the end of the changelog, and the state up to it;
 * 3. only then read the committed offsets, which belong to exactly that state.
 *
 * @throws LogError; `out_of_range` when a committed offset is not in the log any more.
 */
export async function openPartition(
  source: PartitionSource,
  partition: number,
  signal: AbortSignal,
): Promise<OpenedPartition> {
  const { log, inputs, changelog } = source;
  const writer = await log.openTransactional(`${source.processor}-${partition}`, {
    timeoutMs: source.transactionTimeoutMs,
  });
  try {
    signal.throwIfAborted();
    crashPoint('before-restore');
    const store = new StateStore();
    let restored = 0;
    if (changelog !== null) {
      const range = (await log.offsets([changelog])).find((at) => at.partition === partition);
      if (!range) throw new LogError('unknown_topic', `${changelog} has no partition ${partition}`);
      const span = { topic: changelog, partition, from: range.start, to: range.end, signal };
      for await (const records of log.read(span)) {
        for (const record of records) {
          store.restore(record);
          if (++restored % CRASH_CHECK === 1) crashPoint('during-restore');
        }
      }
    }
    const [committed, available] = [await log.committed(source.processor, inputs), await log.offsets(inputs)];
    signal.throwIfAborted();
    const positions = new Map<string, number>();
    let highWater = 0;
    for (const topic of inputs) {
      const at = (one: { readonly topic: string; readonly partition: number }): boolean =>
        one.topic === topic && one.partition === partition;
      const range = available.find(at);
      if (!range) throw new LogError('unknown_topic', `${topic} has no partition ${partition}`);
      const offset = committed.find(at);
      if (offset && offset.offset < range.start) {
        throw new LogError(
          'out_of_range',
          `${source.processor} is to go on at ${topic}/${partition}@${offset.offset}, but the log begins at ` +
            `${range.start}: records were deleted before they were processed. Nothing is skipped by itself: ` +
            'set the group offset by hand once the loss is understood.',
        );
      }
      positions.set(topic, offset?.offset ?? range.start);
      highWater = Math.max(highWater, highWaterOf(offset));
    }
    crashPoint('after-restore');
    return { writer, store, positions, highWater };
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** Note kept with every committed offset: the latest `now` of the partition. */
export function noteOf(now: number): string {
  return JSON.stringify({ now });
}

function highWaterOf(offset: CommittedOffset | undefined): number {
  if (!offset?.metadata) return 0;
  try {
    const note = JSON.parse(offset.metadata) as { now?: unknown };
    return typeof note.now === 'number' ? note.now : 0;
  } catch {
    return 0; // set by hand, with a note of somebody else's
  }
}
