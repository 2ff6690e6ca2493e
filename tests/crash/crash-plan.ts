/**
 * Processes that together do the work of `processors` (and `projections`) while that part is halted. Each dies
 * at the first point of its list, is started again with the next, and at the end without any.
 */
export const CRASH_PLAN: readonly {
  readonly entry: 'processors' | 'projections';
  readonly names: readonly string[];
  readonly points: readonly string[];
}[] = [
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
  { entry: 'projections', names: [], points: ['after-insert:3', 'after-insert:10'] },
];
