/** Engagements from ClickHouse: what the views no longer keep, and searches in the text. SQL as text. */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import type { EngagementState } from '../redis/state.ts';
import { HEADS, type Head } from '../../topics/labels.ts';
import type { LabelView } from './labels.ts';
import type { EngagementQuery, EngagementSummary, ReplySummary, Scope } from './types.ts';

interface Found {
  readonly engagement_id: string;
  readonly created: number;
  readonly received: number;
  readonly network: string;
  readonly account_id: string;
  readonly conversation_id: string;
  readonly form: string;
  readonly author_handle: string;
  readonly author_name: string;
  readonly author_followers: number | null;
  readonly text: string;
  readonly language: string | null;
  readonly network_language: string | null;
  readonly url: string | null;
  readonly kind: string | null;
  readonly urgency: string | null;
  readonly spam: boolean | null;
  readonly sentiment: string | null;
  readonly sentiment_score: number | null;
  readonly classified: number;
  readonly model_kind: string | null;
  readonly model_urgency: string | null;
  readonly model_spam: boolean | null;
  readonly model_language: string | null;
  readonly model_sentiment: string | null;
  readonly classifier_version: string | null;
  readonly sentiment_version: string | null;
  readonly emotion: string | null;
  readonly irony_label: string | null;
  readonly offensive_label: string | null;
  readonly hate_label: string | null;
  readonly toxic_label: string | null;
  readonly model_emotion: string | null;
  readonly model_irony_label: string | null;
  readonly model_offensive_label: string | null;
  readonly model_hate_label: string | null;
  readonly model_toxic_label: string | null;
  readonly tone_version: string | null;
}

export interface HistoryFilter extends Omit<EngagementQuery, 'state' | 'cursor' | 'limit'> {
  /** Only what is older than this. */
  readonly before?: { readonly created: number; readonly id: string };
  readonly ids?: readonly string[];
  readonly conversationId?: string;
}

/**
 * Newest first. Conditions on tenant and time reach the table's index; the others are checked row by row
 * within the query's time.
 */
export function historySql(db: string, filter: HistoryFilter): string {
  const has = (name: keyof HistoryFilter): boolean => filter[name] !== undefined;
  const conditions = [
    'tenant_id = {tenant:String}',
    'workspace_id = {workspace:String}',
    ...(has('from') ? ["created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')"] : []),
    ...(has('to') ? ["created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')"] : []),
    ...(has('before')
      ? [
          "created_at <= fromUnixTimestamp64Milli({beforeCreated:Int64}, 'UTC')",
          "(created_at, engagement_id) < (fromUnixTimestamp64Milli({beforeCreated:Int64}, 'UTC'), {beforeId:String})",
        ]
      : []),
    ...(['kind', 'urgency', 'sentiment', 'network'] as const)
      .filter(has)
      .map((name) => `${name} = {${name}:String}`),
    ...(has('q') ? ['positionCaseInsensitiveUTF8(text, {q:String}) > 0'] : []),
    ...(has('ids') ? ['engagement_id IN {ids:Array(String)}'] : []),
    ...(has('conversationId') ? ['conversation_id = {conversation:String}'] : []),
  ];
  return `SELECT engagement_id, toUnixTimestamp64Milli(created_at) AS created, toUnixTimestamp64Milli(received_at) AS received,
  network, account_id, conversation_id, form, author_handle, author_name, author_followers, text, language, network_language, url,
  kind, urgency, spam, sentiment, sentiment_score, isNotNull(classified_at) AS classified,
  model_kind, model_urgency, model_spam, model_language, model_sentiment, classifier_version, sentiment_version,
  emotion, irony_label, offensive_label, hate_label, toxic_label, model_emotion, model_irony_label,
  model_offensive_label, model_hate_label, model_toxic_label, tone_version
FROM ${db}.v_engagements
WHERE ${conditions.join('\n  AND ')}
ORDER BY created_at DESC, engagement_id DESC
LIMIT {limit:UInt32}`;
}

export const REPLY_SQL = (
  db: string,
): string => `SELECT r.engagement_id AS engagement_id, r.state AS state, draft_id, draft_version,
  r.text AS text, tone, reasons, ifNull(flagged, false) AS flagged, r.network_post_id AS network_post_id,
  p.last_event AS last_event, p.last_code AS last_code
FROM ${db}.v_replies AS r
LEFT JOIN (
  SELECT engagement_id, argMax(last_event, ifNull(granted_at, first_waiting_at)) AS last_event,
    argMax(last_code, ifNull(granted_at, first_waiting_at)) AS last_code
  FROM ${db}.v_posting WHERE tenant_id = {tenant:String} AND engagement_id IN {ids:Array(String)} GROUP BY engagement_id
) AS p ON p.engagement_id = r.engagement_id
WHERE r.tenant_id = {tenant:String} AND r.engagement_id IN {ids:Array(String)}
LIMIT 1000`;

interface FoundReply {
  readonly engagement_id: string;
  readonly state: string;
  readonly draft_id: string;
  readonly draft_version: number;
  readonly text: string | null;
  readonly tone: string | null;
  readonly reasons: readonly string[];
  readonly flagged: boolean;
  readonly network_post_id: string | null;
  readonly last_event: string;
  readonly last_code: string | null;
}

/** How far an approved reply came, by the newest step of its action. */
const AFTER_APPROVAL: Readonly<Record<string, EngagementState>> = {
  ActionWaiting: 'waiting',
  ActionGranted: 'granted',
  AttemptStarted: 'granted',
  AttemptPublished: 'posted',
  ActionConfirmed: 'posted',
  ActionRefused: 'refused',
  AttemptFailed: 'failed',
  AttemptUnconfirmed: 'unconfirmed',
  ActionUnresolved: 'unresolved',
};

function stateOf(row: Found, reply: FoundReply | undefined): EngagementState {
  if (!reply) return row.sentiment !== null ? 'analyzed' : row.classified ? 'classified' : 'received';
  if (reply.state === 'approved') return AFTER_APPROVAL[reply.last_event] ?? 'approved';
  return (reply.state === 'cancelled' ? 'withdrawn' : reply.state) as EngagementState;
}

function replyOf(reply: FoundReply | undefined): ReplySummary | null {
  if (!reply || reply.draft_id === '') return null;
  return {
    draftId: reply.draft_id,
    draftVersion: reply.draft_version,
    text: reply.text ?? '',
    tone: reply.tone,
    reasons: reply.reasons,
    flagged: reply.flagged,
    issues: [], // the tables keep the rules' names only; the trail has the places, see detail.ts
    waitingUntil: null,
    code: reply.last_code,
    networkPostId: reply.network_post_id,
  };
}

export interface HistoryItem {
  readonly created: number;
  readonly url: string | null;
  readonly labels: readonly LabelView[];
  readonly summary: EngagementSummary;
}

/** @param limit rows read; at most 1,000. */
export async function readHistory(
  client: ClickHouseClient,
  db: string,
  scope: Scope,
  filter: HistoryFilter,
  limit: number,
): Promise<readonly HistoryItem[]> {
  const { before, conversationId, ...plain } = filter;
  const rows = await select<Found>(client, historySql(db, filter), {
    ...plain,
    tenant: scope.tenantId,
    workspace: scope.workspaceId,
    ...(before ? { beforeCreated: before.created, beforeId: before.id } : {}),
    ...(conversationId === undefined ? {} : { conversation: conversationId }),
    limit: Math.min(limit, 1_000),
  });
  if (rows.length === 0) return [];
  const replies = await select<FoundReply>(client, REPLY_SQL(db), {
    tenant: scope.tenantId,
    ids: rows.map((row) => row.engagement_id),
  });
  const byId = new Map(replies.map((reply) => [reply.engagement_id, reply]));
  return rows.map((row) => {
    const reply = byId.get(row.engagement_id);
    return { created: row.created, url: row.url, labels: labelsOf(row), summary: summaryOf(row, reply) };
  });
}

/** Which column says what model chose a label. */
const VERSION_OF = {
  sentiment: 'sentiment_version',
  kind: 'classifier_version',
  urgency: 'classifier_version',
  spam: 'classifier_version',
  language: 'classifier_version',
  emotion: 'tone_version',
  irony: 'tone_version',
  offensive: 'tone_version',
  hate: 'tone_version',
  toxic: 'tone_version',
} as const satisfies Record<Head, keyof Found>;

/** Who corrected a label and when is in the trail; here the rows say only that somebody did. */
function labelsOf(row: Found): readonly LabelView[] {
  const now: Readonly<Record<Head, string | null>> = {
    sentiment: row.sentiment,
    kind: row.kind,
    urgency: row.urgency,
    spam: yesNo(row.spam),
    language: row.language,
    emotion: row.emotion,
    irony: row.irony_label,
    offensive: row.offensive_label,
    hate: row.hate_label,
    toxic: row.toxic_label,
  };
  const model: Readonly<Record<Head, string | null>> = {
    sentiment: row.model_sentiment,
    kind: row.model_kind,
    urgency: row.model_urgency,
    spam: yesNo(row.model_spam),
    language: row.model_language,
    emotion: row.model_emotion,
    irony: row.model_irony_label,
    offensive: row.model_offensive_label,
    hate: row.model_hate_label,
    toxic: row.model_toxic_label,
  };
  return HEADS.flatMap((head): LabelView[] => {
    const label = now[head];
    const modelLabel = model[head];
    if (label === null || modelLabel === null) return [];
    const modelVersion = row[VERSION_OF[head]] ?? '';
    const correctedBy = label === modelLabel ? null : 'a person';
    return [{ head, label, modelLabel, modelVersion, correctedBy, correctedAt: null }];
  });
}

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? 'yes' : 'no');

function summaryOf(row: Found, reply: FoundReply | undefined): EngagementSummary {
  return {
    id: row.engagement_id,
    network: row.network,
    accountId: row.account_id,
    conversationId: row.conversation_id,
    author: { handle: row.author_handle, displayName: row.author_name, followers: row.author_followers },
    text: row.text,
    language: row.language ?? row.network_language,
    createdAt: new Date(row.created).toISOString(),
    receivedAt: new Date(row.received).toISOString(),
    form: row.form,
    state: stateOf(row, reply),
    sentiment: row.sentiment === null ? null : { label: row.sentiment, score: row.sentiment_score ?? 0 },
    kind: row.kind,
    urgency: row.urgency,
    spam: row.spam,
    reply: replyOf(reply),
    conversationVersion: 0,
    version: 0,
  };
}
