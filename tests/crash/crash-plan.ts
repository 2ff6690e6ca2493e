/** Processes that die at the first point of their list, are started again with the next, and at the end without any. */
export interface Plan {
  readonly entry: 'processors' | 'projections' | 'gateway' | 'cli';
  /** Arguments of the program: what it runs. */
  readonly names: readonly string[];
  readonly points: readonly string[];
}

/** Together they do the work of the parts that are halted for them, all at the same time. */
export const CRASH_PLAN: readonly Plan[] = [
  {
    entry: 'processors',
    names: ['normalise', 'classify', 'analyze'],
    points: ['before-commit:20', 'after-commit:20'],
  },
  { entry: 'processors', names: ['draft', 'safety'], points: ['during-commit:10', 'after-produce:10'] },
  {
    entry: 'processors',
    names: ['reply', 'outcomes', 'workspace'],
    points: ['during-restore', 'after-restore:3'],
  },
  {
    entry: 'processors',
    names: ['account', 'readback', 'rollup'],
    points: ['before-restore:2', 'after-commit:4', 'before-timer'],
  },
  { entry: 'processors', names: ['execute'], points: ['after-announce', 'after-effect'] },
  { entry: 'projections', names: ['tables', 'archive'], points: ['after-insert:3', 'after-insert:10'] },
  { entry: 'projections', names: ['views'], points: ['after-apply:2', 'after-apply:20'] },
  { entry: 'gateway', names: [], points: ['before-answer', 'before-answer:10'] },
];

/** What an operator's command does while everything runs, one after another. */
export const COMMAND_PLAN: readonly Plan[] = [
  { entry: 'cli', names: ['rebuild', 'tables'], points: ['before-swap', 'during-swap'] },
];
