/** The rows of one social account, and their names. */
import { deriveId } from '../../../topics/ids.ts';
import type { AccountConfiguredData, RequestActionData } from '../../../topics/events.ts';
import type { WaitCode } from './codes.ts';

export interface AccountRow {
  readonly tenantId: string;
  readonly workspaceId: string;
  /** Null until the account is connected: until then everything waits. */
  readonly settings: AccountConfiguredData | null;
  /** Places [head, tail) of the line are taken; a retry goes to the front, so head may be negative. */
  readonly head: number;
  readonly tail: number;
  /** Grants without an outcome. */
  readonly outstanding: number;
  /**
   * The network cannot be reached, refuses our token, or swallows answers, or grants expire unused: attempts in
   * a row that ended so. `code` says which; rows of earlier versions have none and mean `network_trouble`.
   */
  readonly trouble: { readonly count: number; readonly until: number; readonly code?: WaitCode } | null;
  /** When the line is looked at again without an event; null when nothing is due. */
  readonly lineTimer: number | null;
}

export type Situation =
  | { readonly name: 'waiting'; readonly place: number | null; readonly since: number }
  | { readonly name: 'granted'; readonly grantId: string; readonly grantedAt: number }
  | { readonly name: 'unconfirmed'; readonly attemptId: string; readonly grantedAt: number }
  | { readonly name: 'done'; readonly outcome: Ending };
export type Ending = 'posted' | 'failed' | 'refused' | 'cancelled' | 'unresolved';

export interface ActionRow {
  readonly request: RequestActionData;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly correlationId: string;
  readonly situation: Situation;
  readonly grants: number;
  /** Grants that reached out to the network and failed. */
  readonly tries: number;
  /** Grants in a row that expired before they were used; rows of earlier versions have none. */
  readonly expired?: number;
  /** Why it should not be tried again; the grant that is out may still win. */
  readonly cancel: string | null;
  /** After an unconfirmed attempt: until when the network knows the idempotency key. */
  readonly keyUntil: number | null;
}

export const ACCOUNT = 'account';
export const LEDGER = 'ledger';
export const actionRow = (actionId: string) => `action:${actionId}`;
export const placeRow = (place: number) => `line:${place}`;
export const answeredRow = (nativeId: string) => `answered:${nativeId}`;
export const textRow = (id: string) => `text:${id}`;
/** Timer that looks at the line again, and timers of single actions. */
export const LINE_TIMER = 'line';
export const retryTimer = (actionId: string) => `retry:${actionId}`;

/** Same author, same words: case and spacing do not make a text another. */
export function textId({ request: { target } }: ActionRow): string {
  return deriveId(
    'text',
    target.targetAuthorHandle.toLowerCase(),
    target.text.normalize('NFKC').toLowerCase().trim(),
  );
}
