/** Limits of the networks against what their own journals say, by their own clocks. */
import { accountKey, type JournaledPost, type JournaledRefusal } from './entry.ts';

/** Posts of one account per window that the networks allow; figures from their public documentation. */
const LIMITS: Readonly<Record<string, { readonly count: number; readonly windowMs: number }>> = {
  x: { count: 100, windowMs: 15 * 60_000 },
  mastodon: { count: 300, windowMs: 5 * 60_000 },
};

/**
 * Windows that held more posts than allowed, and posts that the network turned away because its window was full:
 * whoever keeps the limit never meets it.
 */
export function limitBreaches(
  posts: readonly JournaledPost[],
  refusals: readonly JournaledRefusal[],
): readonly string[] {
  const byAccount = Map.groupBy(posts, ({ network, accountId }) => accountKey(network, accountId));
  const breaches: string[] = [];
  for (const [id, list] of byAccount) {
    const limit = LIMITS[id.split(':')[0] ?? ''];
    if (!limit) continue;
    const sorted = list.map(({ at }) => at).toSorted((a, b) => a - b);
    // A window that begins at a post holds the most: the (count)th post after it must lie outside.
    for (let first = 0; first + limit.count < sorted.length; first += 1) {
      if ((sorted[first + limit.count] ?? 0) - (sorted[first] ?? 0) < limit.windowMs)
        breaches.push(`${id} at ${new Date(sorted[first] ?? 0).toISOString()}`);
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
