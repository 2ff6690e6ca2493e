/**
 * Words cut in pieces by spaces (`fu ck`, `i diot`): runs of short words of which at least one is no ordinary
 * word are put together, and phrases may begin and end at the pieces' edges. Ordinary words alone (`pen is`)
 * are left as they are.
 */
import { BEGIN, END, LooseBuilder } from './loose.ts';
import { ORDINARY_SHORT } from './ordinary-short.ts';
import type { PhraseHit, PhraseText } from './phrases.ts';
import type { Unit } from './skeleton.ts';

/** Longest piece, in letters. */
const MAX_PIECE = 8;
/** The table of ordinary words ends here; what is longer and ordinary rarely makes a listed word with its neighbour. */
const MAX_KNOWN = 4;

function spelling(word: readonly Unit[]): string {
  let text = '';
  for (const unit of word) text += unit.piece;
  return text;
}

function isPiece(word: readonly Unit[]): boolean {
  if (word.length > MAX_PIECE) return false;
  for (const unit of word) if (unit.sign || !isLatin(unit.piece)) return false;
  return true;
}

/** The table of ordinary words knows no other script. */
function isLatin(piece: string): boolean {
  return piece.charCodeAt(0) < 0x250;
}

function isOdd(word: readonly Unit[]): boolean {
  return word.length > MAX_KNOWN || !ORDINARY_SHORT.has(spelling(word));
}

export interface Fragments {
  readonly view: PhraseText;
  /** In order of the original. */
  readonly pieces: readonly { readonly start: number; readonly end: number; readonly odd: boolean }[];
}

/** Whether a hit puts two pieces or more together of which one is odd: all else was found before. */
export function joinsOddPieces({ pieces }: Fragments, hit: PhraseHit): boolean {
  const spanned = pieces.filter((piece) => piece.start < hit.end && piece.end > hit.start);
  return spanned.length > 1 && spanned.some((piece) => piece.odd);
}

/** Null where no run has an odd piece; `expected` units are held without growing. Work and size are linear in the words. */
export function fragments(words: readonly (readonly Unit[])[], expected: number): Fragments | null {
  const out = new LooseBuilder(expected);
  const pieces: { start: number; end: number; odd: boolean }[] = [];
  let from = 0;
  while (from < words.length) {
    let to = from;
    let odd = false;
    while (to < words.length && isPiece(words[to]!)) {
      odd ||= isOdd(words[to]!);
      to++;
    }
    if (odd && to - from > 1) {
      if (out.length > 0) out.push(' ', words[from]![0]!.start, words[from]![0]!.start, 0);
      for (const word of words.slice(from, to)) {
        pieces.push({ start: word[0]!.start, end: word.at(-1)!.end, odd: isOdd(word) });
        for (let index = 0; index < word.length; index++) {
          const { piece, start, end, or } = word[index]!;
          const edges = (index === 0 ? BEGIN : 0) | (index === word.length - 1 ? END : 0);
          out.push(piece, start, end, edges, or);
        }
      }
    }
    from = Math.max(to, from + 1);
  }
  return pieces.length === 0 ? null : { view: out.build(), pieces };
}
