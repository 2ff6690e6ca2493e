/**
 * The sums per minute that ClickHouse keeps while rows are inserted, against an independent fold of the log. They have
 * no offsets: minutes are compared that were over before the log was read; all of them when nothing is written.
 */
import type { AnyEvent } from '../../topics/events.ts';
import { SetSum, setSumSql } from './checksum.ts';
import { isFor, type Evidence } from './entry.ts';
import { fieldOf } from './hop-rules.ts';
import type { TopicSum } from './tables.ts';

const MINUTE_MS = 60_000;
/** A record may be written so long after the time that it carries, ms. */
const LATE_MS = 60_000;
const SEPARATOR = '\u001f';

/** By topic, what a record counts as: metric and label. */
const COUNTED: Readonly<
  Record<string, (event: AnyEvent) => readonly (readonly [metric: string, label: string])[]>
> = {
  'engagement.received': (event) => [['received', fieldOf(event, 'engagement', 'network') ?? '']],
  'engagement.classified': (event) => [
    ['kind', fieldOf(event, 'classification', 'kind') ?? ''],
    ['urgency', fieldOf(event, 'classification', 'urgency') ?? ''],
    ['spam', event.type === 'EngagementClassified' && event.data.classification.spam ? 'yes' : 'no'],
  ],
  'engagement.analyzed': (event) => [['sentiment', fieldOf(event, 'sentiment', 'label') ?? '']],
  'reply.drafted': (event) => [['reply', event.type]],
  'safety.checked': (event) => [['reply', event.type]],
  'reply.events': (event) => [
    ['reply', event.type === 'ReplyCompleted' ? `${event.type}:${event.data.outcome}` : event.type],
  ],
  'action.events': (event) => (event.type === 'AccountConfigured' ? [] : [['action', event.type]]),
  'action.attempts': (event) => [['action', event.type]],
};

/** Minutes that begin at or after `from` and before `to`, epoch ms; both are full minutes, or infinite. */
export interface MinuteSpan {
  readonly from: number;
  readonly to: number;
}

/** What can be compared. @param quiet nothing was written since the log was read at `readAt`, epoch ms. */
export function comparedMinutes(evidence: Evidence, readAt: number, quiet: boolean): MinuteSpan {
  const whole = Object.keys(COUNTED).map((topic) => evidence.cut.get(topic) ?? -Infinity);
  const full = (ms: number): number => Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  return {
    from: whole.reduce(
      (from, at) => Math.max(from, Number.isFinite(at) ? full(at) + MINUTE_MS : at),
      -Infinity,
    ),
    to: quiet ? Infinity : full(readAt - LATE_MS),
  };
}

/** Sums per metric of the minutes in the span. */
export function foldMinutes(evidence: Evidence, { from, to }: MinuteSpan): readonly TopicSum[] {
  const counts = new Map<string, Map<string, number>>();
  for (const entry of evidence.entries) {
    const { event, topic } = entry;
    const minute = Math.floor(event.recordedAt / MINUTE_MS) * MINUTE_MS;
    if (minute < from || minute >= to || !isFor('projections', entry)) continue;
    for (const [metric, label] of COUNTED[topic]?.(event) ?? []) {
      const cells = counts.get(metric) ?? new Map<string, number>();
      const cell = [minute, event.tenantId, event.workspaceId, metric, label].join(SEPARATOR);
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
      counts.set(metric, cells);
    }
  }
  return [...counts].map(([metric, cells]) => {
    const sum = new SetSum();
    for (const [cell, count] of cells) sum.add(`${cell}${SEPARATOR}${count}`);
    return { topic: metric, count: sum.count, checksum: sum.checksum };
  });
}

/** The same by ClickHouse; run with format JSONEachRow. */
export function minutesSql({ from, to }: MinuteSpan): string {
  const at = 'toUnixTimestamp64Milli(minute)';
  const bounds = [
    ...(Number.isFinite(from) ? [`${at} >= ${from}`] : []),
    ...(Number.isFinite(to) ? [`${at} < ${to}`] : []),
  ];
  const columns = [at, 'tenant_id', 'workspace_id', 'metric', 'label', 'value'];
  return `
    SELECT toString(metric) AS topic, toUInt32(count()) AS count, ${setSumSql('member')} AS checksum
    FROM (
      SELECT metric, concatWithSeparator('\\x1F', ${columns.map((name) => `toString(${name})`).join(', ')}) AS member
      FROM rollup_minutes${bounds.length > 0 ? ` WHERE ${bounds.join(' AND ')}` : ''}
    )
    GROUP BY metric`;
}
