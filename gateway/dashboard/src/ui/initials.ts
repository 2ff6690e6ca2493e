import { letters } from './letters.ts';

/** Up to two letters of a name, in any script; a sign when it has none. */
export function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const first = letters(words[0] ?? '')[0];
  const last = words.length > 1 ? letters(words.at(-1) ?? '')[0] : undefined;
  return `${first ?? '•'}${last ?? ''}`.toLocaleUpperCase();
}

/** The same shade for the same person every time. */
export function shadeOf(handle: string, shades: number): number {
  let sum = 0;
  for (const letter of handle) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return sum % shades;
}
