/**
 * The hop `rollup` makes one number of many events, so it is counted by what it counts: each input adds one to some
 * counters of its minute, and the newest values of all sources of the minute must add up to that. What it has committed
 * must be in; what it has not may be in already.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import { countersOfEvent } from './counters.ts';
import { isFor, placeOf, type Evidence, type LogEntry } from './entry.ts';
import type { DeadLettered, HopCounts, HopFinding } from './hops.ts';
import { countsOf } from './slim.ts';

export const ROLLUP_GROUP = 'rollup';
export const ROLLUP_TOPICS: readonly TopicName[] = [
  'engagement.analyzed',
  'reply.drafted',
  'safety.checked',
  'reply.events',
  'action.attempts',
];
const OUTPUT: TopicName = 'metric.rollups';
const MINUTE_MS = 60_000;

/** One counter of one workspace's minute. */
interface Counted {
  readonly tenantId: string;
  in: number;
  /** Of inputs that were committed, and not put aside. */
  owed: number;
  deadLettered: number;
  /** By the newest versions in the log. */
  told: number;
}

/** @param rowOf the row of a tenant, to count in. */
export function auditRollup(
  evidence: Evidence,
  deadLettered: DeadLettered,
  rowOf: (tenantId: string) => HopCounts,
): readonly HopFinding[] {
  const findings: HopFinding[] = [];
  const from = judgedFrom(evidence);
  for (const [key, counted] of countAll(evidence, deadLettered)) {
    const row = rowOf(counted.tenantId);
    const { told, owed } = counted;
    row.in += counted.in;
    if (minuteOf(key) < from) {
      // The beginning of the minute, or what was counted of it, is past its retention.
      row.skipped += counted.in;
      row.skippedFor['past_retention'] = (row.skippedFor['past_retention'] ?? 0) + counted.in;
      continue;
    }
    const most = counted.in - counted.deadLettered;
    const lost = Math.max(0, owed - told);
    const doubled = Math.max(0, told - most);
    row.deadLettered += counted.deadLettered;
    row.emitted += Math.min(told, most);
    row.lost += lost;
    row.inFlight += Math.max(0, most - told - lost);
    row.doubled += doubled;
    const place = `${told} of ${owed} to ${most}`;
    if (lost > 0) findings.push({ hop: 'rollup', kind: 'lost', key, place });
    if (doubled > 0) findings.push({ hop: 'rollup', kind: 'doubled', key, place });
  }
  return findings;
}

function countAll(evidence: Evidence, deadLettered: DeadLettered): ReadonlyMap<string, Counted> {
  const all = new Map<string, Counted>();
  const of = (minute: number, { event }: LogEntry, name: string): Counted => {
    const key = `${minute} ${event.tenantId}/${event.workspaceId} ${name}`;
    const known = all.get(key);
    if (known) return known;
    const fresh = { tenantId: event.tenantId, in: 0, owed: 0, deadLettered: 0, told: 0 };
    all.set(key, fresh);
    return fresh;
  };
  for (const entry of evidence.entries) {
    if (!(ROLLUP_TOPICS as readonly string[]).includes(entry.topic) || !isFor(ROLLUP_GROUP, entry)) continue;
    const minute = Math.floor(entry.event.recordedAt / MINUTE_MS) * MINUTE_MS;
    for (const name of countersOfEvent(entry.event)) {
      const counted = of(minute, entry, name);
      counted.in += 1;
      if (deadLettered.has(`${ROLLUP_GROUP}|${placeOf(entry)}`)) counted.deadLettered += 1;
      else if (evidence.committed(ROLLUP_GROUP, entry) > entry.offset) counted.owed += 1;
    }
  }
  for (const entry of newestRollups(evidence).values()) {
    const { minute, counts } = rollupOf(entry);
    for (const [name, value] of countsOf(counts)) of(minute, entry, name).told += value;
  }
  return all;
}

interface Rollup {
  readonly minute: number;
  readonly source: string;
  readonly version: number;
  /** See `countsText`. */
  readonly counts: string;
}

export const rollupOf = ({ event }: LogEntry): Rollup => event.data as unknown as Rollup;

/** The newest version of every source of every minute. */
export function newestRollups(evidence: Evidence): ReadonlyMap<string, LogEntry> {
  const newest = new Map<string, LogEntry>();
  for (const entry of evidence.entries) {
    if (entry.event.type !== 'MetricRolledUp') continue;
    const { minute, source, version } = rollupOf(entry);
    const key = `${entry.event.tenantId}/${entry.event.workspaceId} ${minute} ${source}`;
    const known = newest.get(key);
    if (!known || rollupOf(known).version < version) newest.set(key, entry);
  }
  return newest;
}

/** Epoch ms: minutes that begin before may have lost inputs or values to retention. */
function judgedFrom({ cut }: Evidence): number {
  return [...ROLLUP_TOPICS, OUTPUT].reduce(
    (from, topic) => Math.max(from, cut.get(topic) ?? -Infinity),
    -Infinity,
  );
}

const minuteOf = (key: string): number => Number(key.slice(0, key.indexOf(' ')));
