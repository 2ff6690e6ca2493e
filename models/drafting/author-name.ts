/** Turns a display name from outside into something that can be addressed in public, or into nothing. */
import { fold } from '../text/fold.ts';
import { flatten } from '../text/phrases.ts';
import { skeleton } from '../text/skeleton.ts';
import { findWords } from '../safety/layers/words.ts';
import { LISTED_LANGUAGES } from '../safety/lists/compile.ts';

const MAX_NAME = 24;
const MAX_WORDS = 3;
/** Longer input is not a name; it is not even looked at. */
const MAX_INPUT = 200;

/** Signs of an address, a handle, a tag, markup, a number, a placeholder or a trick: such a name is not used at all. */
const NOT_A_NAME =
  /[@#/\\<>{}[\]|=*_~`$%^:;"\p{N}\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\.\S/u;
const NEITHER_LETTER_NOR_SPACE = /[^\p{L}\p{M}\s'’.-]/gu;
const NAME = /^\p{L}[\p{L}\p{M}'’.-]*(?: \p{L}[\p{L}\p{M}'’.-]*)*$/u;
const ALL_LISTS = [...LISTED_LANGUAGES];

/**
 * One to three words of letters, at most 24 units, in NFC; null where the name holds an address, a tag, markup,
 * numbers, look-alike letters or a word of the lists. What remains is a name, never an instruction: it is only
 * ever put in the place of a name.
 */
export function authorName(displayName: string | null): string | null {
  if (displayName === null || displayName.length > MAX_INPUT) return null;
  const plain = displayName.normalize('NFC');
  if (NOT_A_NAME.test(plain)) return null;
  const words = plain.replace(NEITHER_LETTER_NOR_SPACE, ' ').trim().split(/\s+/).slice(0, MAX_WORDS);
  while (words.length > 1 && words.join(' ').length > MAX_NAME) words.pop();
  const name = words.join(' ').replace(/[.'’-]+$/u, '');
  if (Array.from(name).length < 2 || name.length > MAX_NAME || !NAME.test(name)) return null;
  // The whole of it, not only the words that are used: four single letters may spell what three do not.
  const folded = fold(plain);
  const undone = skeleton(folded);
  if (undone.lookAlikes.length > 0) return null;
  const found = findWords({ flat: flatten(folded), skeleton: undone, languages: ALL_LISTS });
  return found.toxicity.length + found.hate.length + found.explicit.length === 0 ? name : null;
}
