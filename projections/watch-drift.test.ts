import { expect, it } from 'vitest';
import { createLogger } from '../service/logger.ts';
import { createMetrics } from '../service/metrics.ts';
import type { HeadDrift, ModelDrift } from './read/drift.ts';
import { watchDrift } from './watch-drift.ts';

const head = (name: HeadDrift['head'], psi: number | null): HeadDrift => ({
  head: name,
  messages: 500,
  psi,
  alert: psi !== null && psi > 0.2,
  basis: 'distribution',
  missing: psi === null ? 'too_few' : null,
  parts: [],
});

const driftWith = (modelVersion: string, heads: readonly HeadDrift[]): ModelDrift =>
  ({ heads, modelVersion }) as unknown as ModelDrift;

it('the drift of each head is a metric; one that cannot be told is none; a failure ends nothing', async () => {
  const metrics = createMetrics({ processMetrics: false });
  const own: (readonly HeadDrift[])[] = [[head('toxic', 0.1)], [head('toxic', 0.4), head('irony', null)]];
  const turns: (readonly HeadDrift[] | Error)[] = [
    [head('toxic', 0.31), head('irony', 0.05)],
    new Error('ClickHouse is away'),
    [head('toxic', null), head('irony', 0.07)],
  ];
  const shown: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const watch = watchDrift({
    metrics,
    logger: createLogger('test', 'silent'),
    firstMs: 0,
    everyMs: 1,
    async read() {
      shown.push(await metrics.registry.metrics());
      const turn = turns.shift();
      if (turn === undefined) resolve();
      if (turn instanceof Error) throw turn;
      return driftWith('light-1', turn ?? []);
    },
    // Two workspaces at the first turn, none at the others.
    readAdopted: async () => own.splice(0).map((heads, index) => driftWith(`own-${index}`, heads)),
  });
  await promise;
  await watch.stop();
  expect(shown[1]).toContain('signalpost_model_psi{head="toxic"} 0.31');
  expect(shown[1]).toContain('signalpost_model_psi{head="irony"} 0.05');
  expect(shown[1]).toContain('signalpost_adopted_model_psi{head="toxic"} 0.4'); // the highest of the workspaces
  expect(shown[1]).not.toContain('signalpost_adopted_model_psi{head="irony"}');
  expect(shown[2]).toContain('signalpost_model_psi{head="toxic"} 0.31'); // the failed turn changed nothing
  expect(shown[3]).not.toContain('signalpost_adopted_model_psi{');
  expect(shown[3]).not.toContain('toxic');
  expect(shown[3]).toContain('signalpost_model_psi{head="irony"} 0.07');
});
