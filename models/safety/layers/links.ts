/** Links go only to hosts that the workspace allows. */
import twitter from 'twitter-text';
import type { SafetyIssue, Span } from '../../ports.ts';
import type { PreparedContent, SafetyLayer } from '../layer.ts';

const SPACE = /\s/;
const SCHEME_CHAR = /[a-z0-9+.-]/;
/** A longer run with a dot is an address that nobody can read; twitter-text's work grows with its square. */
const MAX_RUN = 500;

function check(content: PreparedContent): { scores: object; issues: SafetyIssue[] } {
  const issues: SafetyIssue[] = [];
  for (const span of findLinks(content)) {
    const host = hostOf(content.text.slice(span.start, span.end));
    if (host !== null && isAllowed(host, content.policy.allowedLinkHosts)) continue;
    const message = host === null ? 'an address that cannot be read' : 'a link to a host that is not allowed';
    issues.push({ layer: 'links', rule: 'link_not_allowed', span, message, severity: 'hold' });
  }
  return { scores: {}, issues };
}

/** What networks would make clickable (twitter-text), and anything else with `://`, in each run without spaces. */
function findLinks({ visible }: PreparedContent): Span[] {
  const { text, starts, ends } = visible;
  if (!mayHaveLink(text)) return [];
  const found: Span[] = [];
  const add = (from: number, to: number): void => {
    found.push({ start: starts[from]!, end: ends[to - 1]! });
  };
  let from = 0;
  while (from < text.length) {
    let to = from;
    while (to < text.length && !SPACE.test(text[to]!)) to++;
    const run = text.slice(from, to);
    if (run.includes('.') || run.includes('://')) {
      if (run.length > MAX_RUN) add(from, to);
      else for (const [start, end] of linksInRun(run)) add(from + start, from + end);
    }
    from = to + 1;
  }
  return found;
}

/**
 * A link has `://`, or a dot with something behind it; sentences end with dots that have nothing behind them. Exported
 * for its test.
 */
export function mayHaveLink(text: string): boolean {
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
    const next = text[dot + 1];
    if (next !== undefined && next !== '.' && !SPACE.test(next)) return true;
  }
  return text.includes('://');
}

/** Each scheme begins an address that lasts to the end of the run: what follows the host is only its path. */
function linksInRun(run: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let at = run.indexOf('://'); at >= 0; at = run.indexOf('://', at + 3)) {
    let from = at;
    while (from > 0 && SCHEME_CHAR.test(run[from - 1]!)) from--;
    found.push([from, run.length]);
  }
  if (found.length > 0) return found;
  return twitter
    .extractUrlsWithIndices(run, { extractUrlsWithoutProtocol: true })
    .map(({ indices }) => indices);
}

/** Host as a browser would read the original spelling (WHATWG URL); only http and https are addresses here. */
function hostOf(written: string): string | null {
  // A backslash ends the host for browsers and not for other readers: nobody can say where such a link goes.
  if (written.includes('\\')) return null;
  const url = URL.parse(written.includes('://') ? written : `https://${written}`);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '') return null;
  return url.hostname;
}

function isAllowed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
}

export const linksLayer: SafetyLayer = { name: 'links', version: 'links-1', compliance: true, check };
