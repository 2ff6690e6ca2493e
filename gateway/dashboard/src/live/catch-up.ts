/** How lists in the cache meet what arrives: in batches, each list by its own rules. */
import type { QueryClient } from '@tanstack/react-query';
import { getJson } from '../api/http.ts';
import { matches, searchOf, type Filters } from '../api/filters.ts';
import type { EngagementDetail, EngagementSummary, Page } from '../api/types.ts';
import { arrive, newestFirst, urgentThenOldest, type Feed, type FeedRules } from './feed.ts';

/** Key of a list in the cache. `filters` is null for the review queue. */
export type FeedKey = readonly ['feed', 'inbox' | 'review', Filters | null];

/** Engagements on one page. */
export const PAGE_SIZE = 50;

export const inboxKey = (filters: Filters): FeedKey => ['feed', 'inbox', filters];
export const REVIEW_KEY: FeedKey = ['feed', 'review', null];
export const detailKey = (id: string) => ['engagement', id] as const;

export function rulesOf([, list, filters]: FeedKey): FeedRules {
  return list === 'review'
    ? { belongs: (one) => one.state === 'held', order: urgentThenOldest }
    : { belongs: (one) => matches(one, filters ?? {}), order: newestFirst };
}

export function pagePath([, list, filters]: FeedKey, cursor: string | null): string {
  const query = new URLSearchParams(list === 'inbox' ? searchOf(filters ?? {}) : '');
  query.set('limit', String(PAGE_SIZE));
  if (cursor !== null) query.set('cursor', cursor);
  return list === 'review' ? `/api/v1/review-queue?${query}` : `/api/v1/engagements?${query}`;
}

export function takeIn(client: QueryClient, batch: readonly EngagementSummary[]): void {
  for (const [key, feed] of client.getQueriesData<Feed>({ queryKey: ['feed'] })) {
    if (feed) client.setQueryData(key, arrive(feed, batch, rulesOf(key as unknown as FeedKey)));
  }
  for (const [key, detail] of client.getQueriesData<EngagementDetail>({ queryKey: ['engagement'] })) {
    if (!detail) continue;
    const mine = batch.findLast((one) => one.id === detail.id && one.version > detail.version);
    if (mine) client.setQueryData(key, { ...detail, ...mine });
    const touched = mine ?? batch.find((one) => one.conversationId === detail.conversationId);
    // The trail and the conversation have more than the summary: read them again.
    if (touched) void client.invalidateQueries({ queryKey: key }, { cancelRefetch: false });
  }
}

/**
 * After a gap, or when a list was read before the stream began: the newest page of every list is read and
 * taken in like arrivals, so that nothing on the screen moves.
 */
export async function catchUp(client: QueryClient): Promise<void> {
  const lists = client.getQueriesData<Feed>({ queryKey: ['feed'] }).filter(([, feed]) => feed);
  await Promise.allSettled(
    lists.map(async ([key]) => {
      const page = await getJson<Page>(pagePath(key as unknown as FeedKey, null));
      client.setQueryData<Feed>(key, (feed) =>
        feed ? arrive(feed, page.items, rulesOf(key as unknown as FeedKey)) : feed,
      );
    }),
  );
  await client.invalidateQueries({ queryKey: ['engagement'] });
}
