/** What is done to an installation and when: a pure function of the seed, so that a run can be repeated. */
import type { PartName } from '../../stack/part.ts';

/** Parts that are killed in turn; the networks are the outside and stay. */
export const KILLED: readonly PartName[] = [
  'processors',
  'projections',
  'gateway',
  'redis',
  'clickhouse',
  'kafka',
  'registry',
];

export type Fault =
  | { readonly kind: 'kill'; readonly part: PartName }
  /** The owner of everything is stopped for longer than its session; another takes over; then it wakes up. */
  | { readonly kind: 'zombie'; readonly ms: number }
  /** Processes that die at named places of the code, see `CRASH_PLAN`. */
  | { readonly kind: 'crash-points' };

/** Kafka calls a member dead after its session of 15 s; the zombie must sleep longer. */
const ZOMBIE_MS = 20_000;

/** mulberry32, a 32-bit generator: the same seed gives the same numbers on every machine. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One round: every part killed once in an order of the seed, with the zombie and the crash points among them. */
export function roundOf(random: () => number): readonly Fault[] {
  const faults: Fault[] = [
    ...KILLED.map((part): Fault => ({ kind: 'kill', part })),
    { kind: 'zombie', ms: ZOMBIE_MS },
    { kind: 'crash-points' },
  ];
  for (let at = faults.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [faults[at], faults[other]] = [faults[other] as Fault, faults[at] as Fault];
  }
  return faults;
}

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
  { entry: 'processors', names: ['draft', 'safety'], points: ['during-commit:10'] },
  {
    entry: 'processors',
    names: ['reply', 'outcomes', 'workspace'],
    points: ['during-restore', 'after-restore:3'],
  },
  {
    entry: 'processors',
    names: ['account', 'readback', 'rollup'],
    points: ['before-restore:2', 'after-commit:4'],
  },
  { entry: 'processors', names: ['execute'], points: ['after-announce', 'after-effect'] },
  { entry: 'projections', names: [], points: ['after-insert:3', 'after-insert:10'] },
];
