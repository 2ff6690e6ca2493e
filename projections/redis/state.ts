/**
 * Where an engagement stands. Each topic of its way says one thing, its newest; topics later on the way
 * overrule earlier ones. So the state does not depend on the order in which topics are read, and any replay
 * ends the same. `scripts/engagement.lua` follows the same rule; a test runs both over the same events.
 */
import type { AnyEvent } from '../../topics/events.ts';
import { byType, type ByType } from '../by-type.ts';

export const STATES = [
  'received',
  'classified',
  'analyzed',
  'drafted',
  'held',
  'approved',
  'waiting',
  'granted',
  'posted',
  'declined',
  'rejected',
  'failed',
  'refused',
  'unconfirmed',
  'unresolved',
  'withdrawn',
] as const;
export type EngagementState = (typeof STATES)[number];

/** Groups of sections, in the order of the way. A group is one topic: its offsets are its versions. */
export const GROUPS = [
  'received',
  'classified',
  'analyzed',
  'draft',
  'verdict',
  'reply',
  'action',
  'labels',
  'refined',
] as const;
export type Group = (typeof GROUPS)[number];

/** What the newest event of a group says. `state` null: nothing (any more). */
export interface Proposal {
  readonly state: EngagementState | null;
  /** The action that the words are about: an outcome counts only for the action that was approved last. */
  readonly link: string;
}

const OUTCOMES = {
  waiting: 'waiting',
  granted: 'granted',
  posted: 'posted',
  failed: 'failed',
  refused: 'refused',
  unconfirmed: 'unconfirmed',
  unresolved: 'unresolved',
  cancelled: null,
} as const satisfies Record<string, EngagementState | null>;

const COMPLETED = {
  posted: 'posted',
  failed: 'failed',
  refused: 'refused',
  unresolved: 'unresolved',
  cancelled: 'withdrawn',
} as const satisfies Record<string, EngagementState>;

const say = (state: EngagementState | null, link = ''): Proposal => ({ state, link });

const PROPOSALS: ByType<Proposal> = {
  EngagementReceived: () => say('received'),
  EngagementClassified: () => say('classified'),
  EngagementAnalyzed: () => say('analyzed'),
  ReplyDeclined: () => say('declined'),
  ReplyDrafted: () => say('drafted'),
  ReplyEdited: () => say('drafted'), // it waits for its verdict again
  ReplyHeld: () => say('held'),
  ReplyApproved: (event) => say('approved', event.data.actionId),
  ReplyRejected: () => say('rejected'),
  ReplyWithdrawn: () => say('withdrawn'),
  ReplyCompleted: (event) => say(COMPLETED[event.data.outcome]),
  ReplyActionOutcome: (event) => say(OUTCOMES[event.data.outcome], event.data.actionId),
};

/** What the event says about the state of its engagement. */
export function proposalOf(event: AnyEvent): Proposal {
  return byType(PROPOSALS, event) ?? say(null);
}

/** The state that the newest words of all groups make. */
export function stateOf(said: Partial<Readonly<Record<Group, Proposal>>>): EngagementState {
  let state: EngagementState = 'received';
  for (const group of GROUPS) {
    const words = said[group];
    if (!words?.state) continue;
    if (group === 'action' && !(said.reply?.state === 'approved' && said.reply.link === words.link)) continue;
    state = words.state;
  }
  return state;
}
