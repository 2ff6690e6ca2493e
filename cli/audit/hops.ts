/**
 * Per hop, tenant and account: in = emitted + skipped + duplicate + dead-lettered + in flight + lost. The same
 * event standing twice on its topic is one input and a duplicate; its outputs may then stand twice, too, so an
 * output is doubled at the hop that made it, and not at those behind it.
 */
import { TOPIC_NAMES, topicRow } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { placeOf, type Evidence, type LogEntry } from './entry.ts';
import { fieldOf, HOPS, type HopRule } from './hop-rules.ts';
import { knownOf, type Known } from './known.ts';
import { auditReceiving } from './receive-hop.ts';
import { auditRollup } from './rollup-hop.ts';

export interface HopRow extends HopCounts {
  readonly hop: string;
  readonly tenantId: string;
  readonly accountId: string;
}

export interface HopCounts {
  in: number;
  emitted: number;
  skipped: number;
  /** Why, where the log tells. */
  readonly skippedFor: Record<string, number>;
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

/** `group|place` of what was put aside. */
export type DeadLettered = ReadonlySet<string>;

export class HopTable {
  readonly rows = new Map<string, HopRow>();
  readonly findings: HopFinding[] = [];

  row(hop: string, tenantId: string, accountId: string): HopRow {
    const id = `${hop}|${tenantId}|${accountId}`;
    let row = this.rows.get(id);
    if (!row) {
      row = {
        hop,
        tenantId,
        accountId,
        in: 0,
        emitted: 0,
        skipped: 0,
        skippedFor: {},
        duplicate: 0,
        deadLettered: 0,
        inFlight: 0,
        lost: 0,
        doubled: 0,
      };
      this.rows.set(id, row);
    }
    return row;
  }
}

/** Counts every hop; `findings` name each input that was lost and each output that is one too many. */
export function auditHops(evidence: Evidence): {
  readonly rows: readonly HopRow[];
  readonly findings: readonly HopFinding[];
} {
  const table = new HopTable();
  const deadLettered = new Set<string>();
  for (const { event } of evidence.entries) {
    if (event.type !== 'DeadLettered') continue;
    const { processor, sourceTopic, sourcePartition, sourceOffset } = event.data;
    deadLettered.add(`${processor}|${sourceTopic}/${sourcePartition}/${sourceOffset}`);
  }
  table.findings.push(
    ...auditReceiving(evidence, (tenantId, accountId) => table.row('receive', tenantId, accountId)),
  );
  const known = knownOf(evidence);
  for (const rule of HOPS) auditHop(rule, evidence, table, deadLettered, known);
  table.findings.push(
    ...auditRollup(evidence, deadLettered, (tenantId) => table.row('rollup', tenantId, '')),
  );
  return { rows: [...table.rows.values()], findings: table.findings };
}

function auditHop(
  rule: HopRule,
  evidence: Evidence,
  table: HopTable,
  deadLettered: DeadLettered,
  known: Known,
): void {
  const outputs = new Map<string, number>();
  const excused = new Set<string>();
  const single = new Map<string, { made: number; allowed: number; place: string }>();
  for (const entry of evidence.entries) {
    const { event } = entry;
    if (rule.to.includes(event.type)) {
      const key = rule.join === 'cause' ? event.causationId : rule.join(event);
      if (key !== null) outputs.set(key, (outputs.get(key) ?? 0) + 1);
    }
    if (rule.excusedBy?.types.includes(event.type)) excused.add(rule.excusedBy.key(event) ?? '');
    if (rule.single) countSingle(rule.single, entry, single);
  }
  const forgotten = TOPIC_NAMES.some(
    (topic) => evidence.cut.has(topic) && topicRow(topic).events.some((type) => rule.to.includes(type)),
  );
  if (rule.optional && outputs.size === 0) return;
  const inputs = inputsOf(rule, evidence);
  for (const [key, entries] of inputs) {
    const [first] = entries;
    if (!first) continue;
    const row = table.row(rule.hop, first.event.tenantId, accountOf(first.event));
    const count = outputs.get(key) ?? 0;
    row.in += entries.length;
    row.duplicate += entries.length - 1;
    if (count > 0) row.emitted += 1;
    else if (entries.some((entry) => deadLettered.has(`${rule.group}|${placeOf(entry)}`)))
      row.deadLettered += 1;
    else if (entries.every((entry) => underWay(rule, evidence, entry))) row.inFlight += 1;
    else {
      // Its output may have been there and is past its retention: nobody can say.
      const why = forgotten
        ? 'past_retention'
        : rule.excusedBy && excused.has(rule.excusedBy.key(first.event) ?? '')
          ? rule.excusedBy.why
          : (rule.skips?.(first.event, known) ?? null);
      if (why === null) {
        row.lost += 1;
        table.findings.push({ hop: rule.hop, kind: 'lost', key, place: placeOf(first) });
      } else {
        row.skipped += 1;
        row.skippedFor[why] = (row.skippedFor[why] ?? 0) + 1;
      }
    }
    if (rule.once && count > entries.length) {
      row.doubled += count - entries.length;
      table.findings.push({ hop: rule.hop, kind: 'doubled', key, place: placeOf(first) });
    }
    const once = single.get(key);
    if (once && once.made > once.allowed + 1) {
      row.doubled += once.made - once.allowed - 1;
      table.findings.push({ hop: rule.hop, kind: 'doubled', key, place: once.place });
    }
  }
}

/** An output may lie beyond the ends that were read, if it was written at most so long before, ms. */
const TOGETHER_MS = 60_000;

/** Whether the input may not have been worked on yet, or its output not been read. */
function underWay(rule: HopRule, evidence: Evidence, entry: LogEntry): boolean {
  if (rule.together) return entry.event.recordedAt > evidence.readAt - TOGETHER_MS;
  return rule.waits === true || evidence.committed(rule.group, entry) <= entry.offset;
}

/** Outputs that stand once, and what allows one more; the same event standing twice is a figure of its own. */
function countSingle(
  { types, again }: NonNullable<HopRule['single']>,
  entry: LogEntry,
  found: Map<string, { made: number; allowed: number; place: string }>,
): void {
  const makes = types.types.includes(entry.event.type);
  const allows = again?.types.includes(entry.event.type) === true && (again.only?.(entry.event) ?? true);
  const key = makes ? types.key(entry.event) : allows ? (again?.key(entry.event) ?? null) : null;
  if (key === null) return;
  const one = found.get(key) ?? { made: 0, allowed: 0, place: '' };
  if (makes) {
    one.made += 1;
    one.place = placeOf(entry);
  } else one.allowed += 1;
  found.set(key, one);
}

/** What the hop takes, by what joins it with outputs. */
function inputsOf(rule: HopRule, evidence: Evidence): ReadonlyMap<string, readonly LogEntry[]> {
  const inputs = new Map<string, LogEntry[]>();
  for (const entry of evidence.entries) {
    const { topic, event } = entry;
    if (!(rule.topics as readonly string[]).includes(topic) || !rule.from.includes(event.type)) continue;
    if (rule.only && !rule.only(event)) continue;
    const key = rule.join === 'cause' ? event.eventId : rule.join(event);
    if (key === null) continue;
    const same = inputs.get(key);
    if (same) same.push(entry);
    else inputs.set(key, [entry]);
  }
  return inputs;
}

function accountOf(event: AnyEvent): string {
  return (
    fieldOf(event, 'engagement', 'accountId') ??
    fieldOf(event, 'target', 'accountId') ??
    fieldOf(event, 'accountId') ??
    ''
  );
}
