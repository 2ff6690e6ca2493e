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

export type Situation =
  | { readonly name: 'received' }
  /** Edited; the verdict on the new text is not here yet. */
  | ({ readonly name: 'checking' } & Text)
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
    } & Text)
  | ({ readonly name: 'rejected' } & Text)
  | ({
      readonly name: 'completed';
      readonly outcome: ReplyCompletedData['outcome'];
      readonly actionId: string;
    } & Text);

/** How far the action has come; from `sending` on there is no way back. */
export type Progress = 'requested' | 'sending';
export type Withdrawal = 'undone' | 'superseded';

export interface EngagementRow {
  readonly engagement: Engagement;
  /** Version of the conversation at which the latest message came that matters to an answer of this one. */
  readonly movedOnAt: number;
  /** Whether the author wrote again afterwards. */
  readonly overtaken: boolean;
  readonly situation: Situation;
}

export const CONVERSATION = 'conversation';
export const engagementRow = (engagementId: string) => `engagement:${engagementId}`;
export const actionRow = (actionId: string) => `action:${actionId}`;
/** Newest message of an author in this conversation, by the network's clock: epoch ms. */
export const authorRow = (nativeId: string) => `author:${nativeId}`;

/** Drafts of one conversation that are told of newer messages. */
export const MAX_OPEN = 20;
/**
 * Up to here every new message matters to every answer. In a larger thread each answer would be out of date
 * as soon as it is written, so there only the same author's messages matter.
 */
export const CROWDED = 25;
const DAY_MS = 86_400_000;
/** An engagement is answered, or forgotten, within this time of its last change. */
export const KEEP_MS = 30 * DAY_MS;
