import type { View } from '../clickhouse/ddl.ts';

const TIME = "DateTime64(3, 'UTC')";
const count = (event: string) => `toUInt32(uniqExactIf(a.event_id, a.event_type = '${event}'))`;
const firstTime = (event: string) =>
  `if(countIf(a.event_type = '${event}') = 0, NULL, minIf(a.recorded_at, a.event_type = '${event}'))`;

/** One row an action: what it waited for, how often it was sent, how it ended. */
export const vPosting: View = {
  name: 'v_posting',
  question: 'One row an action on a network: waits, grants, attempts, outcome.',
  columns: {
    tenant_id: { sql: 'a.tenant_id', type: 'LowCardinality(String)', comment: 'Agency.' },
    workspace_id: { sql: 'any(a.workspace_id)', type: 'String', comment: 'Client or brand of the agency.' },
    account_id: { sql: 'a.account_id', type: 'LowCardinality(String)', comment: 'Social account that acts.' },
    network: { sql: 'any(a.network)', type: 'String', comment: 'Network slug.' },
    action_id: { sql: 'a.action_id', type: 'String', comment: 'The action.' },
    engagement_id: { sql: 'any(a.engagement_id)', type: 'String', comment: 'Engagement that it answers.' },
    content_hash: { sql: 'any(a.content_hash)', type: 'String', comment: 'Hash of exactly the content.' },
    text: { sql: 'any(a.text)', type: 'String', comment: 'What is posted.' },
    waits: { sql: count('ActionWaiting'), type: 'UInt32', comment: 'Times that it had to wait.' },
    wait_codes: {
      sql: "groupUniqArrayIf(ifNull(a.code, ''), a.event_type = 'ActionWaiting')",
      type: 'Array(String)',
      comment: 'What it waited for.',
    },
    grants: { sql: count('ActionGranted'), type: 'UInt32', comment: 'Times that it was allowed.' },
    attempts: { sql: count('AttemptStarted'), type: 'UInt32', comment: 'Times that it was sent.' },
    published: {
      sql: count('AttemptPublished'),
      type: 'UInt32',
      comment: 'Times that the network took it; never above 1.',
    },
    unconfirmed: {
      sql: count('AttemptUnconfirmed'),
      type: 'UInt32',
      comment: 'Times that the answer was lost.',
    },
    last_event: {
      sql: 'argMax(a.event_type, (a.recorded_at, a.src_topic, a.src_offset))',
      type: 'String',
      comment: 'Newest step.',
    },
    last_code: {
      sql: 'argMax(a.code, (a.recorded_at, a.src_topic, a.src_offset))',
      type: 'Nullable(String)',
      comment: 'Newest reason code.',
    },
    network_post_id: {
      sql: 'any(a.network_post_id)',
      type: 'Nullable(String)',
      comment: "The network's id of the post.",
    },
    first_waiting_at: {
      sql: firstTime('ActionWaiting'),
      type: `Nullable(${TIME})`,
      comment: 'When it first had to wait.',
    },
    granted_at: {
      sql: firstTime('ActionGranted'),
      type: `Nullable(${TIME})`,
      comment: 'When it was first allowed.',
    },
    started_at: {
      sql: firstTime('AttemptStarted'),
      type: `Nullable(${TIME})`,
      comment: 'When it was first sent.',
    },
    published_at: {
      sql: firstTime('AttemptPublished'),
      type: `Nullable(${TIME})`,
      comment: 'When the network took it.',
    },
  },
  from: `{gen}.attempts AS a
GROUP BY a.tenant_id, a.account_id, a.action_id`,
};
