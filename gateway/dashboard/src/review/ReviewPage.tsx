import { useEffect } from 'react';
import { PageTitle } from '../app/PageTitle.tsx';
import type { EngagementSummary } from '../api/types.ts';
import { useFeed } from '../feed/use-feed.ts';
import { Workbench } from '../feed/Workbench.tsx';
import { REVIEW_KEY } from '../live/catch-up.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';

/** An edited draft is checked again and comes back: it is not done. */
const isDone = ({ state }: EngagementSummary): boolean => state !== 'held' && state !== 'drafted';

export function ReviewPage({ id }: { readonly id: string | null }) {
  const feed = useFeed(REVIEW_KEY);
  const { tidyUp } = feed;
  // Coming back to the queue shows what is open; while somebody is here nothing leaves by itself.
  useEffect(() => tidyUp(null), [tidyUp]);
  const done = feed.items.filter(isDone).length;
  const open = feed.items.length - done;
  return (
    <Workbench
      page="review"
      id={id}
      search=""
      title="Review"
      label="Replies that wait for you, urgent first"
      feed={feed}
      goesOn
      isDone={isDone}
      head={(pill) => (
        <div className="border-b border-line">
          <PageTitle
            title="Review"
            note={feed.query.isSuccess ? `${open}${feed.query.hasNextPage ? '+' : ''} to decide` : undefined}
            pill={pill}
            action={
              done > 0 && (
                <Button
                  look="quiet"
                  icon="tidy"
                  aria-label={`Clear ${done} done`}
                  title={`Clear ${done} done`}
                  onClick={() => feed.tidyUp(id)}
                >
                  {done}
                </Button>
              )
            }
          />
        </div>
      )}
      empty={
        <Empty icon="check" title="All caught up">
          Nothing waits for a decision. Replies that need a person will be announced here.
        </Empty>
      }
    />
  );
}
