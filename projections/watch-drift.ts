/** The weekly drift of the models' scores as a metric, over all tenants together: labels never name one. */
import { pause } from '../service/pause.ts';
import type { Logger } from '../service/logger.ts';
import type { Metrics } from '../service/metrics.ts';
import { DRIFT_HEADS, type HeadDrift, type ModelDrift } from './read/drift.ts';

/** A week moves slowly. */
const EVERY_MS = 3_600_000;
/** After a start other work comes first. */
const FIRST_MS = 60_000;

export interface DriftWatch {
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** The drift of the program's weights, now. */
  readonly read: () => Promise<ModelDrift>;
  /** That of weights that workspaces adopted, each in its workspace. */
  readonly readAdopted: () => Promise<readonly ModelDrift[]>;
  readonly firstMs?: number;
  readonly everyMs?: number;
}

export function watchDrift(parts: DriftWatch): { stop(): Promise<void> } {
  const { metrics, logger, read, readAdopted, firstMs = FIRST_MS, everyMs = EVERY_MS } = parts;
  const gauge = metrics.gauge(
    'model_psi',
    'Population stability index of the scores of a week against the model card; over 0.2 somebody should look',
    ['head'],
  );
  const adopted = metrics.gauge(
    'adopted_model_psi',
    'The same of weights that workspaces adopted, of the workspace where it is highest',
    ['head'],
  );
  const alerted = new Set<string>();
  const stopping = new AbortController();

  const warn = ({ head, psi, alert, messages }: HeadDrift, modelVersion: string): void => {
    const key = `${modelVersion} ${head}`;
    if (alert && !alerted.has(key))
      logger.warn({ head, psi, messages, modelVersion }, 'the scores of a model have moved from its card');
    if (alert) alerted.add(key);
    else alerted.delete(key);
  };
  const publish = async (): Promise<void> => {
    const { heads, modelVersion } = await read();
    for (const drift of heads) {
      // Nothing is better than an old number that still looks like news.
      if (drift.psi === null) gauge.remove({ head: drift.head });
      else gauge.set({ head: drift.head }, drift.psi);
      warn(drift, modelVersion);
    }
    const own = await readAdopted();
    const highest = new Map<string, number>();
    for (const { heads: theirs, modelVersion: version } of own) {
      for (const drift of theirs) {
        if (drift.psi !== null) highest.set(drift.head, Math.max(drift.psi, highest.get(drift.head) ?? 0));
        warn(drift, version);
      }
    }
    for (const head of DRIFT_HEADS) {
      const psi = highest.get(head);
      if (psi === undefined) adopted.remove({ head });
      else adopted.set({ head }, psi);
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
