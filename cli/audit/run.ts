/** Gathers the evidence of an installation and audits it. Reads only; shares no code with what it audits. */
import path from 'node:path';
import { createClient } from '@clickhouse/client';
import { Redis } from 'ioredis';
import type { Config } from '../../service/config.ts';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log, TopicPartition } from '../../topics/log/port.ts';
import { auditChecks, type Figure } from './checks.ts';
import type { CommittedOf, Evidence } from './entry.ts';
import { auditHops, HOPS, type HopFinding, type HopRow } from './hops.ts';
import { readPosts, readSends } from './journals.ts';
import { compareTrail, compareViews, foldTrail, TRAIL_SUMS_SQL, type TopicSum } from './read-models.ts';
import { readLog } from './read-log.ts';

export interface AuditReport {
  /** True when all that must be zero is zero and nothing was lost or doubled at any hop. */
  readonly clean: boolean;
  readonly records: number;
  readonly hops: readonly HopRow[];
  readonly findings: readonly HopFinding[];
  readonly figures: readonly Figure[];
}

/** Topics whose events have a row in `trail`. */
const TRAIL_TOPICS = new Set<string>(
  TOPIC_NAMES.filter((topic) => !['inbound.raw', 'inbound.cursors', 'metric.rollups'].includes(topic)),
);
const QUERY_MS = 60_000;

export async function runAudit(
  config: Config,
  log: Log,
  codec: Codec,
  now: () => number,
): Promise<AuditReport> {
  const { entries, undecodable } = await readLog(log, (value) => codec.decodeAsync(value));
  const evidence: Evidence = {
    entries,
    undecodable,
    posts: await readPosts(path.join(config.home, 'data', 'networks')),
    sends: await readSends(path.join(config.home, 'simulate')),
    committed: await readCommitted(log),
  };
  const { rows, findings } = auditHops(evidence);
  const figures = [...auditChecks(evidence, now()), ...(await auditReadModels(config, evidence))];
  return {
    clean: findings.length === 0 && figures.every(({ value }) => value === 0),
    records: entries.length,
    hops: rows,
    findings,
    figures,
  };
}

async function readCommitted(log: Log): Promise<CommittedOf> {
  const groups = new Map<string, Map<string, number>>();
  const place = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  for (const group of new Set(HOPS.map((hop) => hop.group))) {
    const topics = [...new Set(HOPS.filter((hop) => hop.group === group).map((hop) => hop.topic))];
    const offsets = await log.committed(group, topics);
    groups.set(group, new Map(offsets.map((committed) => [place(committed), committed.offset])));
  }
  return (group, at) => groups.get(group)?.get(place(at)) ?? 0;
}

async function auditReadModels(config: Config, evidence: Evidence): Promise<readonly Figure[]> {
  const { url, database, username, password } = config.clickhouse;
  const client = createClient({
    url,
    database,
    username,
    password,
    request_timeout: QUERY_MS,
    application: 'signalpost-audit',
  });
  const redis = new Redis(config.redis.url, { maxRetriesPerRequest: 2, commandTimeout: 5_000 });
  // An error of the connection also fails the command that waits for it; there it is reported.
  redis.on('error', () => undefined);
  try {
    const answer = await client.query({ query: TRAIL_SUMS_SQL, format: 'JSONEachRow' });
    const trail = compareTrail(foldTrail(evidence, TRAIL_TOPICS), await answer.json<TopicSum>());
    const view = (await redis.get('sp:current:1')) ?? '1.1';
    const prefix = (tenantId: string, workspaceId: string): string =>
      `sp:${view}:{${tenantId}/${workspaceId}}:`;
    const views = await compareViews(
      evidence,
      (tenantId, workspaceId, id) => redis.hget(`${prefix(tenantId, workspaceId)}e:${id}`, 'state'),
      async (tenantId, workspaceId) => {
        const floor = await redis.get(`${prefix(tenantId, workspaceId)}floor`);
        return floor === null ? null : Number(floor);
      },
    );
    return [trail, ...views];
  } finally {
    redis.disconnect();
    await client.close();
  }
}
