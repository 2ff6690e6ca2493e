/** A list with its cursor, what waits to be shown, and the live changes that `takeIn` writes into the cache. */
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { getJson } from '../api/http.ts';
import type { Page } from '../api/types.ts';
import { pagePath, rulesOf, type FeedKey } from '../live/catch-up.ts';
import { showWaiting, shown, tidy, waiting, type Feed, type FeedPage } from '../live/feed.ts';

export function useFeed(key: FeedKey) {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    queryKey: key,
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }): Promise<FeedPage> =>
      getJson<Page>(pagePath(key, pageParam), signal),
    getNextPageParam: (page: FeedPage) => page.nextCursor,
    // Read once: afterwards the live stream keeps it, and nothing moves by itself.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const feed = query.data as Feed | undefined;
  const items = useMemo(() => shown(feed), [feed]);
  const { count, overflow } = waiting(feed);

  const showNew = useCallback(async () => {
    const now = client.getQueryData<Feed>(key);
    if (now && waiting(now).overflow) {
      const page = await getJson<Page>(pagePath(key, null));
      client.setQueryData<Feed>(key, { pages: [page], pageParams: [null] });
    } else if (now) {
      client.setQueryData<Feed>(key, showWaiting(now, rulesOf(key)));
    }
  }, [client, key]);

  const tidyUp = useCallback(
    (keep: string | null) => {
      client.setQueryData<Feed>(key, (now) => now && tidy(now, rulesOf(key), keep));
    },
    [client, key],
  );

  return { query, items, count, overflow, showNew, tidyUp };
}

export type FeedView = ReturnType<typeof useFeed>;
