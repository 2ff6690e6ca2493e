/**
 * Mastodon's paging over items in growing id order: newest first; `max_id`, `since_id` and `min_id` are
 * exclusive; with `min_id` the page lies directly above that id, with `since_id` at the newest end.
 * The Link header names the pages before and after, as Mastodon's does.
 */
export function page<T>(
  items: readonly T[],
  idOf: (item: T) => string,
  url: URL,
  size: { readonly size: number; readonly max: number },
): { readonly items: readonly T[]; readonly link: string | null } {
  const q = url.searchParams;
  const asked = Number(q.get('limit') ?? size.size);
  const limit = Number.isInteger(asked) && asked > 0 ? Math.min(asked, size.max) : size.size;
  const above = id(q.get('min_id')) ?? id(q.get('since_id')) ?? -1n;
  const below = id(q.get('max_id'));
  const matching = items
    .filter((item) => BigInt(idOf(item)) > above && (below === null || BigInt(idOf(item)) < below))
    .sort((a, b) => (BigInt(idOf(a)) < BigInt(idOf(b)) ? -1 : 1));
  const chosen = (q.has('min_id') ? matching.slice(0, limit) : matching.slice(-limit)).reverse();
  const newest = chosen[0];
  const oldest = chosen.at(-1);
  if (newest === undefined || oldest === undefined) return { items: [], link: null };
  const link = `<${at(url, 'max_id', idOf(oldest))}>; rel="next", <${at(url, 'min_id', idOf(newest))}>; rel="prev"`;
  return { items: chosen, link };
}

function id(text: string | null): bigint | null {
  return text !== null && /^\d{1,19}$/.test(text) ? BigInt(text) : null;
}

function at(url: URL, name: string, value: string): string {
  const target = new URL(url);
  for (const other of ['max_id', 'min_id', 'since_id']) target.searchParams.delete(other);
  target.searchParams.set(name, value);
  return target.toString();
}
