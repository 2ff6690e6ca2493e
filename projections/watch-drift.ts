/** The weekly drift of the models' scores as a metric, over all tenants together: labels never name one. */
import { pause } from '../service/pause.ts';
import type { Logger } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import type { ModelDrift } from './read/drift.ts';

/** A week moves slowly. */
const EVERY_MS = 3_600_000;
/** After a start other work comes first. */
const FIRST_MS = 60_000;

export interface DriftWatch {
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** The drift of each model in use, now. */
  readonly read: () => Promise<readonly ModelDrift[]>;
  readonly firstMs?: number;
  readonly everyMs?: number;
}

export function watchDrift(parts: DriftWatch): { stop(): Promise<void> } {
  const { metrics, logger, read, firstMs = FIRST_MS, everyMs = EVERY_MS } = parts;
  const gauge = metrics.gauge(
    'model_psi',
    'Population stability index of the scores of a week against the model card; over 0.2 somebody should look',
    ['head'],
  );
  const alerted = new Set<string>();
  const stopping = new AbortController();

  const publish = async (): Promise<void> => {
    for (const { heads, modelVersion } of await read()) {
      for (const { head, psi, alert, messages } of heads) {
        // Nothing is better than an old number that still looks like news.
        if (psi === null) gauge.remove({ head });
        else gauge.set({ head }, psi);
        if (alert && !alerted.has(head))
          logger.warn(
            { head, psi, messages, modelVersion },
            'the scores of a model have moved from its card',
          );
        if (alert) alerted.add(head);
        else alerted.delete(head);
      }
    }
  };
  const run = async (): Promise<void> => {
    await pause(firstMs, stopping.signal);
    while (!stopping.signal.aborted) {
      try {
        await publish();
      } catch (error) {
        logger.warn({ err: error }, 'the drift of the models cannot be measured; trying again in an hour');
      }
      await pause(everyMs, stopping.signal);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
