/**
 * The first hop counts messages, not bodies: a body with forty messages is forty in. A body for several
 * accounts is passed on in parts; the parts' messages are then in once more, each for its account.
 */
import type { Evidence } from './entry.ts';
import type { HopCounts, HopFinding } from './hops.ts';

const GROUP = 'normalise';
const TOPIC = 'inbound.raw';

/** @param rowOf the row of an account, to count in. */
export function auditReceiving(
  evidence: Evidence,
  rowOf: (tenantId: string, accountId: string) => HopCounts,
): readonly HopFinding[] {
  const received = new Set<string>();
  const letters = new Set<string>();
  for (const { event } of evidence.entries) {
    if (event.type === 'EngagementReceived') {
      const { accountId, nativeId } = event.data.engagement;
      received.add(`${accountId}|${nativeId}`);
    } else if (event.type === 'DeadLettered' && event.data.processor === GROUP) {
      const { sourceTopic, sourcePartition, sourceOffset, sourceItem } = event.data;
      // '' stands for the whole record: given up whole, or many items in one dead letter.
      letters.add(`${sourceTopic}/${sourcePartition}/${sourceOffset}#${sourceItem ?? ''}`);
    }
  }
  const parts = new Set(
    evidence.raw.flatMap((body) => body.items.map(({ key }) => `${body.causationId}|${key}`)),
  );
  const findings: HopFinding[] = [];
  const seen = new Set<string>();
  for (const body of evidence.raw) {
    const row = rowOf(body.tenantId, body.accountId);
    const place = `${TOPIC}/${body.partition}/${body.offset}`;
    const many = body.accountId.endsWith(':*');
    for (const { at, key, wanted } of body.items) {
      row.in += 1;
      const account = key?.slice(0, key.lastIndexOf('|'));
      if (letters.has(`${place}#${at}`)) row.deadLettered += 1;
      else if (many && parts.has(`${body.eventId}|${key}`)) row.emitted += 1;
      else if (!many && wanted && key !== null && received.has(key) && account === body.accountId) {
        if (seen.has(key)) row.duplicate += 1;
        else row.emitted += 1;
        seen.add(key);
      } else if (letters.has(`${place}#`)) row.deadLettered += 1;
      else if (evidence.committed(GROUP, { topic: TOPIC, partition: body.partition }) <= body.offset)
        row.inFlight += 1;
      else if (!many && (!wanted || account !== body.accountId)) {
        const why = wanted ? 'not_this_account' : 'not_asked_for';
        row.skipped += 1;
        row.skippedFor[why] = (row.skippedFor[why] ?? 0) + 1;
      } else {
        row.lost += 1;
        findings.push({ hop: 'receive', kind: 'lost', key: key ?? at, place });
      }
    }
  }
  return findings;
}
