/** Mood and emotion over time, and the words behind the worst of it. Labels by people count before the model's. */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import { LABELS } from '../../topics/labels.ts';
import { spikeWords, type SpikeWord } from './spike-words.ts';
import type { Scope } from './types.ts';

const HOUR_MS = 3_600_000;
export const SPANS = {
  '24h': { hours: 24, bucketMs: HOUR_MS },
  '7d': { hours: 7 * 24, bucketMs: 6 * HOUR_MS },
  '30d': { hours: 30 * 24, bucketMs: 24 * HOUR_MS },
} as const;
export type Span = keyof typeof SPANS;

/** Emotions that the tone is read for; each message has the likeliest one. */
export const EMOTIONS = LABELS.emotion;
export type Emotion = (typeof EMOTIONS)[number];

export interface MoodBucket {
  /** Its beginning, epoch ms, UTC. */
  readonly at: number;
  readonly negative: number;
  readonly neutral: number;
  readonly positive: number;
  readonly emotions: Readonly<Record<Emotion, number>>;
}
export interface Mood {
  readonly bucketMs: number;
  /** Oldest first, empty ones included. */
  readonly buckets: readonly MoodBucket[];
  /** The bucket with far more negative messages than the others; null when none stands out. */
  readonly spike: { readonly at: number; readonly words: readonly SpikeWord[] } | null;
}

const LEAST_NEGATIVE = 5;
const SPREADS = 3;
/** Texts that are compared, newest first. */
const HERE = 1_000;
const ELSEWHERE = 3_000;

const WHERE = `tenant_id = {tenant:String} AND workspace_id = {workspace:String}
  AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')`;
export const MOOD_SQL = (db: string): string => `SELECT
  intDiv(toUnixTimestamp64Milli(created_at), {bucket:Int64}) * {bucket:Int64} AS at,
  countIf(sentiment = 'negative') AS negative, countIf(sentiment = 'neutral') AS neutral, countIf(sentiment = 'positive') AS positive,
  ${EMOTIONS.map((emotion) => `countIf(emotion = '${emotion}') AS ${emotion}`).join(', ')}
FROM ${db}.v_engagements WHERE ${WHERE} GROUP BY at ORDER BY at LIMIT 1000`;
export const TEXTS_SQL = (
  db: string,
): string => `SELECT text, toUnixTimestamp64Milli(created_at) >= {start:Int64} AND
  toUnixTimestamp64Milli(created_at) < {end:Int64} AS here
FROM ${db}.v_engagements WHERE ${WHERE} AND sentiment = 'negative'
ORDER BY created_at DESC LIMIT {each:UInt32} BY here LIMIT {limit:UInt32}`;

export async function mood(
  client: ClickHouseClient,
  db: string,
  scope: Scope,
  span: Span,
  now: number,
): Promise<Mood> {
  const { hours, bucketMs } = SPANS[span];
  const to = Math.floor(now / bucketMs) * bucketMs + bucketMs;
  const from = to - hours * HOUR_MS;
  const bounds = { tenant: scope.tenantId, workspace: scope.workspaceId, from, to };
  const rows = await select<MoodRow>(client, MOOD_SQL(db), { ...bounds, bucket: bucketMs });
  const known = new Map(rows.map((row) => [row.at, row]));
  const buckets = Array.from({ length: (to - from) / bucketMs }, (_, n): MoodBucket => {
    const at = from + n * bucketMs;
    return bucketOf(at, known.get(at));
  });
  const at = spikeOf(buckets);
  if (at === null) return { bucketMs, buckets, spike: null };
  const texts = await select<{ readonly text: string; readonly here: number }>(client, TEXTS_SQL(db), {
    ...bounds,
    start: at,
    end: at + bucketMs,
    each: ELSEWHERE,
    limit: HERE + ELSEWHERE,
  });
  const part = (here: boolean): string[] =>
    texts.filter((one) => (one.here === 1) === here).map(({ text }) => text);
  return { bucketMs, buckets, spike: { at, words: spikeWords(part(true).slice(0, HERE), part(false)) } };
}

type MoodRow = Omit<MoodBucket, 'emotions'> & Readonly<Record<Emotion, number>>;

function bucketOf(at: number, row: MoodRow | undefined): MoodBucket {
  const { negative = 0, neutral = 0, positive = 0 } = row ?? {};
  const emotions = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, row?.[emotion] ?? 0]));
  return { at, negative, neutral, positive, emotions: emotions as Record<Emotion, number> };
}

/** Beginning of the bucket whose negatives are more than three spreads (or what chance alone makes, √mean) above the mean of the others. */
export function spikeOf(buckets: readonly Pick<MoodBucket, 'at' | 'negative'>[]): number | null {
  const most = buckets.reduce<Pick<MoodBucket, 'at' | 'negative'> | null>(
    (best, one) => (one.negative > (best?.negative ?? 0) ? one : best),
    null,
  );
  if (!most || most.negative < LEAST_NEGATIVE) return null;
  const others = buckets.filter((one) => one !== most).map(({ negative }) => negative);
  const mean = others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length);
  const spread = Math.sqrt(
    others.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, others.length),
  );
  return most.negative > mean + SPREADS * Math.max(1, spread, Math.sqrt(mean)) ? most.at : null;
}
