/** Limits of the networks against what their own journals say, by their own clocks. */
import { accountKey, type JournaledPost, type JournaledRefusal } from './entry.ts';

interface Limit {
  readonly network: string;
  /** Posts allowed in any window of this length, ms. */
  readonly count: number;
  readonly windowMs: number;
  /** Whose posts are counted together. */
  readonly of: 'account' | 'app';
}

const MINUTE_MS = 60_000;
/** What the networks allow, from their public documentation, read here once more. All connected accounts are one app's. */
export const LIMITS: readonly Limit[] = [
  { network: 'x', count: 100, windowMs: 15 * MINUTE_MS, of: 'account' },
  { network: 'x', count: 300, windowMs: 180 * MINUTE_MS, of: 'account' },
  { network: 'x', count: 10_000, windowMs: 1_440 * MINUTE_MS, of: 'app' },
  { network: 'mastodon', count: 300, windowMs: 5 * MINUTE_MS, of: 'account' },
];

/**
 * Windows that held more posts than allowed, and posts that the network turned away because its window was full:
 * whoever keeps the limit never meets it.
 */
export function limitBreaches(
  posts: readonly JournaledPost[],
  refusals: readonly JournaledRefusal[],
): readonly string[] {
  const breaches: string[] = [];
  for (const { network, count, windowMs, of } of LIMITS) {
    const sharing = Map.groupBy(
      posts.filter((post) => post.network === network),
      ({ accountId }) => (of === 'app' ? `all of ${network}` : accountKey(network, accountId)),
    );
    for (const [who, list] of sharing) {
      const sorted = list.map(({ at }) => at).toSorted((a, b) => a - b);
      // A window that begins at a post holds the most: the (count)th post after it must lie outside.
      for (let first = 0; first + count < sorted.length; first += 1) {
        if ((sorted[first + count] ?? 0) - (sorted[first] ?? 0) < windowMs)
          breaches.push(
            `${who}: more than ${count} in ${windowMs / MINUTE_MS} min from ${new Date(sorted[first] ?? 0).toISOString()}`,
          );
      }
    }
  }
  return [
    ...breaches,
    ...refusals.map(
      ({ network, accountId, at }) =>
        `${accountKey(network, accountId)} turned away at ${new Date(at).toISOString()}`,
    ),
  ];
}
