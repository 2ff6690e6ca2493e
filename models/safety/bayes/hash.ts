/** Hash of no unit yet; `hashUnits` and `hashUnit` add to it, `finishHash` ends it. */
export const HASH_START = 0x811c9dc5;

/** Adds one UTF-16 unit. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Adds the units of a part of a text. */
export function hashUnits(hash: number, text: string, from: number, to: number): number {
  let value = hash;
  for (let i = from; i < to; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value;
}

export function finishHash(hash: number): number {
  let value = hash;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** FNV-1a over UTF-16 units with murmur's finaliser, 32 bit unsigned. */
export function tokenHash(text: string): number {
  return finishHash(hashUnits(HASH_START, text, 0, text.length));
}
