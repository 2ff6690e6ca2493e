/**
 * Compares what people read with an independent fold of the log. Event ids are compared as a checksum per
 * topic that does not depend on order (XOR of the first 8 bytes of each id's MD5, which ClickHouse can compute
 * too), so a missing row, a row too many and a foreign row all show.
 */
import { createHash } from 'node:crypto';
import type { Figure } from './checks.ts';
import type { Evidence } from './entry.ts';
import type { Ends } from './read-log.ts';

export interface TopicSum {
  readonly topic: string;
  readonly count: number;
  /** Hexadecimal, 16 digits. */
  readonly checksum: string;
}

/** Sum per topic of the distinct event ids in the log. */
export function foldTrail(evidence: Evidence, topics: ReadonlySet<string>): readonly TopicSum[] {
  const ids = new Map<string, Set<string>>();
  for (const { topic, event } of evidence.entries) {
    if (!topics.has(topic)) continue;
    const set = ids.get(topic) ?? new Set();
    set.add(event.eventId);
    ids.set(topic, set);
  }
  return [...ids].map(([topic, set]) => ({ topic, count: set.size, checksum: checksumOf(set) }));
}

export function checksumOf(ids: Iterable<string>): string {
  let sum = 0n;
  for (const id of ids) sum ^= createHash('md5').update(id).digest().readBigUInt64LE(0);
  return sum.toString(16).padStart(16, '0');
}

/**
 * The same sums of ClickHouse's `v_trail`, up to the given ends; run with format JSONEachRow. Topic names are
 * those of the catalogue and ends are numbers, so nothing from outside gets into the text.
 */
export function trailSumsSql(ends: Ends): string {
  const names = ends.map(({ topic, partition }) => `'${topic}/${partition}'`).join(', ');
  const limits = ends.map(({ end }) => end).join(', ');
  return `
    SELECT src_topic AS topic,
           toUInt32(count()) AS count,
           lower(leftPad(hex(groupBitXor(reinterpretAsUInt64(substring(MD5(event_id), 1, 8)))), 16, '0')) AS checksum
    FROM (
      SELECT DISTINCT src_topic, event_id FROM v_trail
      WHERE src_offset < transform(concat(src_topic, '/', toString(src_partition)), [${names}], [${limits}], 0)
    )
    GROUP BY src_topic`;
}

/** Topics whose sums differ: the read model misses rows, has rows too many, or other rows. */
export function compareTrail(expected: readonly TopicSum[], found: readonly TopicSum[]): Figure {
  const there = new Map(found.map((sum) => [sum.topic, sum]));
  const different = expected.filter(({ topic, checksum }) => there.get(topic)?.checksum !== checksum);
  return {
    name: 'trail differs from the log',
    meaning: 'ClickHouse misses events of the log, or has others.',
    value: different.length,
    examples: different.map(
      ({ topic, count }) => `${topic}: log ${count}, trail ${there.get(topic)?.count ?? 0}`,
    ),
  };
}

/** Name of the view that people read: a rebuild writes the whole name (`1.2`) under `sp:current:1`. */
export const currentViewOf = (stored: string | null): string => stored ?? '1.1';

/** State of an engagement in the Redis view; null when it is not there. */
export type ViewState = (
  tenantId: string,
  workspaceId: string,
  engagementId: string,
) => Promise<string | null>;

/**
 * Every engagement that the log received must be in the view, and one whose reply the log says is published
 * must be shown as posted. Engagements that the view has let go (older than its floor) do not count.
 * @param floorOf createdAt (epoch ms) up to which a workspace's view has evicted; null when nothing was.
 */
export async function compareViews(
  evidence: Evidence,
  stateOf: ViewState,
  floorOf: (tenantId: string, workspaceId: string) => Promise<number | null>,
): Promise<readonly Figure[]> {
  const published = new Set<string>();
  for (const { event } of evidence.entries) {
    if (event.type === 'AttemptPublished' || event.type === 'ActionConfirmed')
      published.add(event.data.target.engagementId);
  }
  const floors = new Map<string, number | null>();
  const missing: string[] = [];
  const notPosted: string[] = [];
  for (const { event } of evidence.entries) {
    if (event.type !== 'EngagementReceived') continue;
    const { tenantId, workspaceId } = event;
    const scope = `${tenantId}/${workspaceId}`;
    if (!floors.has(scope)) floors.set(scope, await floorOf(tenantId, workspaceId));
    const floor = floors.get(scope) ?? null;
    if (floor !== null && event.data.engagement.createdAt <= floor) continue;
    const { engagementId } = event.data.engagement;
    const state = await stateOf(tenantId, workspaceId, engagementId);
    if (state === null) missing.push(engagementId);
    else if (published.has(engagementId) && state !== 'posted')
      notPosted.push(`${engagementId} is shown as ${state}`);
  }
  return [
    {
      name: 'engagements not in the view',
      meaning: 'Redis misses engagements that the log has.',
      value: missing.length,
      examples: missing.slice(0, 5),
    },
    {
      name: 'published, shown otherwise',
      meaning: 'Redis shows a published reply as something else.',
      value: notPosted.length,
      examples: notPosted.slice(0, 5),
    },
  ];
}
