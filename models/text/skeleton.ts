/**
 * Undoes what hides a word from a list: zero-width characters, look-alike letters of other scripts, digits and
 * signs for letters, letters with spaces or dots between. Repeated letters and `*` are handled by the matcher.
 */
import { CHAR_CLASS, INVISIBLE, MARK, SPACE, SURROGATE, UNSPACED, WORD } from './char-classes.ts';
import type { Folded } from './fold.ts';
import type { PhraseText } from './phrases.ts';

/** Folded Cyrillic, Greek, Armenian and other letters that look like Latin ones. Own table. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  (
    'аa вb сc ԁd еe ғf ɡg һh нh іi їi ӏl јj кk ӄk лn мm пn оo рp ԛq гr ѕs тt цu ԝw шw ѡw хx уy ўy зz ьb ыbi юio ' +
    'αa βb γy δd εe ζz ηn θo ιi κk λl μm νv ξe οo πn ρp σo ςc τt υu φo χx ψy ωw ' +
    'օo սu ո n հh յj ց g զq ɑa ƅb ɢg ɩi ıi ɪi ʟl ɴn ʀr ꜱs ʏy øo łl đd ħh ŧt ƒf ʙb ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz'
  )
    .split(' ')
    .map((pair) => Array.from(pair))
    .filter((pair) => pair.length >= 2)
    .map(([from, ...to]): [string, string] => [from!, to.join('')]),
);

const LEET: ReadonlyMap<string, string> = new Map(
  Array.from('0o1i3e4a5s7t8b9g@a$s!i|i€e+t£l¡i'.matchAll(/(.)(.)/g), ([, from, to]): [string, string] => [
    from!,
    to!,
  ]),
);

interface Unit {
  readonly piece: string;
  readonly start: number;
  readonly end: number;
}

/** What was undone: look-alike letters and invisible characters are issues of their own. */
export interface Skeleton extends PhraseText {
  readonly loose: Uint8Array;
  /** Places of letters of another script inside Latin words. */
  readonly lookAlikes: readonly { readonly start: number; readonly end: number }[];
  /** Places of invisible characters between letters. */
  readonly hidden: readonly { readonly start: number; readonly end: number }[];
}

function isLatin(unit: number): boolean {
  return unit < 0x250 && CHAR_CLASS[unit] === WORD && !(unit >= 0x30 && unit <= 0x39);
}

export function skeleton(folded: Folded): Skeleton {
  const words: Unit[][] = [];
  const lookAlikes: { start: number; end: number }[] = [];
  const hidden: { start: number; end: number }[] = [];
  const mostlyLatin = countLatin(folded.text);
  let from = 0;
  while (from < folded.text.length) {
    if (CHAR_CLASS[folded.text.charCodeAt(from)] === SPACE) {
      from++;
      continue;
    }
    let to = from + 1;
    while (to < folded.text.length && CHAR_CLASS[folded.text.charCodeAt(to)] !== SPACE) to++;
    readChunk(folded, from, to, mostlyLatin, words, lookAlikes, hidden);
    from = to;
  }
  return { ...join(words), lookAlikes, hidden };
}

function countLatin(text: string): boolean {
  let latin = 0;
  let other = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (isLatin(unit)) latin++;
    else if (CHAR_CLASS[unit] === WORD && unit > 0x250) other++;
  }
  return latin >= other;
}

function readChunk(
  folded: Folded,
  from: number,
  to: number,
  mostlyLatin: boolean,
  words: Unit[][],
  lookAlikes: { start: number; end: number }[],
  hidden: { start: number; end: number }[],
): void {
  const { text, starts, ends } = folded;
  let latin = 0;
  let foreign = 0;
  let mappable = 0;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    if (isLatin(unit)) latin++;
    else if (CHAR_CLASS[unit] === WORD && unit > 0x250) {
      foreign++;
      if (LOOK_ALIKES.has(text[i]!)) mappable++;
    }
  }
  const mapsScript = foreign > 0 && (latin > 0 || (mostlyLatin && mappable === foreign));
  const letters = latin + foreign;
  let word: Unit[] = [];
  const close = (): void => {
    if (word.length > 0) words.push(word);
    word = [];
  };
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    const found = CHAR_CLASS[unit]!;
    const [start, end] = [starts[i]!, ends[i]!];
    if (found === MARK) continue;
    if (found === INVISIBLE) {
      if (word.length > 0 && i + 1 < to && isLatin(text.charCodeAt(i + 1))) hidden.push({ start, end });
      continue;
    }
    const char = text[i]!;
    const twin = LOOK_ALIKES.get(char);
    const foreignLetter = unit > 0x250 && found === WORD;
    if (twin !== undefined && (foreignLetter ? mapsScript : true)) {
      if (foreignLetter) lookAlikes.push({ start, end });
      word.push({ piece: twin, start, end });
      continue;
    }
    const alone = to - from === 1;
    const letter = letters > 0 || alone ? LEET.get(char) : undefined;
    const trailing = !alone && letter !== undefined && found !== WORD && !moreLetters(text, i + 1, to);
    if (letter !== undefined && !trailing) word.push({ piece: letter, start, end });
    else if (found === WORD || found === SURROGATE || found === UNSPACED)
      word.push({ piece: char, start, end });
    else if (char === '*' && word.length > 0 && moreLetters(text, i + 1, to))
      word.push({ piece: '*', start, end });
    else if (unit > 0x2060) word.push({ piece: char, start, end });
    else if (unit !== 0x27 && unit !== 0x2019) close();
  }
  close();
}

/** Whether a letter or digit comes next, after further `*` at most. */
function moreLetters(text: string, from: number, to: number): boolean {
  let i = from;
  while (i < to && i < from + 4 && text[i] === '*') i++;
  return i < to && CHAR_CLASS[text.charCodeAt(i)] === WORD;
}

/** More of the same letter in a row say no more, and would let a matcher walk for long. */
const MAX_REPEATS = 3;

/** Puts words together again; three or more single letters in a row become one loose word. */
function join(words: readonly Unit[][]): PhraseText & { readonly loose: Uint8Array } {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  const loose: number[] = [];
  let last = '';
  let repeats = 0;
  let i = 0;
  while (i < words.length) {
    let run = i;
    while (run < words.length && words[run]!.length === 1) run++;
    const merged = run - i >= 3;
    const until = merged ? run : i + 1;
    if (text !== '') {
      const at = words[i]![0]!.start;
      text += ' ';
      last = '';
      starts.push(at);
      ends.push(at);
      loose.push(0);
    }
    for (; i < until; i++) {
      for (const unit of words[i]!) {
        for (const char of unit.piece) {
          repeats = char === last ? repeats + 1 : 1;
          last = char;
          if (repeats > MAX_REPEATS) {
            ends[ends.length - 1] = unit.end;
            continue;
          }
          text += char;
          for (let k = 0; k < char.length; k++) {
            starts.push(unit.start);
            ends.push(unit.end);
            loose.push(merged ? 1 : 0);
          }
        }
      }
    }
  }
  return {
    text,
    starts: new Uint32Array(starts),
    ends: new Uint32Array(ends),
    loose: new Uint8Array(loose),
  };
}
