/** Words, emoji, emoticons and punctuation of a text, each with its place in the original. */
import { EMOTICONS } from '../lexicon/emoticons.ts';
import { CHAR_CLASS, INVISIBLE, MARK, OTHER, SPACE, SURROGATE, UNSPACED, WORD } from './char-classes.ts';
import { cut, fold, MAX_READ } from './fold.ts';
import type { Folded } from './fold.ts';
import { recently } from './recent.ts';

export type TokenKind = 'word' | 'hashtag' | 'emoji' | 'emoticon' | 'marks' | 'stop' | 'url' | 'mention';

export interface Token {
  readonly kind: TokenKind;
  /** Folded; emoticons as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Two or more letters, all upper case. */
  readonly caps: boolean;
}

export interface TokenizedText {
  /** What was read of the original. */
  readonly read: string;
  readonly folded: Folded;
  readonly tokens: readonly Token[];
}

/** Reads at most the first 10,000 units; work is linear in that. */
export const tokenize: (text: string) => TokenizedText = recently(tokenizeAnew);

function tokenizeAnew(text: string): TokenizedText {
  const read = cut(text, MAX_READ);
  const folded = fold(read);
  const tokens: Token[] = [];
  let i = 0;
  while (i < folded.text.length) {
    if (CHAR_CLASS[folded.text.charCodeAt(i)] === SPACE) {
      i++;
      continue;
    }
    let end = i + 1;
    while (end < folded.text.length && CHAR_CLASS[folded.text.charCodeAt(end)] !== SPACE) end++;
    scanChunk(read, folded, i, end, tokens);
    i = end;
  }
  return { read, folded, tokens };
}

/** One run without spaces. */
function scanChunk(read: string, folded: Folded, from: number, to: number, out: Token[]): void {
  const chunk = folded.text.slice(from, to);
  const start = folded.starts[from]!;
  const end = folded.ends[to - 1]!;
  if (isUrl(chunk)) {
    out.push({ kind: 'url', text: chunk, start, end, caps: false });
    return;
  }
  const whole = emoticonIn(read, start, end);
  if (whole !== null) {
    out.push({ kind: 'emoticon', text: whole, start, end, caps: false });
    return;
  }
  const tail = trailingEmoticon(read, start, end);
  let limit = to;
  if (tail > 0) while (limit > from && folded.ends[limit - 1]! > end - tail) limit--;
  let i = from;
  while (i < limit) i = scanToken(read, folded, i, limit, out);
  if (tail > 0) {
    out.push({ kind: 'emoticon', text: read.slice(end - tail, end), start: end - tail, end, caps: false });
  }
}

function isUrl(chunk: string): boolean {
  return chunk.length > 4 && (chunk.includes('://') || chunk.startsWith('www.'));
}

function emoticonIn(read: string, start: number, end: number): string | null {
  if (end - start < 2 || end - start > 5) return null;
  const text = read.slice(start, end);
  return EMOTICONS.has(text) ? text : null;
}

/** `):` at the end of a word closes a bracket; only what begins with eyes counts there. */
const EYES = new Set([':', ';', '=', '<']);

/** Length of an emoticon glued to the end of a word (`great:)`), or 0. */
function trailingEmoticon(read: string, start: number, end: number): number {
  for (let length = Math.min(3, end - start - 1); length >= 2; length--) {
    if (EYES.has(read[end - length]!) && EMOTICONS.has(read.slice(end - length, end))) {
      return length;
    }
  }
  return 0;
}

/** Reads the token at `i`, appends it, and answers where the next begins. */
function scanToken(read: string, folded: Folded, i: number, limit: number, out: Token[]): number {
  const unit = folded.text.charCodeAt(i);
  const found = CHAR_CLASS[unit]!;
  if (found === WORD) return scanWord(read, folded, i, limit, 'word', out);
  if (found === UNSPACED) return scanUnspaced(folded, i, limit, out);
  if (found === SURROGATE) {
    const length = (folded.text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
    return push(folded, 'emoji', i, Math.min(i + length, limit), out);
  }
  if (found === INVISIBLE || found === MARK) return i + 1;
  const next = i + 1 < limit ? CHAR_CLASS[folded.text.charCodeAt(i + 1)]! : OTHER;
  if (unit === AT && next === WORD) return scanMention(folded, i, limit, out);
  if (unit === HASH && next === WORD) return scanWord(read, folded, i + 1, limit, 'hashtag', out);
  if (isMark(unit)) {
    let end = i + 1;
    while (end < limit && isMark(folded.text.charCodeAt(end))) end++;
    return push(folded, 'marks', i, end, out);
  }
  return push(folded, unit > 0x2000 && !STOPS.has(unit) ? 'emoji' : 'stop', i, i + 1, out);
}

const AT = 0x40;
const HASH = 0x23;
const STOPS = new Set(Array.from('…。、，；：–—', (char) => char.charCodeAt(0)));

/** `!` and `?`, also inverted and Arabic ones; full-width ones are folded already. */
function isMark(unit: number): boolean {
  return unit === 0x21 || unit === 0x3f || unit === 0xa1 || unit === 0xbf || unit === 0x61f;
}

function isApostrophe(unit: number): boolean {
  return unit === 0x27 || unit === 0x2019;
}

function push(folded: Folded, kind: TokenKind, from: number, to: number, out: Token[]): number {
  out.push({
    kind,
    text: folded.text.slice(from, to),
    start: folded.starts[from]!,
    end: folded.ends[to - 1]!,
    caps: false,
  });
  return to;
}

/** Letters and digits, with apostrophes and invisible characters inside; those are not part of the text. */
function scanWord(
  read: string,
  folded: Folded,
  from: number,
  limit: number,
  kind: TokenKind,
  out: Token[],
): number {
  let end = from;
  let clean = true;
  while (end < limit) {
    const unit = folded.text.charCodeAt(end);
    const found = CHAR_CLASS[unit];
    if (found === WORD || found === MARK) end++;
    else if (found === INVISIBLE && end > from) {
      clean = false;
      end++;
    } else if (
      isApostrophe(unit) &&
      CHAR_CLASS[folded.text.charCodeAt(end + 1)] === WORD &&
      end + 1 < limit
    ) {
      if (unit !== 0x27) clean = false;
      end++;
    } else break;
  }
  const slice = folded.text.slice(from, end);
  const start = folded.starts[from]!;
  const stop = folded.ends[end - 1]!;
  const text = clean ? slice : cleanWord(slice);
  if (text !== '') out.push({ kind, text, start, end: stop, caps: isCaps(read, start, stop) });
  return end;
}

function cleanWord(slice: string): string {
  let text = '';
  for (const char of slice) {
    const unit = char.charCodeAt(0);
    if (CHAR_CLASS[unit] !== INVISIBLE) text += isApostrophe(unit) ? "'" : char;
  }
  return text;
}

function isCaps(read: string, start: number, end: number): boolean {
  if (end - start < 2) return false;
  let upper = 0;
  for (let i = start; i < end; i++) {
    const unit = read.charCodeAt(i);
    if (unit >= 0x61 && unit <= 0x7a) return false;
    if (unit >= 0x41 && unit <= 0x5a) upper++;
  }
  return upper >= 2;
}

/** A run of a script without spaces is one token; lexicons look for words inside it. */
function scanUnspaced(folded: Folded, from: number, limit: number, out: Token[]): number {
  let end = from;
  while (end < limit && CHAR_CLASS[folded.text.charCodeAt(end)] === UNSPACED) end++;
  return push(folded, 'word', from, end, out);
}

/** `@name`, `@name.example` and `@name@server.example`. */
function scanMention(folded: Folded, from: number, limit: number, out: Token[]): number {
  let end = from + 1;
  while (end < limit) {
    const unit = folded.text.charCodeAt(end);
    const inside =
      CHAR_CLASS[unit] === WORD || unit === 0x5f || unit === 0x2e || unit === 0x2d || unit === AT;
    if (!inside) break;
    end++;
  }
  return push(folded, 'mention', from, end, out);
}
