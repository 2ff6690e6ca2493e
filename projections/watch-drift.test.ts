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

it('the drift of each head is a metric; one that cannot be told is none; a failure ends nothing', async () => {
  const metrics = createMetrics({ processMetrics: false });
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
      return [{ heads: turn ?? [], modelVersion: 'light-1' } as unknown as ModelDrift];
    },
  });
  await promise;
  await watch.stop();
  expect(shown[1]).toContain('signalpost_model_psi{head="toxic"} 0.31');
  expect(shown[1]).toContain('signalpost_model_psi{head="irony"} 0.05');
  expect(shown[2]).toContain('signalpost_model_psi{head="toxic"} 0.31'); // the failed turn changed nothing
  expect(shown[3]).not.toContain('toxic');
  expect(shown[3]).toContain('signalpost_model_psi{head="irony"} 0.07');
});
