import type { AnyEvent } from '../../topics/events.ts';
import {
  IDENTITY,
  POSITION,
  identity,
  position,
  type Columns,
  type Row,
  type Source,
} from '../clickhouse/columns.ts';
import { byType, type ByType } from '../by-type.ts';
import { AUTHORS_TEXT, type EventTable } from '../clickhouse/table.ts';

const COLUMNS = {
  ...IDENTITY,
  engagement_id: { type: 'String', comment: 'Engagement that is answered.' },
  recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
  event_type: { type: 'LowCardinality(String)', comment: 'Name of the event.' },
  conversation_id: { type: 'String', comment: 'Conversation of the engagement.' },
  network: { type: 'LowCardinality(String)', comment: 'Network slug; empty where the event does not say.' },
  draft_id: { type: 'String', comment: 'The draft; empty when none was written.' },
  draft_version: {
    type: 'UInt32',
    comment: '1 for the first text, higher after each edit; 0 without a draft.',
  },
  text: { type: 'Nullable(String)', comment: 'Text of the reply in this event. May repeat personal data.' },
  tone: { type: 'LowCardinality(Nullable(String))', comment: 'Tone asked for.' },
  template_id: { type: 'LowCardinality(Nullable(String))', comment: 'Approved template used.' },
  content_hash: { type: 'Nullable(String)', comment: 'Hash of exactly this content.' },
  model_version: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Who wrote the draft, or who judged it.',
  },
  decision: { type: 'LowCardinality(Nullable(String))', comment: 'pass or hold, from the safety gate.' },
  flagged: { type: 'Nullable(Bool)', comment: 'A threshold was crossed; such text is never published.' },
  scores: { type: 'Map(String, Float64)', comment: 'Safety layer to score.' },
  policy_version: { type: 'LowCardinality(Nullable(String))', comment: 'Workspace policy in force.' },
  reasons: {
    type: 'Array(String)',
    comment: 'Reason codes: why held, declined, rejected, withdrawn or not posted.',
  },
  approval_mode: { type: 'LowCardinality(Nullable(String))', comment: 'auto (by policy) or person.' },
  decided_by: { type: 'LowCardinality(Nullable(String))', comment: 'Approver, editor or who rejected.' },
  outcome: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'How it ended: posted, failed, refused, cancelled, unresolved.',
  },
  network_post_id: { type: 'Nullable(String)', comment: "The network's id of the posted reply." },
  action_id: { type: 'Nullable(String)', comment: 'Action that posts it.' },
  ...POSITION,
} as const satisfies Columns;

type ReplyRow = { [C in keyof typeof COLUMNS]: Row[string] };

function base(event: AnyEvent, source: Source): ReplyRow {
  return {
    ...identity(event),
    engagement_id: event.correlationId,
    recorded_at: event.recordedAt,
    event_type: event.type,
    conversation_id: '',
    network: '',
    draft_id: '',
    draft_version: 0,
    text: null,
    tone: null,
    template_id: null,
    content_hash: null,
    model_version: null,
    decision: null,
    flagged: null,
    scores: {},
    policy_version: null,
    reasons: [],
    approval_mode: null,
    decided_by: null,
    outcome: null,
    network_post_id: null,
    action_id: null,
    ...position(source),
  };
}

/** Columns that an event about a reply fills. */
const FACTS: ByType<Partial<ReplyRow>> = {
  ReplyDrafted: (event) => {
    const { engagement, draft, draftId, draftVersion } = event.data;
    return {
      engagement_id: engagement.engagementId,
      conversation_id: engagement.conversationId,
      network: engagement.network,
      draft_id: draftId,
      draft_version: draftVersion,
      ...textOf(draft),
    };
  },
  ReplyDeclined: (event) => {
    const { engagement, reason } = event.data;
    return {
      engagement_id: engagement.engagementId,
      conversation_id: engagement.conversationId,
      network: engagement.network,
      reasons: [reason],
    };
  },
  SafetyChecked: (event) => {
    const { engagement, verdict, draftId, draftVersion } = event.data;
    return {
      engagement_id: engagement.engagementId,
      conversation_id: engagement.conversationId,
      network: engagement.network,
      draft_id: draftId,
      draft_version: draftVersion,
      content_hash: verdict.contentHash,
      model_version: verdict.modelVersion,
      decision: verdict.decision,
      flagged: verdict.flagged,
      scores: verdict.scores,
      policy_version: verdict.policyVersion,
      reasons: [...new Set(verdict.issues.map((issue) => issue.rule))],
    };
  },
  ReplyHeld: (event) => ({
    ...draftOf(event.data),
    text: event.data.text,
    content_hash: event.data.contentHash,
    reasons: event.data.reasons,
  }),
  ReplyApproved: (event) => ({
    ...draftOf(event.data),
    content_hash: event.data.contentHash,
    approval_mode: event.data.approval.mode,
    decided_by: event.data.approval.approver,
    action_id: event.data.actionId,
  }),
  ReplyEdited: (event) => ({
    ...draftOf(event.data),
    network: event.data.engagement.network,
    ...textOf(event.data.draft),
    decided_by: event.data.editor,
  }),
  ReplyRejected: (event) => ({
    ...draftOf(event.data),
    reasons: [event.data.reason],
    decided_by: event.data.rejectedBy,
  }),
  ReplyWithdrawn: (event) => ({
    ...draftOf(event.data),
    reasons: [event.data.reason],
    action_id: event.data.actionId,
  }),
  ReplyCompleted: (event) => ({
    ...draftOf(event.data),
    outcome: event.data.outcome,
    reasons: event.data.code === null ? [] : [event.data.code],
    network_post_id: event.data.networkPostId,
    action_id: event.data.actionId,
  }),
};

function draftOf(data: {
  readonly draftId: string;
  readonly draftVersion: number;
  readonly engagementId: string;
  readonly conversationId: string;
}): Partial<ReplyRow> {
  return {
    engagement_id: data.engagementId,
    conversation_id: data.conversationId,
    draft_id: data.draftId,
    draft_version: data.draftVersion,
  };
}

function textOf(draft: {
  readonly text: string;
  readonly tone: string;
  readonly templateId: string | null;
  readonly contentHash: string;
  readonly modelVersion: string;
}): Partial<ReplyRow> {
  return {
    text: draft.text,
    tone: draft.tone,
    template_id: draft.templateId,
    content_hash: draft.contentHash,
    model_version: draft.modelVersion,
  };
}

export const replies: EventTable = {
  name: 'replies',
  question: 'What was drafted, judged, decided and answered, step by step?',
  topics: ['reply.drafted', 'safety.checked', 'reply.events'],
  columns: COLUMNS,
  orderBy: ['tenant_id', 'engagement_id', 'recorded_at', 'event_id'],
  orderServes: "the life of one engagement's reply, by time",
  ttl: AUTHORS_TEXT,
  rows: (event, source) => {
    const known = byType(FACTS, event);
    return known === undefined ? [] : [{ ...base(event, source), ...known }];
  },
};
