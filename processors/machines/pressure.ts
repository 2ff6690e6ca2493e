/** How pressing a message is beyond its words: how often its author wrote lately, and how fast the conversation is. */
import type { Engagement } from '../../topics/events.ts';
import type { RowChange } from '../runtime/types.ts';
import { note } from './recent.ts';
import type { Lately } from './recent.ts';

const HOUR_MS = 3_600_000;

/** 8,192 authors of an account; urgency rises no more after the sixth message (`models/urgency/weights.ts`). */
export const AUTHORS: Lately = {
  name: 'author',
  windowS: 72 * 3_600,
  slots: 4_096,
  ways: 2,
  most: 6,
  keepMs: 72 * HOUR_MS,
};

/** 512 conversations of an account that somebody wrote in during the same minute. */
export const CONVERSATIONS: Lately = {
  name: 'pace',
  windowS: 60,
  slots: 256,
  ways: 2,
  most: 10,
  keepMs: HOUR_MS,
};

export interface Pressure {
  readonly authorContacts: number | null;
  readonly velocity: number | null;
  readonly rows: readonly RowChange[];
}

/**
 * A message that is received for the first time. One that the network dates after its arrival counts as of then.
 * A message of nobody that the network names has no contacts.
 *
 * @param arrivedAt when its body was written to the log, epoch ms.
 * @param now only says when rows may be forgotten.
 */
export function pressureOf(
  { author, conversationId, nativeId, createdAt }: Engagement,
  arrivedAt: number,
  get: (row: string) => unknown,
  now: number,
): Pressure {
  const at = Math.min(createdAt, arrivedAt);
  const pace = note(CONVERSATIONS, { who: conversationId, nativeId, at }, get, now);
  if (author.nativeId === '') return { authorContacts: null, velocity: pace.count, rows: [pace.change] };
  const contacts = note(AUTHORS, { who: author.nativeId, nativeId, at }, get, now);
  return {
    authorContacts: contacts.count,
    velocity: pace.count,
    rows: [contacts.change, pace.change],
  };
}
