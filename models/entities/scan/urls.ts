/** Addresses with and without a scheme, as twitter-text finds them. Each unit is looked at a bounded number of times. */
import type { Entity } from '../types.ts';
import { fitsDns, hostEnd, isHostUnit } from './hosts.ts';
import {
  ACCENTED,
  ALNUM,
  FLAGS,
  flagsAt,
  HALF,
  isDirectionMark,
  PATH,
  PATH_END,
  QUERY,
  QUERY_END,
} from './tables.ts';

const DOT = 0x2e;
/** Longest path after `t.co/`. */
const MAX_TCO = 40;

/** Adds the addresses of the run of host units at `from`; answers where reading goes on. */
export function scanHostRun(text: string, from: number, out: Entity[]): number {
  let to = from;
  while (to < text.length && isHostUnit(text, to)) to++;
  const begin = schemeBefore(text, from);
  if (begin >= (out.at(-1)?.end ?? 0) && mayPrecede(text, begin)) {
    const end = hostEnd(text, from, to, false);
    if (end >= 0) return pushWithScheme(text, begin, from, end, out);
  }
  // The part of an e-mail address before its `@` is no address of its own.
  if (text[to] === '@') return to;
  let at = from;
  while (at < to) {
    while (at < to && (!isAsciiPart(text, at) || text.charCodeAt(at) === DOT)) at++;
    let stop = at;
    while (stop < to && isAsciiPart(text, stop)) stop++;
    const end = at < stop && mayStand(text, at) ? hostEnd(text, at, stop, true) : -1;
    if (end < 0) {
      at = Math.max(stop, at + 1);
      continue;
    }
    const tail = end >= stop ? withTail(text, end, true) : end;
    if (fitsDns(text.slice(at, end)))
      out.push({ kind: 'url', start: at, end: tail, value: text.slice(at, tail) });
    at = tail;
    if (tail > to) return tail;
  }
  return Math.max(at, to);
}

function isAsciiPart(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (FLAGS[unit]! & (ALNUM | ACCENTED)) !== 0 || unit === DOT || unit === 0x2d || unit === 0x5f;
}

/** Where `http://` or `https://` begins that ends at `at`, or -1. */
function schemeBefore(text: string, at: number): number {
  if (
    text.charCodeAt(at - 1) !== 0x2f ||
    text.charCodeAt(at - 2) !== 0x2f ||
    text.charCodeAt(at - 3) !== 0x3a
  )
    return -1;
  const word = text.slice(Math.max(0, at - 8), at - 3).toLowerCase();
  if (word === 'https') return at - 8;
  return word.endsWith('http') ? at - 7 : -1;
}

/** What stands before an address is no letter, digit or sign of a mention or tag. */
function mayPrecede(text: string, at: number): boolean {
  if (at === 0) return true;
  const unit = text.charCodeAt(at - 1);
  if (isDirectionMark(unit)) return true;
  return (FLAGS[unit]! & ALNUM) === 0 && !'@＠$#＃\ufffe\ufeff\uffff'.includes(text[at - 1]!);
}

/** Without a scheme, a dash, underscore, dot or slash before makes it a part of something else. */
function mayStand(text: string, at: number): boolean {
  return mayPrecede(text, at) && (at === 0 || !'-_./'.includes(text[at - 1]!));
}

const TCO = /^https?:\/\/t\.co\/([a-z0-9]+)/i;

function pushWithScheme(text: string, begin: number, host: number, end: number, out: Entity[]): number {
  if (!fitsDns(text.slice(host, end))) return end;
  let to = withTail(text, end, false);
  const short = text.slice(host, end).toLowerCase() === 't.co' ? TCO.exec(text.slice(begin, to)) : null;
  if (short !== null) {
    if (short[1]!.length > MAX_TCO) return to;
    to = begin + short[0].length;
    to = text[to] === '?' ? queryEnd(text, to) : to;
  }
  out.push({ kind: 'url', start: begin, end: to, value: text.slice(begin, to) });
  return to;
}

/** End of port, path and query behind the host. */
function withTail(text: string, hostEnd: number, needsPath: boolean): number {
  let at = hostEnd;
  if (text[at] === ':' && isDigitAt(text, at + 1)) {
    at++;
    while (isDigitAt(text, at)) at++;
  }
  if (text[at] === '/') at = pathEnd(text, at);
  else if (needsPath) return hostEnd;
  return text[at] === '?' ? queryEnd(text, at) : at;
}

function isDigitAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}

/** A path ends with a letter, a digit, one of `+-=_#/`, or a closed pair of brackets. */
function pathEnd(text: string, slash: number): number {
  let last = slash + 1;
  let at = slash + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    const flags = FLAGS[unit]!;
    if (unit === 0x28) {
      const closed = bracketsEnd(text, at);
      if (closed < 0) break;
      last = at = closed;
      continue;
    }
    if ((flags & HALF) !== 0 || (flags & PATH) === 0) break;
    at++;
    if ((flags & PATH_END) !== 0) last = at;
  }
  return last;
}

/** End of `(…)` with at most one pair inside, or -1. */
function bracketsEnd(text: string, open: number): number {
  let depth = 0;
  let empty = true;
  for (let at = open; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x28) {
      if (++depth > 2) return -1;
      empty = true;
    } else if (unit === 0x29) {
      if (empty) return -1;
      if (--depth === 0) return at + 1;
    } else if ((FLAGS[unit]! & PATH) === 0) return -1;
    else empty = false;
  }
  return -1;
}

function queryEnd(text: string, mark: number): number {
  let last = mark;
  for (let at = mark + 1; (flagsAt(text, at) & QUERY) !== 0; at++) {
    if ((flagsAt(text, at) & QUERY_END) !== 0) last = at + 1;
  }
  return last;
}
