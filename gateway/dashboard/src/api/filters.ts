/** Filters of the inbox: in the address bar, in the API's query, and against what arrives live. */
import { KINDS, SENTIMENTS, STATES, URGENCIES, type EngagementSummary } from './types.ts';

export interface Filters {
  readonly state?: string;
  readonly sentiment?: string;
  readonly kind?: string;
  readonly network?: string;
  readonly urgency?: string;
  /** Words in the text. The API takes 2 to 200 characters. */
  readonly q?: string;
}

export const CHOICES = {
  state: STATES,
  sentiment: SENTIMENTS,
  kind: KINDS,
  urgency: URGENCIES,
  network: ['x', 'mastodon'],
} as const satisfies Record<Exclude<keyof Filters, 'q'>, readonly string[]>;

const NAMES = ['state', 'sentiment', 'kind', 'network', 'urgency'] as const;

/** Reads an address; unknown values are dropped, so that an old bookmark still opens. */
export function filtersOf(search: string): Filters {
  const query = new URLSearchParams(search);
  const filters: Record<string, string> = {};
  for (const name of NAMES) {
    const value = query.get(name);
    if (value !== null && (CHOICES[name] as readonly string[]).includes(value)) filters[name] = value;
  }
  const words = query.get('q')?.trim().slice(0, 200) ?? '';
  if (words.length >= 2) filters['q'] = words;
  return filters;
}

/** The same as a query, in a fixed order; empty without filters. */
export function searchOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const name of [...NAMES, 'q'] as const) {
    const value = filters[name];
    if (value) query.set(name, value);
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** Whether what arrives belongs into a list with these filters. */
export function matches(engagement: EngagementSummary, filters: Filters): boolean {
  const { state, sentiment, kind, network, urgency, q } = filters;
  if (state && engagement.state !== state) return false;
  if (sentiment && engagement.sentiment?.label !== sentiment) return false;
  if (kind && engagement.kind !== kind) return false;
  if (network && engagement.network !== network) return false;
  if (urgency && engagement.urgency !== urgency) return false;
  if (!q) return true;
  const text = engagement.text.toLocaleLowerCase();
  return q
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const countOf = (filters: Filters): number => Object.values(filters).filter(Boolean).length;
