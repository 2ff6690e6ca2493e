/** Gathers the evidence of an installation and audits it. Reads only; shares no code with what it audits. */
import path from 'node:path';
import type { Config } from '../../service/config.ts';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import { auditChecks, type Figure } from './checks.ts';
import type { CommittedOf, Evidence } from './entry.ts';
import { HOPS } from './hop-rules.ts';
import { auditHops, type HopFinding, type HopRow } from './hops.ts';
import { ROLLUP_GROUP, ROLLUP_TOPICS } from './rollup-hop.ts';
import { readPosts, readRefusals, readSends } from './journals.ts';
import { readLog, type Ends } from './read-log.ts';
import { internTable, slimEvent } from './slim.ts';
import { auditStores } from './stores.ts';

export interface AuditReport {
  /** True when all that must be zero is zero and nothing was lost or doubled at any hop. */
  readonly clean: boolean;
  readonly records: number;
  readonly hops: readonly HopRow[];
  readonly findings: readonly HopFinding[];
  readonly figures: readonly Figure[];
}

const RAW = 'inbound.raw';
const NORMALISER = 'normalise';
const COUNTERS = 'metric.rollups';
/** Pollers write there though nothing happens; no read model is made of it but the archive. */
const NEVER_QUIET: readonly string[] = [RAW, 'inbound.cursors'];

/**
 * The order of reading makes it right on a running installation: what others wrote down and how far groups
 * came, first; then the log, which must explain both; then the networks again and the read models, which must
 * have what the log has.
 */
export async function runAudit(
  config: Config,
  log: Log,
  codec: Codec,
  now: () => number,
): Promise<AuditReport> {
  const networks = path.join(config.home, 'data', 'networks');
  const sends = await readSends(path.join(config.home, 'simulate'));
  const posts = await readPosts(networks);
  const refusals = await readRefusals(networks);
  const committed = await readCommitted(log);
  // Counters first: what they have counted must be in the log that is read after.
  const counted = await log.offsets([COUNTERS]);
  const readAt = now();
  const ends = (await log.offsets(TOPIC_NAMES)).map(
    (range) => counted.find((one) => sameRange(one, range)) ?? range,
  );
  const intern = internTable();
  const contents = await readLog(
    log,
    ends,
    (value) => codec.decodeAsync(value),
    (event) => slimEvent(event, intern),
  );
  const postsLater = await readPosts(networks);
  const receiving = ends.some(
    (range) => range.topic === RAW && range.end > range.start && committed(NORMALISER, range) < range.end,
  );
  const cut = wholeSince(ends, contents.firstAt);
  const evidence: Evidence = {
    ...contents,
    readAt,
    cut,
    posts,
    postsLater,
    refusals,
    sends,
    committed,
    receiving,
  };
  const { rows, findings } = auditHops(evidence);
  const grown = async (): Promise<boolean> => {
    const later = await log.offsets(TOPIC_NAMES.filter((topic) => !NEVER_QUIET.includes(topic)));
    return later.some((range) => ends.find((one) => sameRange(one, range))?.end !== range.end);
  };
  const stores = await auditStores(config, evidence, { ends, grown }, now);
  const figures = [...auditChecks(evidence, now()), ...stores];
  return {
    clean: findings.length === 0 && figures.every(({ value }) => value === 0),
    records: contents.entries.length + contents.raw.length,
    hops: rows,
    findings,
    figures,
  };
}

/** Names of what is red: figures above zero, and what hops lost or doubled. The words of `SEEDED_BUGS`. */
export function redNames(report: AuditReport): readonly string[] {
  const kinds = new Set(report.findings.map(({ kind }) => `${kind} at a hop`));
  return [...report.figures.filter(({ value }) => value > 0).map(({ name }) => name), ...kinds];
}

const sameRange = (a: TopicPartition, b: TopicPartition): boolean =>
  a.topic === b.topic && a.partition === b.partition;

/** Topics that have lost their beginning, and from when on they are whole. */
function wholeSince(ends: Ends, firstAt: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const cut = new Map<string, number>();
  for (const { topic, partition, start } of ends) {
    if (start === 0) continue;
    cut.set(topic, Math.max(cut.get(topic) ?? 0, firstAt.get(`${topic}/${partition}`) ?? Infinity));
  }
  return cut;
}

/** How far every group that has a hop had come. */
export async function readCommitted(log: Pick<Log, 'committed'>): Promise<CommittedOf> {
  const groups = new Map<string, Map<string, number>>();
  const place = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  const inputs = [
    { group: NORMALISER, topic: RAW },
    ...ROLLUP_TOPICS.map((topic) => ({ group: ROLLUP_GROUP, topic })),
    ...HOPS.flatMap(({ group, topics }) => topics.map((topic) => ({ group, topic }))),
  ];
  for (const group of new Set(inputs.map((input) => input.group))) {
    const topics = [...new Set(inputs.filter((input) => input.group === group).map((input) => input.topic))];
    const offsets = await log.committed(group, topics);
    groups.set(group, new Map(offsets.map((committed) => [place(committed), committed.offset])));
  }
  return (group, at) => groups.get(group)?.get(place(at)) ?? 0;
}
