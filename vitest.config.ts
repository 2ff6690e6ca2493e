import { defineConfig } from 'vitest/config';
import { ALONE, LongestFirst, WHOLE } from './tests/running-order.ts';

const FLOW = {
  exclude: ['**/node_modules/**', 'tests/{architecture,simulation,bench}/**'],
  testTimeout: 120_000,
  // A whole installation starts there.
  hookTimeout: 180_000,
};

/**
 * Four projects, one after another. `unit` needs nothing but Node; the others start real servers: `flow` whole
 * installations, `flow-parts` a few parts, `flow-alone` what nothing may run beside.
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
          include: [...WHOLE],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...FLOW,
          name: 'flow-parts',
          include: ['tests/**/*.test.ts', '{topics,processors,projections,stack,gateway}/**/*.flow.test.ts'],
          exclude: [...FLOW.exclude, ...WHOLE, ...ALONE],
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...FLOW,
          name: 'flow-alone',
          include: [...ALONE],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
