/**
 * A list that never moves by itself: what is shown is updated in its place, what is new waits until it is
 * asked for. Pure; the pages are those of an infinite query, the first one carries what waits.
 */
import type { EngagementSummary, Page } from '../api/types.ts';

export interface FeedPage extends Page {
  readonly waiting?: readonly EngagementSummary[];
  /** More arrived than is kept: showing them means reading the list again. */
  readonly overflow?: boolean;
}

export interface Feed {
  readonly pages: readonly FeedPage[];
  readonly pageParams: readonly unknown[];
}

export interface FeedRules {
  /** Whether an engagement belongs into the list. */
  readonly belongs: (engagement: EngagementSummary) => boolean;
  /** Negative when `a` comes first. */
  readonly order: (a: EngagementSummary, b: EngagementSummary) => number;
}

/** Arrivals kept for the pill. */
export const MAX_WAITING = 200;

export const newestFirst = (a: EngagementSummary, b: EngagementSummary): number =>
  b.createdAt.localeCompare(a.createdAt) || b.id.localeCompare(a.id);

const rank = (engagement: EngagementSummary): number => (engagement.urgency === 'high' ? 0 : 1);
/** The review queue: urgent first, then oldest. */
export const urgentThenOldest = (a: EngagementSummary, b: EngagementSummary): number =>
  rank(a) - rank(b) || a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id);

/** What is shown, without repeats: a page may begin with what an arrival has brought already. */
export function shown(feed: Feed | undefined): readonly EngagementSummary[] {
  const seen = new Set<string>();
  return (feed?.pages ?? []).flatMap((page) =>
    page.items.filter(({ id }) => !seen.has(id) && seen.add(id) !== undefined),
  );
}

export function waiting(feed: Feed | undefined): {
  readonly count: number;
  readonly overflow: boolean;
} {
  const first = feed?.pages[0];
  return { count: first?.waiting?.length ?? 0, overflow: first?.overflow ?? false };
}

/** Takes a batch in. The same feed again when it changes nothing. */
export function arrive(feed: Feed, batch: readonly EngagementSummary[], rules: FeedRules): Feed {
  const first = feed.pages[0];
  if (!first || batch.length === 0) return feed;
  const newest = new Map<string, EngagementSummary>();
  for (const one of batch) {
    const known = newest.get(one.id);
    if (!known || one.version >= known.version) newest.set(one.id, one);
  }
  let changed = false;
  const shownIds = new Set<string>();
  const pages = feed.pages.map((page) => {
    let touched = false;
    const items = page.items.map((item) => {
      shownIds.add(item.id);
      const next = newest.get(item.id);
      if (!next || next.version <= item.version) return item;
      touched = true;
      return next;
    });
    changed ||= touched;
    return touched ? { ...page, items } : page;
  });
  const before = first.waiting ?? [];
  const wait = new Map(before.map((one) => [one.id, one]));
  const last = feed.pages.at(-1);
  const end = last?.nextCursor === null ? undefined : last?.items.at(-1);
  let { overflow = false } = first;
  for (const one of newest.values()) {
    if (shownIds.has(one.id)) continue;
    const known = wait.get(one.id);
    if (known && known.version > one.version) continue;
    // What lies behind the loaded part comes with its page.
    const later = end !== undefined && rules.order(one, end) > 0;
    if (!rules.belongs(one) || later) changed = wait.delete(one.id) || changed;
    else if (known || wait.size < MAX_WAITING) {
      wait.set(one.id, one);
      changed = true;
    } else if (!overflow) {
      overflow = true;
      changed = true;
    }
  }
  if (!changed) return feed;
  const [head, ...rest] = pages;
  const after = { ...feed, pages: [{ ...(head ?? first), waiting: [...wait.values()], overflow }, ...rest] };
  // In an empty list there is nothing that could move.
  return shownIds.size === 0 && end === undefined ? showWaiting(after, rules) : after;
}

/** Puts what waits into its place: somebody asked for it. */
export function showWaiting(feed: Feed, rules: FeedRules): Feed {
  const [first, ...rest] = feed.pages;
  if (!first?.waiting?.length) return feed;
  const { waiting: _, overflow: __, ...page } = first;
  const ids = new Set(first.waiting.map((one) => one.id));
  const items = [...first.waiting, ...page.items.filter(({ id }) => !ids.has(id))].sort(rules.order);
  return { ...feed, pages: [{ ...page, items }, ...rest] };
}

/** Takes out what no longer belongs, except `keep`: somebody asked for tidying. */
export function tidy(feed: Feed, rules: FeedRules, keep: string | null): Feed {
  return {
    ...feed,
    pages: feed.pages.map((page) => ({
      ...page,
      items: page.items.filter((item) => item.id === keep || rules.belongs(item)),
    })),
  };
}
