/** Language from the script alone, where a script tells it; counts letters by ranges of Unicode blocks. */

/** First and last unit, and what the block votes for. Latin is left to the trained head. */
const BLOCKS: readonly (readonly [number, number, string])[] = [
  [0x370, 0x3ff, 'el'],
  [0x400, 0x52f, 'ru'],
  [0x531, 0x58f, 'hy'],
  [0x590, 0x5ff, 'he'],
  [0x600, 0x6ff, 'ar'],
  [0x750, 0x77f, 'ar'],
  [0x900, 0x97f, 'hi'],
  [0x980, 0x9ff, 'bn'],
  [0xa00, 0xa7f, 'pa'],
  [0xa80, 0xaff, 'gu'],
  [0xb80, 0xbff, 'ta'],
  [0xc00, 0xc7f, 'te'],
  [0xc80, 0xcff, 'kn'],
  [0xd00, 0xd7f, 'ml'],
  [0xd80, 0xdff, 'si'],
  [0xe00, 0xe7f, 'th'],
  [0xe80, 0xeff, 'lo'],
  [0x1000, 0x109f, 'my'],
  [0x10a0, 0x10ff, 'ka'],
  [0x1200, 0x137f, 'am'],
  [0x1780, 0x17ff, 'km'],
  [0x3040, 0x30ff, 'ja'],
  [0x3400, 0x9fff, 'zh'],
  [0xac00, 0xd7af, 'ko'],
  [0xfb50, 0xfdff, 'ar'],
  [0xfe70, 0xfeff, 'ar'],
];

/** Letters that name one language among those of its script: then that language and not the block's. */
const LETTERS: ReadonlyMap<number, string> = new Map([
  ...Array.from('іїєґ', (letter): [number, string] => [letter.charCodeAt(0), 'uk']),
  ...Array.from('ўЎ', (letter): [number, string] => [letter.charCodeAt(0), 'be']),
  ...Array.from('ђјљњћџ', (letter): [number, string] => [letter.charCodeAt(0), 'sr']),
  ...Array.from('پچژگ', (letter): [number, string] => [letter.charCodeAt(0), 'fa']),
  ...Array.from('ٹڈڑےں', (letter): [number, string] => [letter.charCodeAt(0), 'ur']),
  ...Array.from('łążśźńćęĄĘŁŚŻŹĆŃ', (letter): [number, string] => [letter.charCodeAt(0), 'pl']),
  ...Array.from('ğşıİŞĞ', (letter): [number, string] => [letter.charCodeAt(0), 'tr']),
  ...Array.from('řěůŘĚŮ', (letter): [number, string] => [letter.charCodeAt(0), 'cs']),
  ...Array.from('őűŐŰ', (letter): [number, string] => [letter.charCodeAt(0), 'hu']),
  ...Array.from('țșȚȘ', (letter): [number, string] => [letter.charCodeAt(0), 'ro']),
]);

const BLOCK_OF: Uint8Array = new Uint8Array(65_536);
for (const [index, [first, last]] of BLOCKS.entries()) BLOCK_OF.fill(index + 1, first, last + 1);

export interface ScriptReading {
  /** ISO 639-1 when the script or its letters tell; null for Latin text without such letters. */
  readonly language: string | null;
  /** Letters of any script, mentions and links left out. */
  readonly letters: number;
}

const SIZE = BLOCKS.length + 1;
/** Letters by block of the text at hand, and the languages that its letters name; used again for every text. */
const counts = new Uint32Array(SIZE);
const named = new Map<string, number>();

export function readScript(text: string): ScriptReading {
  counts.fill(0);
  if (named.size > 0) named.clear();
  let latin = 0;
  const end = Math.min(text.length, 10_000);
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      const letter = unit | 0x20;
      if (letter >= 0x61 && letter <= 0x7a) {
        if ((letter === 0x68 && isLink(text, i)) || (i > 0 && text.charCodeAt(i - 1) === 0x40)) {
          while (i + 1 < end && text.charCodeAt(i + 1) > 0x20) i++;
        } else latin++;
      }
      continue;
    }
    if (unit >= 0xc0 && unit < 0x250 && unit !== 0xd7 && unit !== 0xf7) latin++;
    else counts[BLOCK_OF[unit]!]!++;
    if (unit >= 0x100 && unit < 0x700) {
      const language = LETTERS.get(unit);
      if (language !== undefined) named.set(language, (named.get(language) ?? 0) + 1);
    }
  }
  let best = 0;
  let letters = latin;
  for (let block = 1; block < SIZE; block++) {
    letters += counts[block]!;
    if (counts[block]! > (best === 0 ? 0 : counts[best]!)) best = block;
  }
  let language: string | null = null;
  if (best > 0 && counts[best]! > latin / 2) language = BLOCKS[best - 1]![2];
  if (language === 'zh' && counts[KANA]! > 0) language = 'ja';
  for (const [one, count] of named) {
    const latinOnly = LATIN_NAMED.has(one);
    if (latinOnly === (language === null) && count * 25 >= letters) language = one;
  }
  return { language, letters };
}

const KANA = BLOCKS.findIndex(([, , language]) => language === 'ja') + 1;
const LATIN_NAMED = new Set(['pl', 'tr', 'cs', 'hu', 'ro']);

function isLink(text: string, i: number): boolean {
  return (
    text.charCodeAt(i + 1) === 0x74 &&
    text.startsWith('http', i) &&
    (i === 0 || text.charCodeAt(i - 1) <= 0x20)
  );
}
