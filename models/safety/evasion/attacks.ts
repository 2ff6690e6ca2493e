/** Ways in which people hide a word from a filter and still let readers read it. Each rewrites one word. */

/** From 0 to 1, exclusive. */
export type Random = () => number;

export interface Attack {
  readonly id: string;
  readonly example: string;
  /** False for what the gate does not claim to undo: measured all the same. */
  readonly undone: boolean;
  readonly rewrite: (word: string, random: Random) => string;
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)]!;
}

/** `between` may stand between any two letters of a word, and stands there at least once. */
function insert(word: string, between: readonly string[], random: Random, everywhere = false): string {
  const letters = Array.from(word);
  if (letters.length < 2) return word;
  const forced = 1 + Math.floor(random() * (letters.length - 1));
  return letters
    .map((letter, index) => {
      const joins = index > 0 && letter !== ' ' && letters[index - 1] !== ' ';
      const here = joins && (everywhere || index === forced || random() < 0.4);
      return (here ? pick(between, random) : '') + letter;
    })
    .join('');
}

/** Letters replaced where the table has them: all, or some and at least one. */
function replace(
  word: string,
  table: Readonly<Record<string, string>>,
  random: Random,
  everywhere = false,
): string {
  const letters = Array.from(word);
  const able = letters.flatMap((letter, index) => (table[letter.toLowerCase()] === undefined ? [] : [index]));
  if (able.length === 0) return word;
  const forced = pick(able, random);
  return letters
    .map((letter, index) => {
      const twins = table[letter.toLowerCase()];
      const here = everywhere || index === forced || random() < 0.5;
      return twins === undefined || !here ? letter : pick(Array.from(twins), random);
    })
    .join('');
}

/** The alphabet from a code point on, by letter. */
function alphabet(first: number): Readonly<Record<string, string>> {
  const letters = Array.from({ length: 26 }, (_, n) => n);
  return Object.fromEntries(
    letters.map((n) => [String.fromCharCode(0x61 + n), String.fromCodePoint(first + n)]),
  );
}

const ZERO_WIDTH = ['\u200b', '\u200c', '\u200d', '\u2060', '\u00ad', '\ufeff', '\u180e', '\u061c'];
const MARKS = ['\u0300', '\u0301', '\u0308', '\u0327', '\u0334', '\u0335', '\u0338', '\u20dd', '\u20e0'];
const EMOJI = ['🙂', '🔥', '❤', '❤️', '✨', '👍🏽', '👩‍💻', '💀', '☠', '⭐'];
const CYRILLIC_GREEK = {
  a: 'аα',
  b: 'ьβ',
  c: 'сϲ',
  d: 'ԁ',
  e: 'еε',
  h: 'һ',
  i: 'іι',
  j: 'ј',
  k: 'кκ',
  l: 'ӏ',
  m: 'м',
  n: 'пη',
  o: 'оο',
  p: 'рρ',
  q: 'ԛ',
  s: 'ѕ',
  t: 'тτ',
  u: 'υц',
  v: 'ν',
  w: 'ԝω',
  x: 'хχ',
  y: 'уγ',
  z: 'з',
};
const RARE_SCRIPTS = {
  a: 'ꓮᗩᎪ',
  b: 'ꓐᗷᏼ',
  c: 'ꓚᑕᏟ',
  d: 'ꓓᗪᎠ',
  e: 'ꓰᎬ',
  f: 'ꓝᖴ',
  g: 'ꓖᏀ',
  h: 'ꓧᕼᎻ',
  i: 'ꓲᎥ',
  j: 'ꓙᒍᎫ',
  k: 'ꓗᏦ',
  l: 'ꓡᒪᏞ',
  m: 'ᗰᎷ',
  n: 'ꓠᑎ',
  o: 'ꓳⲟ',
  p: 'ꓑᑭᏢ',
  r: 'ꓣᖇᏒ',
  s: 'ꓢᔕᏚ',
  t: 'ꓔᎢ',
  u: 'ꓴᑌ',
  v: 'ꓦᐯᏙ',
  w: 'ꓪᗯᎳ',
  x: 'ꓫ᙭',
  y: 'ꓬᎩ',
  z: 'ꓜᏃ',
};
const LEET_DIGITS = { o: '0', i: '1', e: '3', a: '4', s: '5', t: '7', b: '8', g: '9', l: '1' };
const LEET_SIGNS = { a: '@', s: '$', i: '!|', e: '€', l: '|£', t: '+', c: '¢(', o: '°' };
const ACCENTS = {
  a: 'áâäå',
  e: 'éêë',
  i: 'íîï',
  o: 'óôöø',
  u: 'úûü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ÿ',
  z: 'ž',
};
const STARS = { a: '*', e: '*', i: '*', o: '*', u: '*' };
const SMALL_CAPITALS = {
  a: 'ᴀ',
  b: 'ʙ',
  c: 'ᴄ',
  d: 'ᴅ',
  e: 'ᴇ',
  f: 'ꜰ',
  g: 'ɢ',
  h: 'ʜ',
  i: 'ɪ',
  j: 'ᴊ',
  k: 'ᴋ',
  l: 'ʟ',
  m: 'ᴍ',
  n: 'ɴ',
  o: 'ᴏ',
  p: 'ᴘ',
  r: 'ʀ',
  s: 'ꜱ',
  t: 'ᴛ',
  u: 'ᴜ',
  v: 'ᴠ',
  w: 'ᴡ',
  y: 'ʏ',
  z: 'ᴢ',
};

function spaced(word: string, between: string): string {
  return Array.from(word.replaceAll(' ', '')).join(between);
}

/** Two or three pieces; a word of three letters or fewer is left alone. */
function pieces(word: string, random: Random): string {
  const letters = Array.from(word);
  if (letters.length < 4 || word.includes(' ')) return word;
  const cut = 2 + Math.floor(random() * (letters.length - 3));
  return `${letters.slice(0, cut).join('')} ${letters.slice(cut).join('')}`;
}

const SIMPLE: readonly Attack[] = [
  {
    id: 'zero_width',
    example: 'id[ZWSP]iot',
    undone: true,
    rewrite: (word, random) => insert(word, ZERO_WIDTH, random),
  },
  {
    id: 'marks',
    example: 'i̷d́iot',
    undone: true,
    rewrite: (word, random) => insert(word, MARKS, random),
  },
  {
    id: 'cyrillic_greek',
    example: 'іdіоt',
    undone: true,
    rewrite: (word, random) => replace(word, CYRILLIC_GREEK, random),
  },
  {
    id: 'rare_scripts',
    example: 'ꓲᗪᎥot',
    undone: true,
    rewrite: (word, random) => replace(word, RARE_SCRIPTS, random),
  },
  {
    id: 'small_capitals',
    example: 'ɪᴅɪᴏᴛ',
    undone: true,
    rewrite: (word, random) => replace(word, SMALL_CAPITALS, random, true),
  },
  {
    id: 'mathematical',
    example: '𝒊𝒅𝒊𝒐𝒕',
    undone: true,
    rewrite: (word, random) => replace(word, alphabet(0x1d482), random, true),
  },
  {
    id: 'full_width',
    example: 'ｉｄｉｏｔ',
    undone: true,
    rewrite: (word, random) => replace(word, alphabet(0xff41), random, true),
  },
  {
    id: 'circled',
    example: 'ⓘⓓⓘⓞⓣ',
    undone: true,
    rewrite: (word, random) => replace(word, alphabet(0x24d0), random, true),
  },
  {
    id: 'boxed',
    example: '🅸🅳🅸🅾🆃',
    undone: true,
    rewrite: (word, random) => replace(word, alphabet(0x1f170), random, true),
  },
  {
    id: 'flag_letters',
    example: '🇮🇩🇮🇴🇹',
    undone: true,
    rewrite: (word, random) => replace(word, alphabet(0x1f1e6), random, true),
  },
  {
    id: 'leet_digits',
    example: '1d10t',
    undone: true,
    rewrite: (word, random) => replace(word, LEET_DIGITS, random),
  },
  {
    id: 'leet_signs',
    example: '!d!°t',
    undone: true,
    rewrite: (word, random) => replace(word, LEET_SIGNS, random),
  },
  {
    id: 'accents',
    example: 'ídîöt',
    undone: true,
    rewrite: (word, random) => replace(word, ACCENTS, random),
  },
  { id: 'stars', example: 'id*ot', undone: true, rewrite: (word, random) => replace(word, STARS, random) },
  { id: 'spaces', example: 'i d i o t', undone: true, rewrite: (word) => spaced(word, ' ') },
  { id: 'dots', example: 'i.d.i.o.t', undone: true, rewrite: (word) => spaced(word, '.') },
  { id: 'dashes', example: 'i-d-i-o-t', undone: true, rewrite: (word) => spaced(word, '-') },
  { id: 'underscores', example: 'i_d_i_o_t', undone: true, rewrite: (word) => spaced(word, '_') },
  { id: 'pieces', example: 'idi ot', undone: true, rewrite: pieces },
  {
    id: 'emoji_inside',
    example: 'id🙂iot',
    undone: true,
    rewrite: (word, random) => insert(word, EMOJI, random),
  },
  {
    id: 'emoji_spaced',
    example: 'i 🔥 d 🔥 i 🔥 o 🔥 t',
    undone: true,
    rewrite: (word, random) => spaced(word, ` ${pick(EMOJI, random)} `),
  },
  {
    id: 'repeats',
    example: 'idiiiooot',
    undone: true,
    rewrite: (word, random) =>
      Array.from(word, (letter) =>
        letter === ' ' ? letter : letter.repeat(1 + Math.floor(random() * 4)),
      ).join(''),
  },
  {
    id: 'mixed_case',
    example: 'iDiOt',
    undone: true,
    rewrite: (word, random) =>
      Array.from(word, (letter) => (random() < 0.5 ? letter.toUpperCase() : letter)).join(''),
  },
  {
    id: 'reversed',
    example: 'toidi',
    undone: false,
    rewrite: (word) => Array.from(word).toReversed().join(''),
  },
  {
    id: 'letters_swapped',
    example: 'iidot',
    undone: false,
    rewrite: (word, random) => {
      const letters = Array.from(word);
      const at = 1 + Math.floor(random() * Math.max(1, letters.length - 2));
      if (letters.length < 4) return word;
      [letters[at], letters[at + 1]] = [letters[at + 1]!, letters[at]!];
      return letters.join('');
    },
  },
  {
    id: 'vowel_dropped',
    example: 'idot',
    undone: false,
    rewrite: (word) => word.replace(/(?<=.)[aeiou](?=.)/, ''),
  },
];

const BY_ID = new Map(SIMPLE.map((attack) => [attack.id, attack.rewrite]));

function both(first: string, second: string): Attack {
  return {
    id: `${first}+${second}`,
    example: 'two at once',
    undone: true,
    rewrite: (word, random) => BY_ID.get(second)!(BY_ID.get(first)!(word, random), random),
  };
}

export const ATTACKS: readonly Attack[] = [
  ...SIMPLE,
  both('leet_digits', 'zero_width'),
  both('cyrillic_greek', 'spaces'),
  both('leet_signs', 'dots'),
  both('accents', 'emoji_inside'),
  both('repeats', 'cyrillic_greek'),
];
