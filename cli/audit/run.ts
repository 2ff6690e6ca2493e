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
import { readPosts, readRefusals, readSends } from './journals.ts';
import { readLog, slimEvent } from './read-log.ts';
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
  const ends = await log.offsets(TOPIC_NAMES);
  const contents = await readLog(log, ends, (value) => codec.decodeAsync(value), slimEvent);
  const postsLater = await readPosts(networks);
  const receiving = ends.some(
    (range) => range.topic === RAW && range.end > range.start && committed(NORMALISER, range) < range.end,
  );
  const cut = new Set(ends.filter(({ start }) => start > 0).map(({ topic }) => topic));
  const evidence: Evidence = { ...contents, cut, posts, postsLater, refusals, sends, committed, receiving };
  const { rows, findings } = auditHops(evidence);
  const figures = [...auditChecks(evidence, now()), ...(await auditStores(config, evidence, ends, now))];
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

async function readCommitted(log: Log): Promise<CommittedOf> {
  const groups = new Map<string, Map<string, number>>();
  const place = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  const inputs = [
    { group: NORMALISER, topic: RAW },
    ...HOPS.flatMap(({ group, topics }) => topics.map((topic) => ({ group, topic }))),
  ];
  for (const group of new Set(inputs.map((input) => input.group))) {
    const topics = [...new Set(inputs.filter((input) => input.group === group).map((input) => input.topic))];
    const offsets = await log.committed(group, topics);
    groups.set(group, new Map(offsets.map((committed) => [place(committed), committed.offset])));
  }
  return (group, at) => groups.get(group)?.get(place(at)) ?? 0;
}
