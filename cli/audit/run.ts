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
import {
  compareTrail,
  compareViews,
  currentViewOf,
  foldTrail,
  trailSumsSql,
  type TopicSum,
} from './read-models.ts';
import { readLog, type Ends } from './read-log.ts';

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
const RAW = 'inbound.raw';
const NORMALISER = 'normalise';
/** Read models follow the log within seconds; after this they are called different, ms. */
const FOLLOW_MS = 15_000;
const ASK_AGAIN_MS = 500;

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
  const committed = await readCommitted(log);
  const ends = await log.offsets(TOPIC_NAMES);
  const { entries, raw, undecodable } = await readLog(log, ends, (value) => codec.decodeAsync(value));
  const postsLater = await readPosts(networks);
  const receiving = ends.some(
    (range) => range.topic === RAW && range.end > range.start && committed(NORMALISER, range) < range.end,
  );
  const evidence: Evidence = { entries, raw, undecodable, posts, postsLater, sends, committed, receiving };
  const { rows, findings } = auditHops(evidence);
  const figures = [...auditChecks(evidence, now()), ...(await auditReadModels(config, evidence, ends, now))];
  return {
    clean: findings.length === 0 && figures.every(({ value }) => value === 0),
    records: entries.length + raw.length,
    hops: rows,
    findings,
    figures,
  };
}

async function readCommitted(log: Log): Promise<CommittedOf> {
  const groups = new Map<string, Map<string, number>>();
  const place = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
  const inputs = [{ group: NORMALISER, topic: RAW }, ...HOPS];
  for (const group of new Set(inputs.map((input) => input.group))) {
    const topics = [...new Set(inputs.filter((input) => input.group === group).map((input) => input.topic))];
    const offsets = await log.committed(group, topics);
    groups.set(group, new Map(offsets.map((committed) => [place(committed), committed.offset])));
  }
  return (group, at) => groups.get(group)?.get(place(at)) ?? 0;
}

/** Compares until nothing differs, or the read models had long enough to follow. */
async function auditReadModels(
  config: Config,
  evidence: Evidence,
  ends: Ends,
  now: () => number,
): Promise<readonly Figure[]> {
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
  const expected = foldTrail(evidence, TRAIL_TOPICS);
  const compare = async (): Promise<readonly Figure[]> => {
    const answer = await client.query({ query: trailSumsSql(ends), format: 'JSONEachRow' });
    const trail = compareTrail(expected, await answer.json<TopicSum>());
    const view = currentViewOf(await redis.get('sp:current:1'));
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
  };
  try {
    const deadline = now() + FOLLOW_MS;
    for (;;) {
      const figures = await compare();
      if (figures.every(({ value }) => value === 0) || now() >= deadline) return figures;
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
    }
  } finally {
    redis.disconnect();
    await client.close();
  }
}
