/** Lists of engagements: from the views while they last, then from the history. Bounded work per page. */
import type { ClickHouseClient } from '../clickhouse/client.ts';
import { runAll, type Redis } from '../redis/client.ts';
import { epochKey, KEY, workspacePrefix } from '../redis/keys.ts';
import { readCursor, writeCursor, type Position } from './cursor.ts';
import { readHistory } from './history.ts';
import { summaryOf, type Hash } from './summary.ts';
import type { EngagementQuery, EngagementSummary, Page, Scope } from './types.ts';

export interface Stores {
  readonly redis: Redis;
  readonly client: ClickHouseClient;
  readonly db: string;
  /** The view that is current now. */
  view(): Promise<string>;
  /** Epoch ms. */
  readonly now: () => number;
  /** Seconds of the window that a network's limit on posts is about; null when not known. */
  readonly windowSecondsOf: (network: string) => number | null;
  /** Null for a workspace without a name. */
  readonly workspaceName: (scope: Scope) => string | null;
}

/** Index entries looked at for one page; a rare combination of filters continues on the next page. */
const SCAN_LIMIT = 2_000;
const CHUNK = 200;

type Filters = Omit<EngagementQuery, 'limit' | 'cursor'>;
const FILTERS = ['state', 'sentiment', 'kind', 'network', 'urgency'] as const;

const filtersOf = (query: EngagementQuery): Filters =>
  Object.fromEntries(
    [...FILTERS, 'q', 'from', 'to']
      .filter((name) => name in query)
      .map((name) => [name, query[name as keyof Filters]]),
  );

/**
 * Newest first.
 * @throws InvalidCursor when the cursor is not one of this query's.
 */
export async function listEngagements(stores: Stores, scope: Scope, query: EngagementQuery): Promise<Page> {
  const filters = filtersOf(query);
  const position = readCursor(query.cursor, filters);
  const view = await stores.view();
  const ready = (await stores.redis.exists(epochKey(view))) === 1;
  if (query.q !== undefined || position?.source === 'history' || !ready) {
    return listHistory(stores, scope, query, filters, position);
  }
  return listViews(stores, scope, query, filters, position, view);
}

async function listViews(
  stores: Stores,
  scope: Scope,
  query: EngagementQuery,
  filters: Filters,
  position: Position | null,
  view: string,
): Promise<Page> {
  const prefix = workspacePrefix(view, scope.tenantId, scope.workspaceId);
  const index = await smallestIndex(stores.redis, prefix, query);
  const newest = Math.min(position?.score ?? Infinity, query.to === undefined ? Infinity : query.to - 1);
  const items: EngagementSummary[] = [];
  let last: Position | null = position;
  for (let seen = 0; seen < SCAN_LIMIT && items.length <= query.limit;) {
    const entries = await stores.redis.zrange(
      prefix + index,
      newest === Infinity ? '+inf' : newest,
      query.from ?? '-inf',
      'BYSCORE',
      'REV',
      'LIMIT',
      seen,
      CHUNK,
      'WITHSCORES',
    );
    const found = pairs(entries).filter(
      (one) => position === null || one.score < position.score || one.id < position.id,
    );
    for (const { id, score, summary } of await hydrate(stores.redis, prefix, found)) {
      if (items.length === query.limit) {
        return { items, nextCursor: last === null ? null : writeCursor(last, filters) };
      }
      last = { source: 'views', score, id };
      if (summary && matches(summary, query)) items.push(summary);
    }
    if (entries.length < CHUNK * 2) {
      // The index ends here. What was evicted from the views goes on in the history.
      const floor = await stores.redis.get(`${prefix}floor`);
      if (floor === null || (query.from !== undefined && query.from > Number(floor)))
        return { items, nextCursor: null };
      const next: Position = {
        source: 'history',
        score: Math.min(Number(floor), last?.score ?? Infinity) + 1,
        id: '',
      };
      return { items, nextCursor: writeCursor(next, filters) };
    }
    seen += CHUNK;
  }
  return { items, nextCursor: last === null ? null : writeCursor(last, filters) };
}

async function listHistory(
  stores: Stores,
  scope: Scope,
  query: EngagementQuery,
  filters: Filters,
  position: Position | null,
): Promise<Page> {
  const { limit, cursor: _, state, ...filter } = query;
  const items: EngagementSummary[] = [];
  let before = position ? { created: position.score, id: position.id } : undefined;
  // The state is not a column: rows are read in pages and checked, up to the limit of one request.
  const page = state === undefined ? limit + 1 : Math.min(1_000, Math.max(CHUNK, limit + 1));
  for (let seen = 0; seen < SCAN_LIMIT; seen += page) {
    const rows = await readHistory(
      stores.client,
      stores.db,
      scope,
      before ? { ...filter, before } : filter,
      page,
    );
    for (const row of rows) {
      if (items.length === limit) return { items, nextCursor: end(before, filters) };
      before = { created: row.created, id: row.summary.id };
      if (state === undefined || row.summary.state === state) items.push(row.summary);
    }
    if (rows.length < page) return { items, nextCursor: null };
  }
  return { items, nextCursor: end(before, filters) };
}

function end(
  before: { readonly created: number; readonly id: string } | undefined,
  filters: Filters,
): string | null {
  return before ? writeCursor({ source: 'history', score: before.created, id: before.id }, filters) : null;
}

/** Held for a person: urgent first, then oldest. */
export async function reviewQueue(
  stores: Stores,
  scope: Scope,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<Page> {
  const filters = { queue: 'review' };
  const position = readCursor(page.cursor, filters);
  const prefix = workspacePrefix(await stores.view(), scope.tenantId, scope.workspaceId);
  // Scores are unique enough; items of the very score of the cursor are skipped by id.
  const entries = await stores.redis.zrange(
    prefix + KEY.review,
    position?.score ?? '-inf',
    '+inf',
    'BYSCORE',
    'LIMIT',
    0,
    page.limit + CHUNK,
    'WITHSCORES',
  );
  const found = pairs(entries).filter(
    (one) => position === null || one.score > position.score || one.id > position.id,
  );
  const shown = found.slice(0, page.limit);
  const items = (await hydrate(stores.redis, prefix, shown)).flatMap(({ summary }) =>
    summary ? [summary] : [],
  );
  const last = shown.at(-1);
  return {
    items,
    nextCursor:
      last && found.length > shown.length
        ? writeCursor({ source: 'views', score: last.score, id: last.id }, filters)
        : null,
  };
}

/** Summaries of ids, in their order. */
export async function hydrate(
  redis: Redis,
  prefix: string,
  found: readonly { readonly id: string; readonly score: number }[],
): Promise<
  readonly { readonly id: string; readonly score: number; readonly summary: EngagementSummary | null }[]
> {
  const hashes = (await runAll(
    redis,
    found.map(({ id }) => ['hgetall', [prefix + KEY.engagement(id)]] as const),
  )) as readonly Hash[];
  return found.map((one, index) => ({ ...one, summary: summaryOf(hashes[index] ?? {}) }));
}

async function smallestIndex(redis: Redis, prefix: string, query: EngagementQuery): Promise<string> {
  const names = FILTERS.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [KEY[name](value)];
  });
  if (names.length === 0) return KEY.all;
  const sizes = (await runAll(
    redis,
    names.map((name) => ['zcard', [prefix + name]] as const),
  )) as readonly number[];
  return names.reduce((best, name, index) =>
    (sizes[index] ?? 0) < (sizes[names.indexOf(best)] ?? 0) ? name : best,
  );
}

function matches(summary: EngagementSummary, query: EngagementQuery): boolean {
  return (
    (query.state === undefined || summary.state === query.state) &&
    (query.kind === undefined || summary.kind === query.kind) &&
    (query.network === undefined || summary.network === query.network) &&
    (query.urgency === undefined || summary.urgency === query.urgency) &&
    (query.sentiment === undefined || summary.sentiment?.label === query.sentiment)
  );
}

function pairs(entries: readonly string[]): readonly { readonly id: string; readonly score: number }[] {
  const found: { id: string; score: number }[] = [];
  for (let i = 0; i + 1 < entries.length; i += 2)
    found.push({ id: entries[i] as string, score: Number(entries[i + 1]) });
  return found;
}
