/** Hashtags and cashtags. */
import type { Entity } from '../types.ts';
import { FLAGS, HALF, isDirectionMark, isSpaceUnit, TAG, TAG_ALPHA } from './tables.ts';

const ALPHA = /[\p{L}\p{M}]/u;
const ALPHANUMERIC = /[\p{L}\p{M}\p{Nd}]/u;

/** Adds the hashtag that the sign at `at` begins; answers where reading goes on. */
export function scanHashtag(text: string, at: number, out: Entity[]): number {
  if (!mayTag(text, at)) return at + 1;
  const first = text.charCodeAt(at + 1);
  if (first === 0xfe0f || first === 0x20e3) return at + 2;
  let end = at + 1;
  let alpha = false;
  while (end < text.length) {
    const flags = FLAGS[text.charCodeAt(end)]!;
    if ((flags & HALF) !== 0) {
      const char = pairAt(text, end);
      if (char === null || !ALPHANUMERIC.test(char)) break;
      alpha ||= ALPHA.test(char);
      end += 2;
      continue;
    }
    if ((flags & TAG) === 0) break;
    alpha ||= (flags & TAG_ALPHA) !== 0;
    end++;
  }
  const next = text[end];
  if (!alpha || next === '#' || next === '＃' || text.startsWith('://', end)) return Math.max(end, at + 1);
  out.push({ kind: 'hashtag', start: at, end, value: text.slice(at + 1, end) });
  return end;
}

function pairAt(text: string, at: number): string | null {
  const point = text.codePointAt(at) ?? 0;
  return point > 0xffff ? String.fromCodePoint(point) : null;
}

/** Not inside a word and not after `&`; the selectors behind an emoji do not count. */
function mayTag(text: string, at: number): boolean {
  if (at === 0) return true;
  const unit = text.charCodeAt(at - 1);
  if (unit === 0xfe0e || unit === 0xfe0f) return true;
  if (unit === 0x26) return false;
  const flags = FLAGS[unit]!;
  if ((flags & HALF) === 0) return (flags & TAG) === 0;
  const char = pairAt(text, at - 2);
  return char === null || !ALPHANUMERIC.test(char);
}

const CASHTAG = /[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s!'#%&()*+,\\\-./:;<=>?@[\]^_{|}~$])/iy;

/** Adds the cashtag that the sign at `at` begins; answers where reading goes on. */
export function scanCashtag(text: string, at: number, out: Entity[]): number {
  const unit = text.charCodeAt(at - 1);
  if (at > 0 && !isSpaceUnit(unit) && !isDirectionMark(unit)) return at + 1;
  CASHTAG.lastIndex = at + 1;
  const found = CASHTAG.exec(text);
  if (found === null) return at + 1;
  const end = at + 1 + found[0].length;
  if (text.startsWith('://', end)) return end;
  out.push({ kind: 'cashtag', start: at, end, value: found[0] });
  return end;
}
