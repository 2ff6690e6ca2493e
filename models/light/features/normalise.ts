/**
 * One spelling for one text: NFC, entities decoded, lower case, users and URLs masked, repeats squeezed to two,
 * invisible units dropped. Behind a word that was written in capitals or drawn out stands a mark.
 * The same function prepares texts for training and for reading.
 */
import { decode } from './decode.ts';
import { FEATURE_SPEC } from './spec.ts';
import {
  CAPS_MARK,
  DOT_MARK,
  INVISIBLE,
  LONG_MARK,
  LOWER,
  SPACE,
  UNIT_CLASS,
  URL_MARK,
  USER_MARK,
  WORD,
} from './units.ts';

const AT = 0x40;
const DOT = 0x2e;
const SLASH = 0x2f;

/** Holds the normalised units of one text; a new text overwrites them. */
export class Normaliser {
  /** Markers can stand behind every word: at most two for each unit read. */
  readonly units = new Uint16Array(FEATURE_SPEC.maxUnits * 3 + 8);
  length = 0;

  /** Answers how many of `units` belong to this text. */
  run(text: string): number {
    const read = prepare(text);
    const out = this.units;
    let n = 0;
    let i = 0;
    let previous = SPACE;
    while (i < read.length) {
      const unit = read.charCodeAt(i);
      const found = UNIT_CLASS[unit]!;
      if (found === WORD) {
        if (previous !== WORD) {
          const end = urlEnd(read, i);
          if (end > i) {
            out[n++] = URL_MARK;
            n = writeHost(read, i, end, out, n);
            i = end;
            previous = SPACE;
            continue;
          }
        }
        const begin = i;
        let upper = 0;
        let lowerSeen = false;
        let long = false;
        while (i < read.length) {
          const raw = read.charCodeAt(i);
          const kind = UNIT_CLASS[raw]!;
          if (kind === INVISIBLE) {
            i++;
            continue;
          }
          if (kind !== WORD) break;
          const low = LOWER[raw]!;
          if (low !== raw) upper++;
          else if (raw >= 0x61 && (raw <= 0x7a || raw >= 0xdf)) lowerSeen = true;
          if (i > begin + 1 && out[n - 1] === low && out[n - 2] === low && !(low >= 0x30 && low <= 0x39))
            long = true;
          else out[n++] = low;
          i++;
        }
        if (upper >= 2 && !lowerSeen) out[n++] = CAPS_MARK;
        if (long) out[n++] = LONG_MARK;
        previous = WORD;
        continue;
      }
      if (
        unit === AT &&
        previous !== WORD &&
        i + 1 < read.length &&
        UNIT_CLASS[read.charCodeAt(i + 1)] === WORD
      ) {
        i = userEnd(read, i + 1);
        out[n++] = USER_MARK;
        previous = SPACE;
        continue;
      }
      i++;
      if (found === INVISIBLE || isSkinTone(read, i - 1)) continue;
      if (unit === 0xd83c && isSkinTone(read, i)) {
        i++;
        continue;
      }
      const low = LOWER[unit]!;
      if (n > 1 && out[n - 1] === low && out[n - 2] === low) continue;
      if (found === SPACE) {
        if (n > 0 && out[n - 1] !== 0x20) out[n++] = 0x20;
      } else out[n++] = low;
      previous = found;
    }
    this.length = n;
    return n;
  }

  /** The normalised text with its marks in words, for people and golden files. */
  toString(): string {
    const names = new Map([
      [URL_MARK, '⟨url⟩'],
      [USER_MARK, '⟨user⟩'],
      [CAPS_MARK, '⟨caps⟩'],
      [LONG_MARK, '⟨long⟩'],
      [DOT_MARK, '·'],
    ]);
    let text = '';
    for (let i = 0; i < this.length; i++) {
      text += names.get(this.units[i]!) ?? String.fromCharCode(this.units[i]!);
    }
    return text;
  }
}

function prepare(text: string): string {
  let read = text.length > FEATURE_SPEC.maxUnits ? text.slice(0, FEATURE_SPEC.maxUnits) : text;
  if (read.includes('&') || read.includes('\\u')) read = decode(read);
  for (let i = 0; i < read.length; i++) {
    if (read.charCodeAt(i) < 0x300) continue;
    read = read.normalize('NFC');
    break;
  }
  return read.length > FEATURE_SPEC.maxUnits ? read.slice(0, FEATURE_SPEC.maxUnits) : read;
}

/** Skin tones are U+1F3FB to U+1F3FF: the low half, after 0xd83c. */
function isSkinTone(text: string, low: number): boolean {
  const unit = text.charCodeAt(low);
  return unit >= 0xdffb && unit <= 0xdfff && low > 0 && text.charCodeAt(low - 1) === 0xd83c;
}

/** End of the URL that begins at `i`, or `i`. A bare `http` is what data sets put in place of one. */
function urlEnd(text: string, i: number): number {
  const first = text.charCodeAt(i) | 0x20;
  if (first !== 0x68 && first !== 0x77) return i;
  let end = i;
  while (end < text.length && UNIT_CLASS[text.charCodeAt(end)] !== SPACE) end++;
  const head = text.slice(i, Math.min(end, i + 8)).toLowerCase();
  const isUrl =
    head.startsWith('http://') || head.startsWith('https://') || head.startsWith('www.') || head === 'http';
  return isUrl ? end : i;
}

/** The host of a URL as one word, so that shorteners and shops can be told apart; paths are dropped. */
function writeHost(text: string, from: number, end: number, out: Uint16Array, at: number): number {
  let i = from;
  const scheme = text.indexOf('://', from);
  if (scheme > 0 && scheme < end) i = scheme + 3;
  else if ((text.charCodeAt(from) | 0x20) === 0x68) return at;
  if (text.slice(i, i + 4).toLowerCase() === 'www.') i += 4;
  let n = at;
  out[n++] = 0x20;
  for (; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit === SLASH) break;
    if (unit === DOT) out[n++] = DOT_MARK;
    else if (UNIT_CLASS[unit] === WORD) out[n++] = LOWER[unit]!;
  }
  out[n++] = 0x20;
  return n;
}

/** `@name` and `@name@server.example`. */
function userEnd(text: string, from: number): number {
  let i = from;
  let host = false;
  while (i < text.length) {
    const unit = text.charCodeAt(i);
    if (unit === AT && !host) host = true;
    else if (!(UNIT_CLASS[unit] === WORD || (host && unit === DOT))) break;
    i++;
  }
  return i;
}
