/** Undoes what exports of posts leave in a text: HTML entities and `\u` escapes. */

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  pound: '£',
  euro: '€',
};

const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi;
const ESCAPE = /\\u([0-9a-f]{4})/gi;

/** Entities that are not known stay as they are. Twice, since exports escape what was escaped already. */
export function decode(text: string): string {
  let decoded = text;
  if (decoded.includes('\\u')) {
    decoded = decoded.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }
  for (let round = 0; round < 2 && decoded.includes('&'); round++) decoded = decoded.replace(ENTITY, entity);
  return decoded;
}

function entity(whole: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole;
  const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10);
  return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
}
