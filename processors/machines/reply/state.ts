/** The rows of one conversation, and their names. */
import type { Draft, Engagement, ReplyCompletedData, Verdict } from '../../../topics/events.ts';

export interface ConversationRow {
  /** Whose conversation it is: nobody else's events or commands touch it. */
  readonly tenantId: string;
  readonly workspaceId: string;
  /** Counts the messages of the conversation: what a person has seen is compared with it. */
  readonly version: number;
  /** Position of the last event of the conversation's stream. */
  readonly streamVersion: number;
  /** Engagements whose draft is held or on its way, oldest first; bounded by MAX_OPEN. */
  readonly open: readonly string[];
}

/** A text with its identity. */
export interface Text {
  readonly draftId: string;
  readonly draftVersion: number;
  readonly draft: Draft;
}

/** `seen` is the conversation's version when the draft left the desk: what came since is news to a person. */
export type Situation =
  | { readonly name: 'received' }
  /** The verdict on this text is not here yet; `overdue` once people were told not to wait for it. */
  | ({
      readonly name: 'checking';
      readonly seen: number;
      readonly overdue?: boolean;
      readonly again?: Again;
    } & Text)
  | ({ readonly name: 'held'; readonly verdict: Verdict; readonly reasons: readonly string[] } & Text)
  | ({
      readonly name: 'approved';
      readonly verdict: Verdict;
      readonly actionId: string;
      readonly auto: boolean;
      readonly progress: Progress;
    } & Text)
  /** Undone or overtaken: waits for the account decider to say who was first. */
  | ({
      readonly name: 'withdrawing';
      readonly verdict: Verdict;
      readonly actionId: string;
      readonly why: Withdrawal;
      readonly seen: number;
    } & Text)
  | ({ readonly name: 'rejected' } & Text)
  | ({
      readonly name: 'completed';
      readonly outcome: ReplyCompletedData['outcome'];
      readonly actionId: string;
    } & Text);

/** Who let a text out whose verdict was out of date: it is judged again. */
export type Again = 'auto' | 'person';

/** How far the action has come; from `sending` on there is no way back. */
export type Progress = 'requested' | 'sending';
export type Withdrawal = 'undone' | 'superseded';

export interface EngagementRow {
  readonly engagement: Engagement;
  readonly situation: Situation;
}

/** What is left of a reply that was posted, may have been, or was rejected: enough to answer commands. */
export interface EndedRow {
  readonly draftId: string;
  readonly draftVersion: number;
  readonly code: 'already_posted' | 'already_over' | 'already_rejected';
}

/** What an author did in this conversation. */
export interface AuthorRow {
  /** Newest message by the network's clock: epoch ms. */
  readonly latest: number;
  /** Version of the conversation at which the last of them came. */
  readonly version: number;
}

/** After this a text that waits for its verdict is shown to people: the check takes seconds. */
export const CHECK_WAIT_MS = 10 * 60_000;
/** A draft that waits is judged again when the safety policy has changed; this is how often that is asked. */
export const SCREEN_MS = 8 * 60_000;
export const screenTimer = (engagementId: string) => `screen:${engagementId}`;
/** Timer of that wait. */
export const checkTimer = (engagementId: string) => `check:${engagementId}`;

export const CONVERSATION = 'conversation';
export const engagementRow = (engagementId: string) => `engagement:${engagementId}`;
export const actionRow = (actionId: string) => `action:${actionId}`;
/** A message without a verdict: the verdict brings the message along, so nothing else is kept of it. */
export const metRow = (engagementId: string) => `met:${engagementId}`;
export const endedRow = (engagementId: string) => `ended:${engagementId}`;
export const authorRow = (nativeId: string) => `wrote:${nativeId}`;

/** Drafts of one conversation that announce newer messages by themselves; commands find out for any draft. */
export const MAX_OPEN = 20;
/**
 * Up to here every new message matters to every answer. In a larger thread each answer would be out of date
 * as soon as it is written, so there only the same author's messages matter.
 */
export const CROWDED = 25;
const DAY_MS = 86_400_000;
/**
 * An engagement is answered, or forgotten, within this time of its last change: the networks' policies let
 * nothing be answered after 7 days. JSON length of row
 * names and values with short texts: about 17 characters until the verdict, 1160 while it is open (also failed or
 * refused, which may be edited), 91 once it is over; an author's and a conversation's row come on top.
 * All of it is in the heap; state outside the heap is the next step.
 */
export const KEEP_MS = 8 * DAY_MS;
