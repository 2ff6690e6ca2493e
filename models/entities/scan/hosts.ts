/** Host names inside running text: labels with dots that end in a top-level domain. */
import { domainToASCII } from 'node:url';
import { ACCENTED, ALNUM, flagsAt, HOST } from './tables.ts';
import { ASCII_TLDS, OTHER_TLDS } from './tlds.ts';

const DOT = 0x2e;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
const AT = 0x40;
const PLUS = 0x2b;
/** Longest label and name in the domain name system (RFC 1035). */
const MAX_LABEL = 63;
const MAX_HOST = 253;
const LONGEST_TLD = Math.max(...[...ASCII_TLDS].map((tld) => tld.length));

/** Other top-level domains by their first unit, the longest first. */
const OTHER_BY_FIRST = new Map<number, string[]>();
for (const tld of OTHER_TLDS.toSorted((a, b) => b.length - a.length)) {
  const first = tld.charCodeAt(0);
  OTHER_BY_FIRST.set(first, [...(OTHER_BY_FIRST.get(first) ?? []), tld]);
}

export function isHostUnit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (flagsAt(text, at) & HOST) !== 0 || unit === DOT || unit === DASH || unit === UNDERSCORE;
}

/** Units that a top-level domain must not run into. */
function mayFollow(text: string, at: number): boolean {
  if (at >= text.length) return true;
  const unit = text.charCodeAt(at);
  return (flagsAt(text, at) & ALNUM) === 0 && unit !== AT && unit !== PLUS && unit !== DASH;
}

/** End of the top-level domain that begins at `at`, or -1. */
function tldEnd(text: string, at: number): number {
  let end = at;
  while (end - at <= MAX_LABEL && (flagsAt(text, end) & ALNUM) !== 0) end++;
  if (end > at) {
    const word = end - at <= LONGEST_TLD ? text.slice(at, end).toLowerCase() : '';
    if (word !== 'xn') return ASCII_TLDS.has(word) && mayFollow(text, end) ? end : otherEnd(text, at);
    if (text.charCodeAt(end) !== DASH || text.charCodeAt(end + 1) !== DASH) return -1;
    end += 2;
    const begin = end;
    while (end - at <= MAX_LABEL && ((flagsAt(text, end) & ALNUM) !== 0 || text.charCodeAt(end) === DASH))
      end++;
    return end > begin && mayFollow(text, end) ? end : -1;
  }
  return otherEnd(text, at);
}

function otherEnd(text: string, at: number): number {
  for (const tld of OTHER_BY_FIRST.get(text.charCodeAt(at)) ?? []) {
    if (text.startsWith(tld, at) && mayFollow(text, at + tld.length)) return at + tld.length;
  }
  return -1;
}

/**
 * End of the longest host that begins at `from` and ends before `to`, or -1: labels that neither begin nor end with
 * `-` or `_`, no `_` in the label before the top-level domain. `ascii` stops at letters outside Latin.
 */
export function hostEnd(text: string, from: number, to: number, ascii: boolean): number {
  let best = -1;
  let label = from;
  let underscore = false;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit === UNDERSCORE) {
      underscore = true;
      if (at === label) return best;
    } else if (unit === DASH) {
      if (at === label) return best;
    } else if (unit === DOT) {
      const last = text.charCodeAt(at - 1);
      if (at === label || last === DASH || last === UNDERSCORE) return best;
      if (!underscore) {
        const end = tldEnd(text, at + 1);
        if (end >= 0) best = end;
      }
      label = at + 1;
      underscore = false;
    } else if (ascii && (flagsAt(text, at) & (ALNUM | ACCENTED)) === 0) return best;
  }
  return best;
}

/** Labels and name are short enough for the domain name system, in Punycode where needed. */
export function fitsDns(host: string): boolean {
  const plain = isAscii(host);
  if (plain && host.length <= MAX_LABEL) return true;
  const ascii = plain ? host : domainToASCII(host.toLowerCase());
  if (ascii === '' || ascii.length > MAX_HOST) return false;
  return ascii.split('.').every((label) => label.length <= MAX_LABEL);
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}

/** End of `server.example` at `from`: dotted labels of ASCII letters, digits and dashes, the last of letters; or -1. */
export function serverEnd(text: string, from: number): number {
  let best = -1;
  let label = from;
  let dots = 0;
  let letters = true;
  const to = Math.min(text.length, from + MAX_HOST);
  for (let at = from; ; at++) {
    const flags = at < to ? flagsAt(text, at) : 0;
    const unit = at < to ? text.charCodeAt(at) : 0;
    if ((flags & (ALNUM | ACCENTED)) !== 0) {
      if (unit < 0x41) letters = false;
      continue;
    }
    if (unit === DASH && at > label) {
      letters = false;
      continue;
    }
    if (at === label || text.charCodeAt(at - 1) === DASH) return best;
    if (dots > 0 && letters && at - label >= 2) best = at;
    else if (dots > 0 && unit !== DOT) return best;
    if (unit !== DOT) return best;
    dots++;
    label = at + 1;
    letters = true;
  }
}
