/** Lag and freshness as the projections publish them: one field of a hash for each processor and read model. */
import { READERS } from '../../topics/readers.ts';
import type { Freshness, Overview } from './types.ts';

/** A row that nobody renewed for so long is not shown any more, ms. */
export const HEALTH_TTL_MS = 30_000;

export interface HealthRow {
  readonly kind: 'processor' | 'read_model';
  readonly name: string;
  /** Epoch ms of measuring. */
  readonly at: number;
  readonly records: number;
  readonly behindMs: number;
  /** Of a read model that showed something in the last minute. */
  readonly freshness: Freshness | null;
}

export const fieldOf = ({ kind, name }: Pick<HealthRow, 'kind' | 'name'>): string => `${kind}:${name}`;

const ORDER: readonly string[] = Object.keys(READERS);

/** Pure. Processors in the order of the way, then read models by name. */
export function healthOf(
  hash: Readonly<Record<string, string>>,
  now: number,
): Pick<Overview, 'lag' | 'freshness'> {
  const rows = Object.values(hash)
    .map((text) => JSON.parse(text) as HealthRow)
    .filter((row) => row.at > now - HEALTH_TTL_MS)
    .sort((a, b) => placeOf(a) - placeOf(b) || (a.name < b.name ? -1 : 1));
  return {
    lag: rows.map(({ kind, name, records, behindMs }) => ({ processor: name, kind, records, behindMs })),
    freshness: Object.fromEntries(
      rows.flatMap(({ name, freshness }) => (freshness ? [[name, freshness]] : [])),
    ),
  };
}

function placeOf({ kind, name }: HealthRow): number {
  const place = kind === 'processor' ? ORDER.indexOf(name) : -1;
  return place < 0 ? ORDER.length : place;
}
