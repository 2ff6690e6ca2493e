/**
 * What an event changes in the views, as data. Pure: the same record gives the same writes, and a write
 * counts only when its version (the record's offset) is higher than what is there. Facts are kept per kind
 * of event, each whole, so that even a replay that meets newer facts loses none.
 */
import { seededBug } from '../../service/seeded-bugs.ts';
import type { AnyEvent, Engagement } from '../../topics/events.ts';
import { isHead, type Head } from '../../topics/labels.ts';
import { byType, type ByType } from '../by-type.ts';
import { proposalOf, type Group } from './state.ts';
import { KEY } from './keys.ts';

export interface EngagementWrite {
  readonly kind: 'engagement';
  readonly id: string;
  readonly section: Section;
  readonly group: Group;
  readonly facts: object;
  readonly state: string;
  readonly link: string;
  readonly index: EngagementIndex;
}
export interface EngagementIndex {
  readonly created?: number;
  readonly network?: string;
  readonly account?: string;
  readonly conversation?: string;
  readonly kind?: string;
  readonly sentiment?: string;
  readonly urgency?: string;
  /** Labels by people, which hide the model's in the indexes; null gives the model's back. */
  readonly 'by-person:kind'?: string | null;
  readonly 'by-person:sentiment'?: string | null;
  readonly 'by-person:urgency'?: string | null;
  /** The transformer's label, which hides the light tier's; whichever of the two is read first. */
  readonly 'refined:sentiment'?: string;
}
export interface EntityWrite {
  readonly kind: 'entity';
  readonly key: string;
  readonly section: string;
  readonly facts: object;
  /** Epoch ms after which nobody asks for it; null keeps it. */
  readonly expiresAt: number | null;
  readonly listed: { readonly set: string; readonly member: string } | null;
  /** Another version than the record's offset. */
  readonly version?: number;
}
export interface PostWrite {
  readonly kind: 'post';
  readonly accountId: string;
  readonly attemptId: string;
  readonly at: number;
}
export type Write = EngagementWrite | EntityWrite | PostWrite;

/** Kinds of facts about an engagement; each is one field of its hash. */
export type Section =
  | 'received'
  | 'classified'
  | 'analyzed'
  | 'refined'
  | 'drafted'
  | 'declined'
  | 'verdict'
  | 'held'
  | 'approved'
  | 'edited'
  | 'rejected'
  | 'withdrawn'
  | 'completed'
  | 'outcome'
  /** A person's newest word on one head. */
  | `label:${Head}`;

const HOUR_MS = 3_600_000;

function indexOf(engagement: Engagement): EngagementIndex {
  return {
    created: engagement.createdAt,
    network: engagement.network,
    account: engagement.accountId,
    conversation: engagement.conversationId,
  };
}

function engagementWrite(
  event: AnyEvent,
  id: string,
  section: Section,
  group: Group,
  facts: object,
  index: EngagementIndex = {},
): readonly Write[] {
  const said = proposalOf(event);
  return [
    {
      kind: 'engagement',
      id,
      section,
      group,
      facts: { ...facts, at: event.recordedAt, streamVersion: event.streamVersion },
      state: said.state ?? '',
      link: said.link,
      index,
    },
  ];
}

const REPLY_SECTIONS = {
  ReplyHeld: 'held',
  ReplyApproved: 'approved',
  ReplyEdited: 'edited',
  ReplyRejected: 'rejected',
  ReplyWithdrawn: 'withdrawn',
  ReplyCompleted: 'completed',
} as const;

const WRITES: ByType<readonly Write[]> = {
  EngagementReceived: (event) => {
    const { engagement } = event.data;
    return engagementWrite(
      event,
      engagement.engagementId,
      'received',
      'received',
      { engagement },
      indexOf(engagement),
    );
  },
  EngagementClassified: (event) => {
    const { engagement, classification } = event.data;
    return engagementWrite(
      event,
      engagement.engagementId,
      'classified',
      'classified',
      { classification },
      {
        ...indexOf(engagement),
        kind: classification.kind,
        ...(seededBug('lost-index') ? {} : { urgency: classification.urgency }),
      },
    );
  },
  EngagementAnalyzed: (event) => {
    const { engagement, sentiment: read, tone } = event.data;
    const sentiment = seededBug('stale-label') ? { ...read, label: 'neutral' } : read;
    return engagementWrite(
      event,
      engagement.engagementId,
      'analyzed',
      'analyzed',
      { sentiment, tone },
      {
        ...indexOf(engagement),
        sentiment: read.label,
      },
    );
  },
  EngagementRefined: (event) => {
    const { engagementId, because, sentiment } = event.data;
    const index = { 'refined:sentiment': sentiment.label };
    return engagementWrite(event, engagementId, 'refined', 'refined', { because, sentiment }, index);
  },
  ReplyDrafted: (event) => {
    const { engagement, draftId, draftVersion, draft } = event.data;
    return engagementWrite(
      event,
      engagement.engagementId,
      'drafted',
      'draft',
      { draftId, draftVersion, draft },
      indexOf(engagement),
    );
  },
  ReplyDeclined: (event) => {
    const { engagement, reason } = event.data;
    return engagementWrite(
      event,
      engagement.engagementId,
      'declined',
      'draft',
      { reason },
      indexOf(engagement),
    );
  },
  SafetyChecked: (event) => {
    const { engagement, draftId, draftVersion, verdict } = event.data;
    return engagementWrite(
      event,
      engagement.engagementId,
      'verdict',
      'verdict',
      { draftId, draftVersion, verdict },
      indexOf(engagement),
    );
  },
  ReplyEdited: (event) => {
    const { engagement, ...facts } = event.data;
    return engagementWrite(event, engagement.engagementId, 'edited', 'reply', facts, indexOf(engagement));
  },
  ReplyHeld: (event) =>
    engagementWrite(event, event.data.engagementId, REPLY_SECTIONS[event.type], 'reply', event.data),
  ReplyApproved: (event) =>
    engagementWrite(event, event.data.engagementId, REPLY_SECTIONS[event.type], 'reply', event.data),
  ReplyRejected: (event) =>
    engagementWrite(event, event.data.engagementId, REPLY_SECTIONS[event.type], 'reply', event.data),
  ReplyWithdrawn: (event) =>
    engagementWrite(event, event.data.engagementId, REPLY_SECTIONS[event.type], 'reply', event.data),
  ReplyCompleted: (event) =>
    engagementWrite(event, event.data.engagementId, REPLY_SECTIONS[event.type], 'reply', event.data),
  ReplyActionOutcome: (event) =>
    engagementWrite(event, event.data.engagementId, 'outcome', 'action', event.data),
  LabelCorrected: (event) => {
    const { engagementId, head, label, modelLabel } = event.data;
    if (!isHead(head)) return []; // a head of a newer decider
    const indexed = head === 'kind' || head === 'sentiment' || head === 'urgency';
    const index = indexed ? { [`by-person:${head}`]: label === modelLabel ? null : label } : {};
    const facts = { ...event.data, actor: event.actor };
    return engagementWrite(event, engagementId, `label:${head}`, 'labels', facts, index);
  },
  AccountConnected: (event) => account(event.data.accountId, 'connected', event.data),
  AccountConfigured: (event) => account(event.data.accountId, 'settings', event.data),
  ActionWaiting: (event) =>
    account(event.data.target.accountId, 'waiting', {
      until: event.data.until,
      code: event.data.code,
      message: event.data.message,
      at: event.recordedAt,
    }),
  AttemptPublished: (event) => {
    const { attemptId, rate, target } = event.data;
    return [
      { kind: 'post', accountId: target.accountId, attemptId, at: event.recordedAt },
      ...(rate ? account(target.accountId, 'rate', { ...rate, at: event.recordedAt }) : []),
    ];
  },
  AttemptFailed: (event) => {
    const { rate, target } = event.data;
    return rate ? account(target.accountId, 'rate', { ...rate, at: event.recordedAt }) : [];
  },
  WorkspacePaused: (event) => workspace({ paused: true, reason: event.data.reason, at: event.recordedAt }),
  WorkspaceResumed: (event) => workspace({ paused: false, reason: null, at: event.recordedAt }),
  ApproveReply: (event) => asked(event),
  EditReply: (event) => asked(event),
  RejectReply: (event) => asked(event),
  UndoReply: (event) => asked(event),
  CorrectLabel: (event) => asked(event),
  ConnectAccount: (event) => asked(event),
  PauseWorkspace: (event) => asked(event),
  ResumeWorkspace: (event) => asked(event),
  CommandAnswered: (event) => command(event.data.commandId, 'answer', event, event.data),
  MetricRolledUp: (event) => [
    {
      kind: 'entity',
      key: KEY.minute(event.data.minute),
      section: event.data.source,
      facts: event.data.counts,
      expiresAt: event.data.minute + 25 * HOUR_MS,
      listed: null,
      version: event.data.version,
    },
  ],
};

/** Writes of an event, in order; none when no view shows it. */
export function writesOf(event: AnyEvent): readonly Write[] {
  const ending = event.type === 'ReplyCompleted' || event.type === 'ReplyActionOutcome';
  if (ending && seededBug('forget-completed')) return [];
  return byType(WRITES, event) ?? [];
}

/** What people sent, without its content: only that it is there. */
function asked(event: AnyEvent): readonly Write[] {
  return command(event.eventId, 'asked', event, { type: event.type });
}

function command(id: string, section: 'asked' | 'answer', event: AnyEvent, facts: object): readonly Write[] {
  return [
    {
      kind: 'entity',
      key: KEY.command(id),
      section,
      facts: { ...facts, at: event.recordedAt },
      expiresAt: event.recordedAt + 24 * HOUR_MS, // as long as a key's first answer is given again
      listed: null,
    },
  ];
}

function account(accountId: string, section: string, facts: object): readonly Write[] {
  return [
    {
      kind: 'entity',
      key: KEY.account(accountId),
      section,
      facts,
      expiresAt: null,
      listed: { set: KEY.accounts, member: accountId },
    },
  ];
}

function workspace(facts: object): readonly Write[] {
  return [{ kind: 'entity', key: KEY.workspace, section: 'pause', facts, expiresAt: null, listed: null }];
}
