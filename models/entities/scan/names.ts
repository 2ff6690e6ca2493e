/** Mentions, lists, fediverse handles and e-mail addresses: all that an `@` may begin. */
import type { Entity } from '../types.ts';
import { serverEnd } from './hosts.ts';
import { ACCENTED, ALNUM, FLAGS, flagsAt } from './tables.ts';

const UNDERSCORE = 0x5f;
/** Longest name on X when twitter-text was written; longer ones are cut as it does. */
const MAX_NAME = 20;
const MAX_FEDIVERSE_NAME = 64;
const MAX_LIST = 25;
const MAX_LOCAL = 64;

/** Adds what the `@` at `at` begins; `floor` is the end of the entity before. Answers where reading goes on. */
export function scanAt(text: string, at: number, floor: number, out: Entity[]): number {
  const mail = scanEmail(text, at, floor, out);
  if (mail > 0) return mail;
  if (!mayMention(text, at)) return at + 1;
  const handle = scanHandle(text, at, out);
  return handle > 0 ? handle : scanMention(text, at, out);
}

/** Nothing, or a unit that is no part of a word or sign; `RT@name` and `rt:@name` count. */
function mayMention(text: string, at: number): boolean {
  if (at === 0) return true;
  const unit = text.charCodeAt(at - 1);
  if ((FLAGS[unit]! & ALNUM) === 0 && !'_!#$%&*@＠'.includes(text[at - 1]!)) return true;
  const end = text[at - 1] === ':' ? at - 1 : at;
  if (end < 2 || text.slice(end - 2, end).toLowerCase() !== 'rt') return false;
  return (flagsAt(text, end - 3) & ALNUM) === 0 && !'_+~.-'.includes(text[end - 3] ?? ' ');
}

function isNameUnit(text: string, at: number): boolean {
  return (flagsAt(text, at) & ALNUM) !== 0 || text.charCodeAt(at) === UNDERSCORE;
}

function scanMention(text: string, at: number, out: Entity[]): number {
  let end = at + 1;
  while (end - at - 1 < MAX_NAME && isNameUnit(text, end)) end++;
  if (end === at + 1) return at + 1;
  const name = end;
  if (text[end] === '/' && (flagsAt(text, end + 1) & ALNUM) !== 0 && text.charCodeAt(end + 1) > 0x39) {
    end += 2;
    while (end - name - 1 < MAX_LIST && (isNameUnit(text, end) || text[end] === '-')) end++;
  }
  const next = text.charCodeAt(end);
  const blocked = next === 0x40 || next === 0xff20 || (flagsAt(text, end) & ACCENTED) !== 0;
  if (blocked || text.startsWith('://', end)) return end;
  out.push({ kind: end > name ? 'list' : 'mention', start: at, end, value: text.slice(at + 1, end) });
  return end;
}

/** `@name@server.example` (WebFinger, as Mastodon writes it). */
function scanHandle(text: string, at: number, out: Entity[]): number {
  let end = at + 1;
  while (
    end - at - 1 < MAX_FEDIVERSE_NAME &&
    (isNameUnit(text, end) || (end > at + 1 && '.-'.includes(text[end] ?? ' ')))
  )
    end++;
  if (end === at + 1 || text[end] !== '@' || !isNameUnit(text, end - 1)) return 0;
  const to = serverEnd(text, end + 1);
  if (to < 0 || text[to] === '@' || text.startsWith('://', to)) return 0;
  out.push({ kind: 'mention', start: at, end: to, value: text.slice(at + 1, to) });
  return to;
}

function isLocalUnit(text: string, at: number): boolean {
  return (flagsAt(text, at) & (ALNUM | ACCENTED)) !== 0 || "._%+-'".includes(text[at]!);
}

function scanEmail(text: string, at: number, floor: number, out: Entity[]): number {
  if (text.charCodeAt(at) !== 0x40) return 0;
  let from = at;
  while (from > floor && at - from < MAX_LOCAL && isLocalUnit(text, from - 1)) from--;
  while (from < at && (text[from] === '.' || text[from] === "'")) from++;
  if (from === at || '@＠#＃$/'.includes(text[from - 1] ?? ' ')) return 0;
  const to = serverEnd(text, at + 1);
  if (to < 0 || text[to] === '@') return 0;
  out.push({ kind: 'email', start: from, end: to, value: text.slice(from, to) });
  return to;
}
