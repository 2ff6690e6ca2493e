import { defineConfig } from 'vitest/config';
import { ALONE, LongestFirst } from './tests/running-order.ts';

const FLOW = {
  exclude: ['**/node_modules/**', 'tests/{architecture,simulation,bench}/**'],
  testTimeout: 120_000,
  // A whole installation starts there.
  hookTimeout: 180_000,
};

/**
 * Three projects, one after another. `unit` needs nothing but Node. `flow` and `flow-alone` start real servers:
 * two files at a time, and one at a time those that would measure the other's load.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{service,topics,models,platforms,processors,projections,gateway,stack,cli}/**/*.test.ts',
            'tests/{architecture,simulation,bench}/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.flow.test.ts'],
          maxWorkers: '100%',
          // Properties run thousands of cases: on a busy machine that takes longer than the usual 5 s.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...FLOW,
          name: 'flow',
          include: ['tests/**/*.test.ts', '{topics,processors,projections,stack,gateway}/**/*.flow.test.ts'],
          exclude: [...FLOW.exclude, ...ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...FLOW,
          name: 'flow-alone',
          include: [...ALONE],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
