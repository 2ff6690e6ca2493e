/**
 * Remembers which commands were sent, so that their status is `pending` from the first moment: the read model
 * learns of them from the log a little later, and has them also when this memory is lost.
 */
import { LogError } from '../../topics/log/port.ts';
import type { Logger } from '../../service/logger.ts';
import type { CommandBus, Principal } from '../ports.ts';

/** As long as the read model keeps a command's answer. */
const KEEP_SECONDS = 86_400;

export interface SentStore {
  get(key: string): Promise<string | null>;
  setOnce(key: string, value: string, ttlSeconds: number): Promise<void>;
  remove(key: string): Promise<void>;
}

type Owner = Pick<Principal, 'tenantId' | 'workspaceId'>;

const keyOf = ({ tenantId, workspaceId }: Owner, commandId: string): string =>
  `sp:sent:${encodeURIComponent(tenantId)}/${encodeURIComponent(workspaceId)}:${commandId}`;

/**
 * The bus; a command is noted before it goes, and forgotten when it certainly did not arrive.
 * @throws what the store throws, before anything is sent: a command that nobody could follow is not sent.
 */
export function trackedBus(bus: CommandBus, store: SentStore, logger: Logger): CommandBus {
  return {
    async send(topic, key, command, headers) {
      const note = keyOf(command, command.eventId);
      const known = await store.get(note);
      await store.setOnce(note, String(command.recordedAt), KEEP_SECONDS);
      try {
        return await bus.send(topic, key, command, headers);
      } catch (error) {
        const arrived = known !== null || !(error instanceof LogError && error.nothingWritten);
        if (!arrived) await forget(store, note, logger);
        throw error;
      }
    },
  };
}

async function forget(store: SentStore, note: string, logger: Logger): Promise<void> {
  try {
    await store.remove(note);
  } catch (error) {
    logger.warn({ err: error }, 'a command that was not sent is shown as pending until it expires');
  }
}

/** Whether a command of this owner may be in the log. */
export async function wasSent(
  store: Pick<SentStore, 'get'>,
  owner: Owner,
  commandId: string,
): Promise<boolean> {
  return (await store.get(keyOf(owner, commandId))) !== null;
}
