/** How a command stands: sent and not answered yet, accepted, or rejected with its reason. */
import type { EventData } from '../../topics/events.ts';
import { KEY, workspacePrefix } from '../redis/keys.ts';
import type { Stores } from './list.ts';
import type { CommandStatus, Scope } from './types.ts';

/** In the log, or on its way there; its decider has not answered. */
export function pendingCommand(commandId: string): CommandStatus {
  return { commandId, status: 'pending', code: null, message: null, version: null, details: null };
}

/** @returns null when the scope has no such command; they are kept for 24 h. */
export async function commandStatus(
  stores: Stores,
  scope: Scope,
  commandId: string,
): Promise<CommandStatus | null> {
  const prefix = workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);
  return statusOf(commandId, await stores.redis.hgetall(prefix + KEY.command(commandId)));
}

/** Pure. The answer may be known before the command is: they come from two topics. */
export function statusOf(commandId: string, hash: Readonly<Record<string, string>>): CommandStatus | null {
  const text = hash['s:answer'];
  if (text === undefined) return hash['s:asked'] === undefined ? null : pendingCommand(commandId);
  const answer = JSON.parse(text) as EventData['CommandAnswered'];
  return {
    commandId,
    status: answer.status,
    code: answer.code,
    message: answer.message,
    version: answer.answerVersion,
    details: answer.details,
  };
}
