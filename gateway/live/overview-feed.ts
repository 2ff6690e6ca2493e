/** Sends the workspace's overview to everybody who watches, every two seconds, while anybody does. */
import { pause } from '../../service/pause.ts';
import type { Logger } from '../../service/logger.ts';
import type { LiveHub } from './hub.ts';

const EVERY_MS = 2_000;

export function startOverviewFeed(
  hub: LiveHub,
  overview: () => Promise<object>,
  logger: Logger,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let failures = 0;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(EVERY_MS, stopping.signal);
      if (stopping.signal.aborted || hub.size() === 0) continue;
      try {
        hub.broadcast(JSON.stringify({ type: 'overview', overview: await overview() }));
        failures = 0;
      } catch (error) {
        // The page keeps its last numbers and shows their age; the next round tries again.
        failures += 1;
        if (failures === 1) logger.warn({ err: error }, 'overview cannot be read; trying again');
      }
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
