/** What the status of a command says, in either of its shapes. */
import type { ProblemBody } from '../api/types.ts';

export type Status =
  | { readonly name: 'accepted' }
  | { readonly name: 'pending' }
  | { readonly name: 'refused'; readonly problem: ProblemBody };

export function statusOf(json: unknown): Status {
  const value = (typeof json === 'object' && json !== null ? json : {}) as Record<string, unknown>;
  if (value['status'] === 'accepted') return { name: 'accepted' };
  if (value['status'] !== 'rejected') return { name: 'pending' };
  const details = detailsOf(value['details']);
  const choices = value['choices'] ?? details['choices'];
  const version = details['conversationVersion'];
  const code = typeof value['code'] === 'string' ? value['code'] : 'command_rejected';
  return {
    name: 'refused',
    problem: {
      status: 409,
      code,
      title: 'This was refused',
      detail: typeof value['message'] === 'string' ? value['message'] : '',
      ...(Array.isArray(choices)
        ? { choices: choices.filter((one): one is string => typeof one === 'string') }
        : {}),
      ...(typeof version === 'number' ? { conversationVersion: version } : {}),
    },
  };
}

function detailsOf(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  if (typeof value !== 'string') return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
