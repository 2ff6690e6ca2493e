/** Messages of `/ws`, parsed. What we do not know is ignored: a newer gateway may say more. */
import type { EngagementSummary, Overview } from '../api/types.ts';

export type LiveMessage =
  | { readonly type: 'hello'; readonly lastId: string }
  | { readonly type: 'gap'; readonly lastId: string | null }
  | { readonly type: 'engagement'; readonly id: string; readonly engagement: EngagementSummary }
  | { readonly type: 'overview'; readonly overview: Overview };

export function parseMessage(text: string): LiveMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const message = value as Record<string, unknown>;
  const isObject = (one: unknown): boolean => typeof one === 'object' && one !== null;
  switch (message['type']) {
    case 'hello':
      return typeof message['lastId'] === 'string' ? (message as unknown as LiveMessage) : null;
    case 'gap':
      return { type: 'gap', lastId: typeof message['lastId'] === 'string' ? message['lastId'] : null };
    case 'engagement':
      return typeof message['id'] === 'string' && isObject(message['engagement'])
        ? (message as unknown as LiveMessage)
        : null;
    case 'overview':
      return isObject(message['overview']) ? (message as unknown as LiveMessage) : null;
    default:
      return null;
  }
}

/** Orders stream ids `ms-sequence`; negative when `a` is earlier. */
export function compareIds(a: string, b: string): number {
  const [aMs = '0', aSequence = '0'] = a.split('-');
  const [bMs = '0', bSequence = '0'] = b.split('-');
  return Number(aMs) - Number(bMs) || Number(aSequence) - Number(bSequence);
}
