import { seededBug } from '../../service/seeded-bugs.ts';
import type { BatchToWrite, CommittedOffset, TransactionalWriter } from '../../topics/log/port.ts';
import type { Draft } from './draft.ts';
import { noteOf, type PartitionSource } from './restore.ts';
import { pause } from './scheduler.ts';
import type { Live, TaskEnv } from './task-env.ts';

const OFFSETS_FIRST = seededBug('offsets-first');
const OFFSETS_OUTSIDE = seededBug('offsets-outside-transaction');
type OffsetsToCommit = NonNullable<Parameters<TransactionalWriter['commit']>[0]['offsets']>;

/** Closes the draft of a partition: outputs, changelog and offsets of all that was worked out until now. */
export function sealed(
  { stage }: Live,
  source: PartitionSource,
  partition: number,
  now: number,
): { readonly draft: Draft; readonly offsets: readonly CommittedOffset[] } {
  const records = stage.store.seal(now);
  if (source.changelog !== null) {
    for (const record of records) stage.draft.write(source.changelog, partition, record);
  }
  const draft = stage.swap();
  if (draft.positions.size === 0) {
    // The note with the time travels with offsets, so at least one is written.
    const [topic = ''] = source.inputs;
    draft.positions.set(topic, stage.positions.get(topic) ?? 0);
  }
  const offsets = [...draft.positions].map(([topic, offset]) => ({
    topic,
    partition,
    offset,
    metadata: noteOf(now),
  }));
  return { draft, offsets };
}

/** Hands records and offsets to the log: all of it in one transaction. */
export class Transactions {
  readonly #env: Pick<TaskEnv, 'source' | 'scheduler'>;
  #offsetsBefore: OffsetsToCommit | null = null;

  constructor(env: Pick<TaskEnv, 'source' | 'scheduler'>) {
    this.#env = env;
  }

  commit(
    writer: TransactionalWriter,
    batches: readonly BatchToWrite[],
    offsets: OffsetsToCommit,
  ): Promise<void> {
    const { source, scheduler } = this.#env;
    if (OFFSETS_FIRST && source.changelog === null) {
      return writer
        .commit({ batches: [], offsets })
        .then(() => pause(scheduler, 500, new AbortController().signal))
        .then(() => writer.commit({ batches }));
    }
    if (OFFSETS_OUTSIDE && source.changelog === null) {
      const before = this.#offsetsBefore;
      this.#offsetsBefore = offsets;
      return writer.commit(before === null ? { batches } : { batches, offsets: before });
    }
    return writer.commit({ batches, offsets });
  }
}
