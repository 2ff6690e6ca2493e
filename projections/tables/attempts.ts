import type { AnyEvent, RateSnapshot } from '../../topics/events.ts';
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
  action_id: { type: 'String', comment: 'What was to be done; the same for all its attempts.' },
  recorded_at: { type: "DateTime64(3, 'UTC')", comment: 'When the event was written to the log.' },
  event_type: {
    type: 'LowCardinality(String)',
    comment: 'Name of the event: waiting, granted, started, published, …',
  },
  account_id: { type: 'LowCardinality(String)', comment: 'Social account that acts.' },
  network: { type: 'LowCardinality(String)', comment: 'Network slug.' },
  action_kind: { type: 'LowCardinality(String)', comment: 'What is done: reply.' },
  engagement_id: { type: 'String', comment: 'Engagement that it answers.' },
  conversation_id: { type: 'String', comment: 'Conversation of it.' },
  content_hash: { type: 'String', comment: 'Hash of exactly the content that may be posted.' },
  text: { type: 'String', comment: 'What is posted. May repeat personal data.' },
  attempt_id: { type: 'Nullable(String)', comment: 'One per grant; null before anything was sent.' },
  grant_id: { type: 'Nullable(String)', comment: 'The grant used.' },
  attempt_number: { type: 'Nullable(UInt32)', comment: '1 for the first grant.' },
  code: {
    type: 'LowCardinality(Nullable(String))',
    comment: 'Reason code of waiting, refused, failed, unconfirmed, cancelled.',
  },
  message: { type: 'Nullable(String)', comment: 'The reason in plain words.' },
  retryable: { type: 'Nullable(Bool)', comment: 'Whether a later try may succeed.' },
  until: { type: "Nullable(DateTime64(3, 'UTC'))", comment: 'Waiting until, grant expiry, or not before.' },
  network_post_id: { type: 'Nullable(String)', comment: "The network's id of the post." },
  rate_limit: { type: 'Nullable(UInt64)', comment: "Allowed in the network's window, from its headers." },
  rate_remaining: { type: 'Nullable(UInt64)', comment: 'Left in that window.' },
  rate_reset_at: { type: "Nullable(DateTime64(3, 'UTC'))", comment: 'When that window starts anew.' },
  ...POSITION,
} as const satisfies Columns;

type AttemptRow = { [C in keyof typeof COLUMNS]: Row[string] };
type Facts = Partial<AttemptRow>;

/** Columns beyond the target, per step of an action. */
const FACTS: ByType<Facts> = {
  ActionWaiting: (event) => ({ code: event.data.code, message: event.data.message, until: event.data.until }),
  ActionGranted: (event) => ({
    grant_id: event.data.grantId,
    attempt_number: event.data.attemptNumber,
    until: event.data.expiresAt,
  }),
  ActionRefused: (event) => ({ code: event.data.code, message: event.data.message }),
  ActionCancelled: (event) => ({ code: event.data.reason }),
  ActionConfirmed: (event) => ({
    attempt_id: event.data.attemptId,
    network_post_id: event.data.networkPostId,
  }),
  ActionUnresolved: (event) => ({ attempt_id: event.data.attemptId, message: event.data.message }),
  AttemptStarted: (event) => ({
    attempt_id: event.data.attemptId,
    grant_id: event.data.grantId,
    until: event.data.expiresAt,
  }),
  AttemptPublished: (event) => ({
    attempt_id: event.data.attemptId,
    grant_id: event.data.grantId,
    network_post_id: event.data.networkPostId,
    ...rate(event.data.rate),
  }),
  AttemptFailed: (event) => ({
    attempt_id: event.data.attemptId,
    grant_id: event.data.grantId,
    code: event.data.code,
    message: event.data.message,
    retryable: event.data.retryable,
    until: event.data.retryAt,
    ...rate(event.data.rate),
  }),
  AttemptUnconfirmed: (event) => ({
    attempt_id: event.data.attemptId,
    grant_id: event.data.grantId,
    code: event.data.code,
    message: event.data.message,
  }),
};

function rate(snapshot: RateSnapshot | null): Facts {
  return snapshot === null
    ? {}
    : {
        rate_limit: Math.max(0, snapshot.limit),
        rate_remaining: Math.max(0, snapshot.remaining),
        rate_reset_at: snapshot.resetAt,
      };
}

function rowOf(event: AnyEvent, source: Source, known: Facts): AttemptRow | null {
  if (!('target' in event.data)) return null;
  const target = event.data.target;
  return {
    ...identity(event),
    action_id: target.actionId,
    recorded_at: event.recordedAt,
    event_type: event.type,
    account_id: target.accountId,
    network: target.network,
    action_kind: target.kind,
    engagement_id: target.engagementId,
    conversation_id: target.conversationId,
    content_hash: target.contentHash,
    text: target.text,
    attempt_id: null,
    grant_id: null,
    attempt_number: null,
    code: null,
    message: null,
    retryable: null,
    until: null,
    network_post_id: null,
    rate_limit: null,
    rate_remaining: null,
    rate_reset_at: null,
    ...known,
    ...position(source),
  };
}

export const attempts: EventTable = {
  name: 'attempts',
  question: 'What was allowed, sent and posted on the networks, and what came back?',
  topics: ['action.events', 'action.attempts'],
  columns: COLUMNS,
  orderBy: ['tenant_id', 'account_id', 'recorded_at', 'event_id'],
  orderServes: 'what one account did in a period (limits, posting reports, audits)',
  indexes: ['INDEX by_action action_id TYPE bloom_filter(0.001) GRANULARITY 1'],
  ttl: AUTHORS_TEXT,
  rows: (event, source) => {
    const known = byType(FACTS, event);
    const row = known === undefined ? null : rowOf(event, source, known);
    return row === null ? [] : [row];
  },
};
