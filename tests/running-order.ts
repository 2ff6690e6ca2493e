/**
 * How the flow tests run: which of them alone, the others two at a time, and who begins first. Every file has an
 * installation, ports and folders of its own, so two beside each other share nothing but the machine. Most of
 * their time is waiting: for a session to end, for a network to be asked again, for an outage to be over.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These judge time or memory, or load every core by themselves: beside others they would measure those. */
export const ALONE = [
  'tests/clickhouse/*.test.ts', // memory of the engine, time of a cancelled query, kills at chosen milliseconds
  'tests/crash/**/*.test.ts', // processes that start all the time
  'tests/log/lost-answers.test.ts', // requests with deadlines of seconds, run out on purpose
  'tests/stack/life.test.ts', // an installation at the ports that people expect
] as const;

/** Files that take longest, longest first: begun last, the others would be done and wait for them. */
const LONGEST = [
  'tests/flow/outages.test.ts',
  'tests/flow/bad-input.test.ts',
  'tests/projections/sink-crash.test.ts',
  'tests/projections/past-retention.test.ts',
  'tests/runtime/decide.test.ts',
  'tests/flow/main-job.test.ts',
  'tests/projections/away.test.ts',
  'tests/projections/upgrade.test.ts',
  'tests/secured/connections.test.ts',
  'tests/secured/secrets.test.ts',
  'tests/runtime/effect.test.ts',
  'tests/stack/ephemeral.test.ts',
] as const;

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`));
  return rank < 0 ? LONGEST.length : rank;
};

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

/** Nobody waits at the end for a long file that was begun last. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files); // by project first, which stays
    return sorted.sort((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}
