/** What the loop of a partition is made of and stands in. */
import type { Logger } from '../../service/logger.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { GroupMember, TransactionalWriter } from '../../topics/log/port.ts';
import type { CommitPacer } from './commit-pacer.ts';
import type { Kernel } from './kernel.ts';
import type { PartitionSource, RestoredPartition } from './restore.ts';
import type { RuntimeMetrics } from './runtime-metrics.ts';
import type { Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';
import type { Stage } from './stage.ts';

export type TaskState = 'restoring' | 'running' | 'suspended' | 'stopped' | 'lost' | 'closed';

/** What a task needs of its processor. */
export interface TaskEnv {
  readonly source: PartitionSource;
  readonly codec: Codec;
  readonly scheduler: Scheduler;
  readonly settings: RuntimeSettings;
  readonly logger: Logger;
  readonly metrics: RuntimeMetrics;
  readonly pacer: CommitPacer;
  readonly random: () => number;
  readonly member: () => GroupMember;
  readonly build: (
    opened: RestoredPartition,
    wake: () => void,
  ) => { readonly stage: Stage; readonly kernel: Kernel };
  /** Flow of this partition's inputs, all topics together. */
  readonly pauseInput: () => void;
  readonly resumeInput: () => void;
  readonly seek: (positions: ReadonlyMap<string, number>) => void;
  /** Another owner has the partition. */
  readonly onLost: (reason: string) => void;
  readonly onFatal: (error: Error) => void;
}

/** A partition in work. */
export interface Live {
  readonly writer: TransactionalWriter;
  readonly stage: Stage;
  readonly kernel: Kernel;
}
