import { useMemo } from 'react';
import { countOf, filtersOf, searchOf, type Filters } from '../api/filters.ts';
import { navigate, pathOf } from '../app/router.ts';
import { PageTitle } from '../app/PageTitle.tsx';
import { useFeed } from '../feed/use-feed.ts';
import { Workbench } from '../feed/Workbench.tsx';
import { inboxKey } from '../live/catch-up.ts';
import { Button } from '../ui/Button.tsx';
import { Empty } from '../ui/Empty.tsx';
import { FilterBar } from './FilterBar.tsx';

const never = (): boolean => false;

export function InboxPage({ id, search }: { readonly id: string | null; readonly search: string }) {
  const filters = useMemo(() => filtersOf(search), [search]);
  const key = useMemo(() => inboxKey(filters), [filters]);
  const feed = useFeed(key);
  const change = (next: Filters): void => navigate(pathOf('inbox', id) + searchOf(next), true);
  const filtered = countOf(filters) > 0;
  return (
    <Workbench
      page="inbox"
      id={id}
      search={searchOf(filters)}
      title="Inbox"
      label="Messages, newest first"
      feed={feed}
      goesOn={false}
      isDone={never}
      head={(pill) => (
        <>
          <PageTitle title="Inbox" pill={pill} />
          <FilterBar filters={filters} onChange={change} />
        </>
      )}
      empty={
        filtered ? (
          <Empty
            icon="filter"
            title="Nothing matches these filters"
            action={<Button onClick={() => change({})}>Show everything</Button>}
          >
            New messages that match will be announced here.
          </Empty>
        ) : (
          <Empty icon="inbox" title="No messages yet">
            As soon as somebody writes to one of your accounts, it appears here.
          </Empty>
        )
      }
    />
  );
}
