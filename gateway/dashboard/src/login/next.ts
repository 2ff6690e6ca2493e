/** Where to go after signing in: only to a place of this site, never to where a link says. */
export function nextOf(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/inbox';
  const base = 'https://here.invalid';
  if (!next.startsWith('/') || !URL.canParse(next, base)) return '/inbox';
  const url = new URL(next, base);
  return url.origin === base && url.pathname !== '/login' ? url.pathname + url.search : '/inbox';
}
