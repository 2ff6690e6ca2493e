/** A list beside what is open from it; on a phone one of the two. The keyboard works on both. */
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type { EngagementSummary } from '../api/types.ts';
import { navigate, pathOf } from '../app/router.ts';
import { Detail, type DetailHandle } from '../detail/Detail.tsx';
import { undoLast } from '../detail/last-decision.ts';
import { useKeyboard } from '../keyboard/use-keyboard.ts';
import { Empty } from '../ui/Empty.tsx';
import { help } from '../app/help.ts';
import { List } from './List.tsx';
import { NewPill } from './NewPill.tsx';
import { nextOpen, stepFrom } from './step.ts';
import type { FeedView } from './use-feed.ts';
import { useQueryClient } from '@tanstack/react-query';

interface Props {
  readonly page: 'inbox' | 'review';
  readonly id: string | null;
  /** Filters, kept while moving along the list. */
  readonly search: string;
  readonly title: string;
  readonly label: string;
  readonly feed: FeedView;
  /** Given what announces arrivals: it stands beside the title, where it covers and moves nothing. */
  readonly head: (pill: ReactNode) => ReactNode;
  readonly empty: ReactNode;
  readonly isDone: (engagement: EngagementSummary) => boolean;
  /** Goes on to the next open one after a decision. */
  readonly goesOn: boolean;
}

const PHONE = '(width < 48rem)';
const rowLink = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"] a`);

export function Workbench(props: Props) {
  const { page, id, search, title, label, feed, head, empty, isDone, goesOn } = props;
  const client = useQueryClient();
  const detail = useRef<DetailHandle>(null);
  const [before, setBefore] = useState<string | null>(id);
  const hrefOf = useCallback((to: string) => pathOf(page, to) + search, [page, search]);

  const open = (to: string | null): void => {
    if (to === null) return;
    navigate(hrefOf(to), id !== null);
    const row = rowLink(to);
    row?.scrollIntoView({ block: 'nearest' });
    if (!matchMedia(PHONE).matches) row?.focus({ preventScroll: true });
  };
  const close = (): void => navigate(pathOf(page, null) + search);
  const revealing = useRef(false);
  const reveal = async (): Promise<void> => {
    revealing.current = true;
    await feed.showNew();
  };
  const showNew = (): void => void reveal();
  // What had the focus (the pill) is gone: the first row takes it, once it is there.
  useEffect(() => {
    if (!revealing.current) return;
    revealing.current = false;
    document.querySelector('[data-scroller]')?.scrollTo({ top: 0 });
    document.querySelector<HTMLElement>('[data-row] a')?.focus({ preventScroll: true });
  }, [feed.items]);

  // On a phone the list goes away when something opens, and comes back on closing: the focus goes with it.
  useEffect(() => {
    if (id === before) return;
    setBefore(id);
    if (id === null && before !== null) rowLink(before)?.focus({ preventScroll: true });
    else if (matchMedia(PHONE).matches) detail.current?.focus();
  }, [id, before]);

  useKeyboard({
    next: () => open(stepFrom(feed.items, id, 1)),
    previous: () => open(stepFrom(feed.items, id, -1)),
    approve: () => detail.current?.approve(),
    edit: () => detail.current?.edit(),
    reject: () => detail.current?.reject(),
    undo: () => (detail.current?.undo() ? undefined : undoLast(client)),
    new: () => (feed.count > 0 ? showNew() : undefined),
    search: () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
    help: () => help.set(true),
    close: () => (detail.current?.closeForm() ? undefined : id === null ? undefined : close()),
  });

  // The answer may come after the person has moved on by hand: then nothing moves.
  const goOn = useRef<(decidedId: string) => void>(() => undefined);
  useEffect(() => {
    goOn.current = (decidedId) => {
      if (goesOn && decidedId === id)
        open(nextOpen(feed.items, decidedId, (one) => one.id === decidedId || isDone(one)));
    };
  });
  const decided = useCallback((decidedId: string) => goOn.current(decidedId), []);

  const chosen = feed.items.find((one) => one.id === id) ?? null;
  return (
    <div className="flex h-full min-h-0">
      <section
        aria-label={title}
        className={`${id === null ? 'flex' : 'hidden md:flex'} w-full min-w-0 flex-col border-line bg-surface md:w-[22rem] md:border-e lg:w-[25rem] xl:w-[28rem]`}
      >
        {head(<NewPill count={feed.count} overflow={feed.overflow} onShow={showNew} />)}
        <List
          label={label}
          feed={feed}
          selectedId={id}
          hrefOf={hrefOf}
          isDone={isDone}
          empty={empty}
          withDrafts={page === 'review'}
        />
      </section>
      <section
        aria-label="Conversation"
        className={`${id === null ? 'hidden md:flex' : 'flex'} min-w-0 flex-1 flex-col`}
      >
        {id === null ? (
          <div className="m-auto">
            <Empty icon={page} title="Nothing open">
              Choose a message from the list, or press J to start with the first one.
            </Empty>
          </div>
        ) : (
          <Detail key={id} ref={detail} id={id} summary={chosen} onBack={close} onDecided={decided} />
        )}
      </section>
    </div>
  );
}
