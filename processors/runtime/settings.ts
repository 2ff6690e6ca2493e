import type { Gather } from '../../topics/log/port.ts';

/** Bounds of the runtime, in one place. Times in ms. */
export interface RuntimeSettings {
  /** Under load a partition commits at most this often; a quarter as often while it is behind. */
  readonly flushMs: number;
  /** Offsets alone (everything was skipped) may wait longer: nobody waits for them. */
  readonly offsetsOnlyMs: number;
  /** Commits a second of the whole process that need not wait for `flushMs`. */
  readonly promptCommitsPerSecond: number;
  /** Records read ahead per partition; above, the consumer is paused; below half, resumed. */
  /** How long the broker may collect records for a consumer while they come (see `ConsumerOptions`). */
  readonly gather: Gather;
  readonly maxBuffered: number;
  readonly maxBufferedBytes: number;
  /** Inputs of an effect in hand per partition, finished ones that wait for an earlier one included. */
  readonly maxInHand: number;
  /** Inputs of waiting keys kept in the state per partition; above, the partition waits as a whole. */
  readonly maxParked: number;
  /** Inputs of one waiting key; what comes above is not kept (see `Effect.overflow`), so that others can wait too. */
  readonly maxParkedPerKey: number;
  readonly bugsPerMinute: number;
  readonly transactionTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  /** Wait between tries while the log is away. */
  readonly backoff: { readonly baseMs: number; readonly capMs: number };
  /** After being fenced, wait so long for the group to assign anew before leaving and joining again. */
  readonly rejoinMs: number;
  /** Time for work in hand when the process drains. */
  readonly drainMs: number;
}

export const DEFAULT_SETTINGS: RuntimeSettings = {
  flushMs: 100,
  offsetsOnlyMs: 1_000,
  promptCommitsPerSecond: 150,
  gather: { ms: 20, bytes: 64 * 1024 },
  maxBuffered: 10_000,
  maxBufferedBytes: 32 * 1024 * 1024,
  maxInHand: 256,
  maxParked: 2_000,
  maxParkedPerKey: 200,
  bugsPerMinute: 5,
  transactionTimeoutMs: 10_000,
  sessionTimeoutMs: 15_000,
  backoff: { baseMs: 100, capMs: 5_000 },
  rejoinMs: 5_000,
  drainMs: 15_000,
};

/** Expired entries removed per flush. */
export const EXPIRY_SWEEP = 500;

/** How long the answer to a command, and the mark of a finished effect, is remembered. */
export const REMEMBER_MS = 24 * 60 * 60 * 1_000;
