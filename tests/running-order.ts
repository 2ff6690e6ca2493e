/**
 * How the tests run: which of them beside which, and who begins first. Every file of the flow tests has servers, ports
 * and folders of its own, so those beside each other share nothing but the machine. Most of their time is waiting: for
 * a session to end, for a network to be asked again, for an outage to be over. What does not wait stands beside what
 * does.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * A whole installation each, about 2 GB: two at a time, which keeps both cores busy. The longest first, so that nobody waits at the end for one
 * that was begun last.
 */
export const WHOLE = [
  'tests/flow/outages.test.ts',
  'tests/replay/replay.test.ts',
  'tests/flow/bad-input.test.ts',
  'tests/models/adopt.test.ts',
  'tests/flow/outages-at-start.test.ts',
  'tests/flow/moderators.test.ts',
  'tests/stack/ephemeral.test.ts',
  'tests/flow/real-input.test.ts',
  'tests/stack/life.test.ts',
  'tests/flow/main-job.test.ts',
] as const;

/**
 * These judge memory or time, or kill at chosen milliseconds: beside others they would measure those. The crash runs
 * keep both cores busy: beside another installation their faults wait for what is still on its way, and run out of time.
 */
export const ALONE = [
  'tests/clickhouse/*.test.ts',
  'tests/crash/kill.test.ts',
  'tests/crash/seeded/seeded.test.ts',
] as const;

/** Of the unit tests, on one core while the others go on on the next. */
const UNIT = ['tests/simulation/simulation.test.ts', 'models/light/train/train.test.ts'] as const;

/** Of the rest, which start a part or two and what they test: those that take longest, longest first. */
const LONGEST = [
  'tests/projections/sink-crash.test.ts',
  'tests/runtime/decide.test.ts',
  'tests/projections/past-retention.test.ts',
  'tests/log/lost-answers.test.ts',
  'tests/runtime/broker.test.ts',
  'tests/secured/secrets.test.ts',
  'tests/projections/upgrade.test.ts',
  'tests/secured/connections.test.ts',
  'tests/runtime/effect.test.ts',
  'tests/log/leaders.test.ts',
  'tests/projections/rebuild.test.ts',
  'tests/dashboard/look.test.ts',
  'tests/dashboard/live.test.ts',
  'tests/log/kafkajs.test.ts',
  'tests/log/setup.test.ts',
] as const;

/** Files in the order in which they begin, within their project. */
export const ORDER: readonly string[] = [...UNIT, ...WHOLE, ...LONGEST];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = ORDER.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank < 0 ? ORDER.length : rank;
};

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

/** In the order above. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files); // by project first, which stays
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}
