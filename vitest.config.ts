import { defineConfig } from 'vitest/config';

/**
 * Two projects. `unit` needs nothing but Node and runs in parallel; `flow` starts real servers, so its
 * files run one after another: two installations at once would measure each other's load.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{service,topics,models,platforms,processors,projections,gateway,stack,cli}/**/*.test.ts',

            'tests/architecture/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', '**/*.flow.test.ts'],
        },
      },
      {
        test: {
          name: 'flow',
          include: ['tests/**/*.test.ts', '{topics,processors,projections,stack,gateway}/**/*.flow.test.ts'],
          exclude: ['**/node_modules/**', 'tests/architecture/**'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
