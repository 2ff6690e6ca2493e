/**
 * Per hop, tenant and account: in = emitted + skipped + duplicate + dead-lettered + in flight + lost.
 * The expectations are written here a second time, from the design, and share no code with the processors.
 */
import type { AnyEvent, EventType } from '../../topics/events.ts';
import type { TopicName } from '../../topics/catalogue.ts';
import type { Evidence, LogEntry } from './entry.ts';
import { auditReceiving } from './receive-hop.ts';

export interface HopRow extends HopCounts {
  readonly hop: string;
  readonly tenantId: string;
  readonly accountId: string;
}

export interface HopCounts {
  in: number;
  emitted: number;
  skipped: number;
  duplicate: number;
  deadLettered: number;
  inFlight: number;
  lost: number;
  doubled: number;
}

export interface HopFinding {
  readonly hop: string;
  readonly kind: 'lost' | 'doubled';
  readonly key: string;
  readonly place: string;
}

interface HopRule {
  readonly hop: string;
  /** Consumer group that does it. */
  readonly group: string;
  readonly topic: TopicName;
  readonly from: readonly EventType[];
  readonly to: readonly EventType[];
  /** What joins an input with its outputs; null when the event is not for this hop. */
  readonly key: (event: AnyEvent) => string | null;
  /** At most one output per key. */
  readonly once: boolean;
  /** Later events that explain why an input has no output of its own. */
  readonly excusedBy?: {
    readonly types: readonly EventType[];
    readonly key: (event: AnyEvent) => string | null;
    readonly of: (event: AnyEvent) => string;
  };
}

const data = (event: AnyEvent): Readonly<Record<string, unknown>> =>
  event.data as unknown as Readonly<Record<string, unknown>>;
const nested = (event: AnyEvent, field: string, inner: string): string | null => {
  const value = data(event)[field] as Readonly<Record<string, unknown>> | undefined | null;
  const text = value?.[inner];
  return typeof text === 'string' ? text : null;
};
const field =
  (name: string) =>
  (event: AnyEvent): string | null => {
    const value = data(event)[name];
    return typeof value === 'string' ? value : null;
  };
const engagementOf = (event: AnyEvent): string | null => nested(event, 'engagement', 'engagementId');
const draftOf = (event: AnyEvent): string | null => {
  const { draftId, draftVersion } = data(event);
  return typeof draftId === 'string' ? `${draftId}@${String(draftVersion)}` : null;
};
const actionOf = (event: AnyEvent): string | null =>
  nested(event, 'target', 'actionId') ?? field('actionId')(event);

export const HOPS: readonly HopRule[] = [
  {
    hop: 'classify',
    group: 'classify',
    topic: 'engagement.received',
    from: ['EngagementReceived'],
    to: ['EngagementClassified'],
    key: engagementOf,
    once: true,
  },
  {
    hop: 'analyze',
    group: 'analyze',
    topic: 'engagement.classified',
    from: ['EngagementClassified'],
    to: ['EngagementAnalyzed'],
    key: engagementOf,
    once: true,
  },
  {
    hop: 'draft',
    group: 'draft',
    topic: 'engagement.analyzed',
    from: ['EngagementAnalyzed'],
    to: ['ReplyDrafted', 'ReplyDeclined'],
    key: engagementOf,
    once: true,
  },
  {
    hop: 'safety',
    group: 'safety',
    topic: 'reply.drafted',
    from: ['ReplyDrafted'],
    to: ['SafetyChecked'],
    key: draftOf,
    once: true,
  },
  {
    hop: 'safety of edits',
    group: 'safety',
    topic: 'reply.events',
    from: ['ReplyEdited'],
    to: ['SafetyChecked'],
    key: draftOf,
    once: true,
  },
  {
    hop: 'reply',
    group: 'reply',
    topic: 'safety.checked',
    from: ['SafetyChecked'],
    to: ['ReplyHeld', 'ReplyApproved'],
    key: draftOf,
    once: false,
    excusedBy: {
      types: ['ReplyEdited', 'ReplyRejected'],
      key: field('draftId'),
      of: (event) => field('draftId')(event) ?? '',
    },
  },
  {
    hop: 'request',
    group: 'reply',
    topic: 'reply.events',
    from: ['ReplyApproved'],
    to: ['RequestAction'],
    key: actionOf,
    once: true,
  },
  {
    hop: 'account',
    group: 'account',
    topic: 'action.commands',
    from: ['RequestAction'],
    to: ['ActionGranted', 'ActionWaiting', 'ActionRefused', 'ActionCancelled'],
    key: actionOf,
    once: false,
  },
  {
    hop: 'attempt',
    group: 'execute',
    topic: 'action.events',
    from: ['ActionGranted'],
    to: ['AttemptStarted', 'AttemptFailed'],
    key: field('grantId'),
    once: false,
  },
  {
    hop: 'send',
    group: 'execute',
    topic: 'action.attempts',
    from: ['AttemptStarted'],
    to: ['AttemptPublished', 'AttemptFailed', 'AttemptUnconfirmed'],
    key: field('attemptId'),
    once: true,
  },
];

/** Counts every hop; `findings` name each input that was lost and each output that is one too many. */
export function auditHops(evidence: Evidence): {
  readonly rows: readonly HopRow[];
  readonly findings: readonly HopFinding[];
} {
  const rows = new Map<string, HopRow>();
  const receive = (tenantId: string, accountId: string): HopRow =>
    rowOf(rows, 'receive', tenantId, accountId);
  const findings: HopFinding[] = [...auditReceiving(evidence, receive)];
  const deadLettered = new Set<string>();
  for (const { event } of evidence.entries) {
    if (event.type !== 'DeadLettered') continue;
    const { processor, sourceTopic, sourcePartition, sourceOffset } = event.data;
    deadLettered.add(`${processor}|${sourceTopic}/${sourcePartition}/${sourceOffset}`);
  }

  for (const rule of HOPS) {
    const outputs = new Map<string, LogEntry[]>();
    const excused = new Set<string>();
    for (const entry of evidence.entries) {
      if (rule.to.includes(entry.event.type)) {
        const key = rule.key(entry.event);
        if (key !== null) outputs.set(key, [...(outputs.get(key) ?? []), entry]);
      }
      if (rule.excusedBy?.types.includes(entry.event.type))
        excused.add(rule.excusedBy.key(entry.event) ?? '');
    }
    const seen = new Set<string>();
    for (const entry of evidence.entries) {
      if (entry.topic !== rule.topic || !rule.from.includes(entry.event.type)) continue;
      const key = rule.key(entry.event);
      if (key === null) continue;
      const row = rowOf(rows, rule.hop, entry.event.tenantId, accountOf(entry.event));
      const place = `${entry.topic}/${entry.partition}/${entry.offset}`;
      row.in += 1;
      if (seen.has(key)) {
        row.duplicate += 1;
        continue;
      }
      seen.add(key);
      const count = outputs.get(key)?.length ?? 0;
      if (count > 0) row.emitted += 1;
      else if (deadLettered.has(`${rule.group}|${place}`)) row.deadLettered += 1;
      else if (evidence.committed(rule.group, entry) <= entry.offset) row.inFlight += 1;
      else if (rule.excusedBy && excused.has(rule.excusedBy.of(entry.event))) row.skipped += 1;
      else {
        row.lost += 1;
        findings.push({ hop: rule.hop, kind: 'lost', key, place });
      }
      if (rule.once && count > 1) {
        row.doubled += count - 1;
        findings.push({ hop: rule.hop, kind: 'doubled', key, place });
      }
    }
  }
  return { rows: [...rows.values()], findings };
}

function accountOf(event: AnyEvent): string {
  return (
    nested(event, 'engagement', 'accountId') ??
    nested(event, 'target', 'accountId') ??
    field('accountId')(event) ??
    ''
  );
}

function rowOf(rows: Map<string, HopRow>, hop: string, tenantId: string, accountId: string): HopRow {
  const id = `${hop}|${tenantId}|${accountId}`;
  let row = rows.get(id);
  if (!row) {
    row = {
      hop,
      tenantId,
      accountId,
      in: 0,
      emitted: 0,
      skipped: 0,
      duplicate: 0,
      deadLettered: 0,
      inFlight: 0,
      lost: 0,
      doubled: 0,
    };
    rows.set(id, row);
  }
  return row;
}
