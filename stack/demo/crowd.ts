/** People who write to the demo accounts at a steady rate, through the networks' own control API. */
import { pause } from '../../service/pause.ts';
import type { Counter } from '../../service/metrics.ts';
import type { Logger } from '../../service/logger.ts';
import { networkRow } from '../networks/table.ts';
import type { SimulatedMessage } from '../simulate/message.ts';

export interface CrowdOptions {
  readonly controlUrl: string;
  readonly webhookUrl: string;
  readonly messages: readonly SimulatedMessage[];
  /** Networks in turn. */
  readonly networks: readonly string[];
  /** Time between messages, ms; null writes none. */
  readonly everyMs: number | null;
  readonly written: Counter<'network'>;
  readonly logger: Logger;
  readonly onRegistered: () => void;
}

const CALL_MS = 10_000;
const RETRY_MS = 1_000;

export function createCrowd(options: CrowdOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const call = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${options.controlUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(CALL_MS)]),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
  };

  /** Asks again until the network has checked our address: the gateway may be restarting. */
  const register = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await call('/webhooks', { url: options.webhookUrl });
        options.onRegistered();
        return;
      } catch (error) {
        options.logger.warn({ err: error }, 'webhook not registered; trying again');
        await pause(RETRY_MS, stopping.signal);
      }
    }
  };

  const run = async (): Promise<void> => {
    await register();
    if (options.everyMs === null) return;
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      const message = options.messages[turn % options.messages.length];
      const network = options.networks[turn % options.networks.length];
      if (message && network) {
        try {
          const { author, text, lang } = message;
          await call('/inject', {
            network,
            accountId: networkRow(network)?.account.accountId,
            kind: 'mention',
            author,
            text,
            lang,
          });
          options.written.inc({ network });
        } catch (error) {
          if (!stopping.signal.aborted)
            options.logger.warn({ err: error, network }, 'a message could not be written');
        }
      }
      await pause(options.everyMs, stopping.signal);
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
