import type { View } from '../clickhouse/ddl.ts';

const TIME = "DateTime64(3, 'UTC')";
const when = (event: string) => ({
  sql: `if(countIf(r.event_type = '${event}') = 0, NULL, maxIf(r.recorded_at, r.event_type = '${event}'))`,
  type: `Nullable(${TIME})`,
});
const newest = (column: string) => `argMax(r.${column}, (r.recorded_at, r.src_offset))`;
const newestOf = (column: string, event: string) =>
  `argMaxIf(r.${column}, (r.recorded_at, r.src_offset), r.event_type = '${event}')`;

/** One row an engagement that got a reply decision, declined ones too. */
export const vReplies: View = {
  name: 'v_replies',
  question: 'One row an answered (or declined) engagement: draft, verdict, decision, outcome.',
  columns: {
    tenant_id: { sql: 'r.tenant_id', type: 'LowCardinality(String)', comment: 'Agency.' },
    workspace_id: { sql: 'any(r.workspace_id)', type: 'String', comment: 'Client or brand of the agency.' },
    engagement_id: { sql: 'r.engagement_id', type: 'String', comment: 'Engagement that is answered.' },
    conversation_id: {
      sql: "anyIf(r.conversation_id, r.conversation_id != '')",
      type: 'String',
      comment: 'Conversation of the engagement.',
    },
    network: { sql: "anyIf(r.network, r.network != '')", type: 'String', comment: 'Network slug.' },
    draft_id: {
      sql: "anyIf(r.draft_id, r.draft_id != '')",
      type: 'String',
      comment: 'The draft; empty when declined.',
    },
    draft_version: {
      sql: 'max(r.draft_version)',
      type: 'UInt32',
      comment: 'Newest text: 1, and higher after each edit.',
    },
    state: {
      sql: `multiIf(
    ${newest('event_type')} = 'ReplyDeclined', 'declined',
    countIf(r.event_type = 'ReplyCompleted') > 0 AND ${newestOf('outcome', 'ReplyCompleted')} = 'posted', 'posted',
    argMaxIf(r.event_type, (r.recorded_at, r.src_offset), r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 'ReplyCompleted', ifNull(${newestOf('outcome', 'ReplyCompleted')}, ''),
    countIf(r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 0, 'drafted',
    argMaxIf(r.event_type, (r.recorded_at, r.src_offset), r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 'ReplyHeld', 'held',
    argMaxIf(r.event_type, (r.recorded_at, r.src_offset), r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 'ReplyApproved', 'approved',
    argMaxIf(r.event_type, (r.recorded_at, r.src_offset), r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 'ReplyRejected', 'rejected',
    argMaxIf(r.event_type, (r.recorded_at, r.src_offset), r.event_type NOT IN ('ReplyDrafted', 'SafetyChecked')) = 'ReplyWithdrawn', 'withdrawn',
    'drafted')`,
      type: 'String',
      comment:
        'declined, drafted, held, approved, rejected, withdrawn, posted, failed, refused, cancelled, unresolved.',
    },
    text: { sql: newest('text'), type: 'Nullable(String)', comment: 'Newest text of the reply.' },
    tone: { sql: newest('tone'), type: 'Nullable(String)', comment: 'Tone asked for.' },
    template_id: { sql: newest('template_id'), type: 'Nullable(String)', comment: 'Approved template used.' },
    writer_version: {
      sql: newestOf('model_version', 'ReplyDrafted'),
      type: 'Nullable(String)',
      comment: 'Who wrote the first draft.',
    },
    decision: { sql: newest('decision'), type: 'Nullable(String)', comment: 'pass or hold, newest verdict.' },
    flagged: {
      sql: newest('flagged'),
      type: 'Nullable(Bool)',
      comment: 'The newest verdict flagged the text.',
    },
    scores: {
      sql: newestOf('scores', 'SafetyChecked'),
      type: 'Map(String, Float64)',
      comment: 'Safety layer to score.',
    },
    policy_version: {
      sql: newest('policy_version'),
      type: 'Nullable(String)',
      comment: 'Policy of the newest verdict.',
    },
    reasons: {
      sql: 'argMaxIf(r.reasons, (r.recorded_at, r.src_offset), notEmpty(r.reasons))',
      type: 'Array(String)',
      comment: 'Newest reason codes: why held, declined, rejected, withdrawn or not posted.',
    },
    approval_mode: {
      sql: newest('approval_mode'),
      type: 'Nullable(String)',
      comment: 'auto (by policy) or person.',
    },
    approver: {
      sql: newestOf('decided_by', 'ReplyApproved'),
      type: 'Nullable(String)',
      comment: 'Who let it out: policy:version or member:id.',
    },
    outcome: { sql: newest('outcome'), type: 'Nullable(String)', comment: 'How it ended; null until then.' },
    network_post_id: {
      sql: newest('network_post_id'),
      type: 'Nullable(String)',
      comment: "The network's id of the reply.",
    },
    drafted_at: { ...when('ReplyDrafted'), comment: 'When it was drafted.' },
    checked_at: { ...when('SafetyChecked'), comment: 'When it was last checked.' },
    held_at: { ...when('ReplyHeld'), comment: 'When it was last held for a person.' },
    approved_at: { ...when('ReplyApproved'), comment: 'When it was last approved.' },
    completed_at: { ...when('ReplyCompleted'), comment: 'When it ended.' },
  },
  from: `{gen}.replies AS r
GROUP BY r.tenant_id, r.engagement_id`,
};
