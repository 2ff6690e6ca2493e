/** Seeded bugs that are told apart by their figures run together in CI; each alone with `--seeded`. */
import type { SeededBug } from '../../../service/seeded-bugs.ts';

export const GROUPS: readonly (readonly SeededBug[])[] = [
  [
    'skip-dedupe',
    'skip-stream-version',
    'post-without-recheck',
    'retry-on-timeout',
    'assume-sent',
    'token-bucket',
    'wrong-format',
    'lossy-archive',
    'forget-completed',
    'skip-announcement',
    'stale-label',
  ],
  [
    'answer-before-produce',
    'offsets-outside-transaction',
    'commit-before-insert',
    'advance-before-apply',
    'forget-outcome',
    'skip-readback',
    'blind-readback',
    'approve-held',
    'post-flagged',
    'wrong-tenant',
  ],
];

/** Their figures are those of a group's bugs, too, or none. */
export const ALONE: readonly SeededBug[] = [
  'change-after-check',
  'offsets-first',
  'throw-sometimes',
  // Sets are compared when nothing is written; some bug of either group goes on writing.
  'lost-index',
];
