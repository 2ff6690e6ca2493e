import { useEffect, useRef, type ReactNode } from 'react';
import type { EngagementSummary } from '../api/types.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Button } from '../ui/Button.tsx';
import { Row } from './Row.tsx';
import { SkeletonRows } from './SkeletonRows.tsx';
import type { FeedView } from './use-feed.ts';

interface Props {
  readonly label: string;
  readonly feed: FeedView;
  readonly selectedId: string | null;
  readonly hrefOf: (id: string) => string;
  readonly isDone: (engagement: EngagementSummary) => boolean;
  readonly empty: ReactNode;
  /** Rows show the words of a draft that the safety check has marked. */
  readonly withDrafts: boolean;
}

/** The scrolling list. Rows keep their place; only a person's wish moves them. */
export function List({ label, feed, selectedId, hrefOf, isDone, empty, withDrafts }: Props) {
  const { query, items } = feed;
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError } = query;
  useEffect(() => {
    const target = end.current;
    if (!target || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void fetchNextPage();
      },
      { rootMargin: '400px' },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError]);

  return (
    <div data-scroller className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      {query.isPending && !query.isError && <SkeletonRows />}
      {query.isError && items.length === 0 && (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.isSuccess && items.length === 0 && empty}
      {items.length > 0 && (
        <ul aria-label={label}>
          {items.map((engagement) => (
            <Row
              key={engagement.id}
              engagement={engagement}
              href={hrefOf(engagement.id)}
              selected={engagement.id === selectedId}
              done={isDone(engagement)}
              withDraft={withDrafts}
            />
          ))}
        </ul>
      )}
      <div ref={end} className="flex justify-center p-4 text-sm text-faint">
        {isFetchingNextPage && 'Reading older messages…'}
        {!isFetchingNextPage && hasNextPage && (
          <Button onClick={() => void fetchNextPage()}>
            {isFetchNextPageError ? 'That did not work. Try again' : 'Show older messages'}
          </Button>
        )}
        {!hasNextPage && items.length > 8 && 'That is everything.'}
      </div>
    </div>
  );
}
