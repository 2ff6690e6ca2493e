/**
 * Whether the scores of a model still look like those on its card: the last seven days of probabilities, as the log
 * recorded them, against the card's reference, head by head. A head that moves reads other texts than it was trained
 * on, or reads them differently; the index does not say which.
 */
import { select, type ClickHouseClient } from '../clickhouse/client.ts';
import { TONE_FLAGS, type Head } from '../../topics/labels.ts';
import type { VersionsInUse } from './adopted-models.ts';
import { distributionOf, type CardHead, type ModelCard } from './model-cards.ts';
import { psi, PSI_ALERT, PSI_LEAST, shares } from './psi.ts';
import type { Scope } from './types.ts';

const WEEK_MS = 7 * 86_400_000;
const BINS = 10;

/** Heads whose own probabilities are recorded; the others are mixed with rules, or not asked. */
export const DRIFT_HEADS = ['sentiment', 'emotion', ...TONE_FLAGS] as const satisfies readonly Head[];
export type DriftHead = (typeof DRIFT_HEADS)[number];

/**
 * Share of the certainty that sentiment gives up where irony is certain (DOUBT in models/light/ports.ts). The card
 * knows the head without it, so it is taken out again: p = (1 − d) · head + d / 3.
 */
export const SENTIMENT_DOUBT = 0.5;

/** One row a head, class and bin of P(class); class '' is the probability of the head's answer, whatever it was. */
interface Counted {
  readonly head: string;
  readonly class: string;
  readonly bin: number;
  readonly messages: number;
}

const FLAG_READINGS = TONE_FLAGS.map(
  (flag) => `[('${flag}', 'yes', ifNull(${flag}, 0.)),
      ('${flag}', '', if(ifNull(${flag}, 0.) >= if(mapContains(tone_thresholds, '${flag}'), tone_thresholds['${flag}'], 0.5), ifNull(${flag}, 0.), 1 - ifNull(${flag}, 0.)))]`,
);

/**
 * Counts texts that were read by just these versions: where a workspace has weights of its own for some heads, an
 * answer names all that were asked for it (`adopted-models.ts`).
 * @param scoped one workspace, or the whole installation (for metrics, which name no tenant).
 */
export const DRIFT_SQL = (db: string, scoped: boolean): string => `SELECT
  reading.1 AS head, reading.2 AS class, toUInt8(greatest(0, least(${BINS - 1}, floor(reading.3 * ${BINS})))) AS bin,
  count() AS messages
FROM (
  SELECT arrayJoin(arrayConcat(
      arrayMap(name -> ('emotion', name, emotion_probabilities[name]), mapKeys(emotion_probabilities)),
      if(empty(emotion_probabilities), [], [('emotion', '', arrayMax(mapValues(emotion_probabilities)))]),
      if(ifNull(sentiment_version, '') != {sentiment:String}, [], arrayConcat(
        arrayMap(name -> ('sentiment', name, plain[name]), mapKeys(plain)),
        if(empty(plain), [], [('sentiment', '', arrayMax(mapValues(plain)))]))),
      ${FLAG_READINGS.join(',\n      ')}
    )) AS reading
  FROM (
    SELECT emotion_probabilities, sentiment_version, tone_version, tone_thresholds, ${TONE_FLAGS.join(', ')},
      ${SENTIMENT_DOUBT} * greatest(0, 2 * ifNull(irony, 0.) - 1) AS doubt,
      mapApply((name, p) -> (name, (p - doubt / 3) / (1 - doubt)), sentiment_probabilities) AS plain
    FROM ${db}.engagements
    WHERE ${scoped ? 'tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND ' : ''}stage = 3
      AND created_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND created_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
      AND tone_version = {tone:String}
  )
)
GROUP BY head, class, bin
LIMIT 1000`;

/** A distribution beside its reference; shares of ten bins of a probability, lowest first. */
export interface DriftPart {
  /** Class whose probability it is; null for that of the answer, whatever it was. */
  readonly class: string | null;
  readonly expected: readonly number[];
  readonly actual: readonly number[];
  readonly psi: number;
}

export interface HeadDrift {
  readonly head: DriftHead;
  /** Messages of the week that this version of the model read. */
  readonly messages: number;
  /** The highest of its parts; null where it cannot be told. */
  readonly psi: number | null;
  readonly alert: boolean;
  /** What it was compared with: the card's distributions, or, where it has none, how sure the answers were. */
  readonly basis: 'distribution' | 'reliability' | null;
  /** Why there is no index. */
  readonly missing: 'too_few' | 'no_reference' | null;
  readonly parts: readonly DriftPart[];
}

export interface ModelDrift {
  readonly modelVersion: string;
  /** Epoch ms, exclusive end. */
  readonly from: number;
  readonly to: number;
  readonly alertOver: number;
  readonly leastMessages: number;
  readonly heads: readonly HeadDrift[];
}

/** Pure. Heads that the card does not have are left out. */
export function driftOf(card: ModelCard, rows: readonly Counted[]): readonly HeadDrift[] {
  return DRIFT_HEADS.flatMap((name) => {
    const head = card.heads.find((one) => one.name === name);
    return head
      ? [
          headDrift(
            name,
            head,
            rows.filter((row) => row.head === name),
          ),
        ]
      : [];
  });
}

function headDrift(name: DriftHead, head: CardHead, rows: readonly Counted[]): HeadDrift {
  const counts = (wanted: string): readonly number[] =>
    Array.from({ length: BINS }, (_, bin) =>
      rows.reduce((sum, row) => sum + (row.class === wanted && row.bin === bin ? row.messages : 0), 0),
    );
  const messages = counts('').reduce((sum, count) => sum + count, 0);
  const { basis, references } = referencesOf(head);
  const about = { head: name, messages, psi: null, alert: false, basis, parts: [] } as const;
  if (basis === null) return { ...about, missing: 'no_reference' };
  if (messages < PSI_LEAST) return { ...about, missing: 'too_few' };
  const parts = references.map(({ of, expected }): DriftPart => {
    const actual = counts(of ?? '');
    return { class: of, expected: shares(expected), actual: shares(actual), psi: psi(expected, actual) };
  });
  const highest = Math.max(...parts.map((part) => part.psi));
  return { ...about, missing: null, psi: highest, alert: highest > PSI_ALERT, parts };
}

interface Reference {
  readonly of: string | null;
  readonly expected: readonly number[];
}

function referencesOf(head: CardHead): {
  readonly basis: HeadDrift['basis'];
  readonly references: readonly Reference[];
} {
  const known = (bins: readonly number[]): boolean => bins.some((value) => value > 0);
  // Of two classes one says everything: the other is its mirror.
  const said = Object.entries(distributionOf(head)).filter(
    ([name, bins]) => known(bins) && (head.kind !== 'binary' || name === 'yes'),
  );
  if (said.length > 0) {
    return { basis: 'distribution', references: said.map(([of, expected]) => ({ of, expected })) };
  }
  const sure = head.reliability.map(({ count }) => count);
  if (sure.length !== BINS || !known(sure)) return { basis: null, references: [] };
  return { basis: 'reliability', references: [{ of: null, expected: sure }] };
}

/**
 * @param scope null for the whole installation
 * @param versions how the log names the readers of the card's heads
 */
export async function modelDrift(
  client: ClickHouseClient,
  db: string,
  scope: Scope | null,
  card: ModelCard,
  versions: VersionsInUse,
  now: number,
  maxSeconds = 10,
): Promise<ModelDrift> {
  const [from, to] = [now - WEEK_MS, now];
  const rows = await select<Counted>(
    client,
    DRIFT_SQL(db, scope !== null),
    {
      from,
      to,
      ...versions,
      ...(scope ? { tenant: scope.tenantId, workspace: scope.workspaceId } : {}),
    },
    maxSeconds,
  );
  const limits = { alertOver: PSI_ALERT, leastMessages: PSI_LEAST };
  return { modelVersion: card.modelVersion, from, to, ...limits, heads: driftOf(card, rows) };
}
