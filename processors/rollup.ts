/** Counters per workspace and minute for the overview; absolute values, so that writing twice changes nothing. */
import type { AnyEvent, EventData, EventType } from '../topics/events.ts';
import type { Aggregate } from './runtime/types.ts';

const MINUTE_MS = 60_000;

/** Counters to which an event adds one. Names are stable: read models and charts use them. */
const COUNTERS: { readonly [T in EventType]?: (data: EventData[T]) => readonly string[] } = {
  EngagementAnalyzed: ({ engagement, classification, sentiment }) => [
    'received',
    `network.${engagement.network}`,
    `sentiment.${sentiment.label}`,
    `kind.${classification.kind}`,
    `urgency.${classification.urgency}`,
    ...(classification.spam ? ['spam'] : []),
  ],
  ReplyDrafted: () => ['drafted'],
  ReplyDeclined: ({ reason }) => ['declined', `declined.${reason}`],
  SafetyChecked: ({ verdict }) => [
    `checked.${verdict.decision}`,
    ...(verdict.flagged ? ['checked.flagged'] : []),
  ],
  // Said again when the conversation moves on: only the first one is a new draft in the queue.
  ReplyHeld: ({ reasons }) => (reasons.includes('conversation_moved_on') ? [] : ['held']),
  ReplyApproved: ({ approval }) => ['approved', `approved.${approval.mode}`],
  ReplyEdited: () => ['edited'],
  ReplyRejected: () => ['rejected'],
  ReplyWithdrawn: ({ reason }) => ['withdrawn', `withdrawn.${reason}`],
  ReplyCompleted: ({ outcome }) => [`completed.${outcome}`],
  AttemptPublished: () => ['attempt.published'],
  AttemptFailed: () => ['attempt.failed'],
  AttemptUnconfirmed: () => ['attempt.unconfirmed'],
};

export function countersOf(event: AnyEvent): readonly string[] {
  const counters = COUNTERS[event.type] as ((data: AnyEvent['data']) => readonly string[]) | undefined;
  return counters?.(event.data) ?? [];
}

/** A window is one workspace's minute: a JSON array, so no name can be mistaken for another. */
const windowKeyOf = (tenantId: string, workspaceId: string, minute: number) =>
  JSON.stringify([tenantId, workspaceId, minute]);

export const rollup: Aggregate = {
  kind: 'aggregate',
  name: 'rollup',
  version: 1,
  purpose: 'Counters per workspace and minute.',
  inputs: ['engagement.analyzed', 'reply.drafted', 'safety.checked', 'reply.events', 'action.attempts'],
  outputs: ['metric.rollups'],
  count: (event) => {
    const counters = countersOf(event);
    if (counters.length === 0) return [];
    const { tenantId, workspaceId, recordedAt } = event;
    const minute = Math.floor(recordedAt / MINUTE_MS) * MINUTE_MS;
    const windowKey = windowKeyOf(tenantId, workspaceId, minute);
    return [
      {
        windowKey,
        at: minute,
        tenantId,
        workspaceId,
        counters: Object.fromEntries(counters.map((name) => [name, 1])),
      },
    ];
  },
  emit: ({ windowKey, counts, version, source }) => {
    const [tenantId, workspaceId, minute] = JSON.parse(windowKey) as [string, string, number];
    return {
      topic: 'metric.rollups',
      key: workspaceId,
      type: 'MetricRolledUp',
      data: { minute, source, counts, version },
      envelope: { tenantId, workspaceId, correlationId: workspaceId, occurredAt: minute },
    };
  },
  keepMs: 3_600_000,
};
