/** Offsets that the views tell the group: for lag only, Redis itself says how far it is written. */
import type { CommittedOffset, GroupMember, Log } from '../../topics/log/port.ts';
import type { Waits } from '../wait.ts';

/** Offsets go to the group at most this often, ms. */
const COMMIT_MS = 500;
/** Longest wait for the last offsets when stopping, ms. */
const LAST_COMMIT_MS = 2_000;

export interface LagCommits {
  /** Never waited for, and never twice at once: a coordinator that is away holds up no view. */
  nowAndThen(): void;
  /** Waits at most 2 s. */
  last(): Promise<void>;
}

export function createLagCommits(options: {
  readonly log: Pick<Log, 'commitOffsets'>;
  readonly waits: Waits;
  /** Null while nothing is ours. */
  readonly member: () => GroupMember | null;
  readonly positions: () => readonly CommittedOffset[];
}): LagCommits {
  const { log, waits } = options;
  let committedAt = 0;
  let committing: Promise<void> | null = null;
  const commit = async (): Promise<void> => {
    const owner = options.member();
    if (!owner) return;
    committedAt = waits.now();
    // The next one is as good, and a fenced owner is revoked by the group itself.
    await log.commitOffsets(owner, options.positions()).catch(() => undefined);
  };
  return {
    nowAndThen() {
      if (committing || waits.now() - committedAt < COMMIT_MS) return;
      committing = commit().finally(() => (committing = null));
    },
    async last() {
      const late = new AbortController();
      const last = (committing ?? Promise.resolve()).then(commit);
      await Promise.race([last, waits.sleep(LAST_COMMIT_MS, late.signal)]);
      late.abort();
    },
  };
}
