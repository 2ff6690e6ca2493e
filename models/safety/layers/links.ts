/** Links go only to hosts that the workspace allows. */
import twitter from 'twitter-text';
import type { SafetyIssue, Span } from '../../ports.ts';
import type { PreparedContent, SafetyLayer } from '../layer.ts';

/** Ends of a run that is read as one address. */
const ADDRESS_END = /[\s<>"]/;
const MAX_ADDRESS = 2_000;

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

/** What networks would make clickable (twitter-text), and anything else with `://`. */
function findLinks({ visible }: PreparedContent): Span[] {
  const { text, starts, ends } = visible;
  const spans = new Map<number, Span>();
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    let from = at;
    while (from > 0 && at - from < 20 && /[a-z0-9+.-]/.test(text[from - 1]!)) from--;
    let to = at + 3;
    while (to < text.length && to - at < MAX_ADDRESS && !ADDRESS_END.test(text[to]!)) to++;
    spans.set(starts[from]!, { start: starts[from]!, end: ends[to - 1]! });
  }
  for (const { indices } of twitter.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: true })) {
    const start = starts[indices[0]];
    const end = ends[indices[1] - 1];
    if (start === undefined || end === undefined || spans.has(start)) continue;
    const inside = [...spans.values()].some((span) => span.start <= start && end <= span.end);
    if (!inside) spans.set(start, { start, end });
  }
  return [...spans.values()];
}

/** Host as a browser would read the original spelling (WHATWG URL); only http and https are addresses here. */
function hostOf(written: string): string | null {
  const url = URL.parse(written.includes('://') ? written : `https://${written}`);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '') return null;
  return url.hostname;
}

function isAllowed(host: string, allowed: readonly string[]): boolean {
  return allowed.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
}

export const linksLayer: SafetyLayer = { name: 'links', version: 'links-1', check };
