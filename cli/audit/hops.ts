/**
 * Per hop, tenant and account: in = emitted + skipped + duplicate + dead-lettered + in flight + lost. The same
 * event standing twice on its topic is one input and a duplicate; its outputs may then stand twice, too, so an
 * output is doubled at the hop that made it, and not at those behind it.
 */
import { TOPIC_NAMES, topicRow } from '../../topics/catalogue.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { placeOf, type Evidence, type LogEntry } from './entry.ts';
import { fieldOf, HOPS, type HopRule } from './hop-rules.ts';
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
  for (const rule of HOPS) auditHop(rule, evidence, table, deadLettered);
  return { rows: [...table.rows.values()], findings: table.findings };
}

function auditHop(rule: HopRule, evidence: Evidence, table: HopTable, deadLettered: DeadLettered): void {
  const outputs = new Map<string, number>();
  const excused = new Set<string>();
  for (const { event } of evidence.entries) {
    if (rule.to.includes(event.type)) {
      const key = rule.join === 'cause' ? event.causationId : rule.join(event);
      if (key !== null) outputs.set(key, (outputs.get(key) ?? 0) + 1);
    }
    if (rule.excusedBy?.types.includes(event.type)) excused.add(rule.excusedBy.key(event) ?? '');
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
    else if (rule.waits || entries.every((entry) => evidence.committed(rule.group, entry) <= entry.offset))
      row.inFlight += 1;
    // Its output may have been there and is past its retention: nobody can say.
    else if (forgotten) row.skipped += 1;
    else if (rule.optional) row.skipped += 1;
    else if (rule.excusedBy && excused.has(rule.excusedBy.key(first.event) ?? '')) row.skipped += 1;
    else {
      row.lost += 1;
      table.findings.push({ hop: rule.hop, kind: 'lost', key, place: placeOf(first) });
    }
    if (rule.once && count > entries.length) {
      row.doubled += count - entries.length;
      table.findings.push({ hop: rule.hop, kind: 'doubled', key, place: placeOf(first) });
    }
  }
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
