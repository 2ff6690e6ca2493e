/**
 * Words cut in pieces by spaces (`fu ck`, `i diot`): runs of short words of which at least one is no ordinary
 * word are put together, and phrases may begin and end at the pieces' edges. Ordinary words alone (`pen is`)
 * are left as they are.
 */
import { BEGIN, END, LooseBuilder } from './loose.ts';
import { ORDINARY_SHORT } from './ordinary-short.ts';
import type { PhraseHit, PhraseText } from './phrases.ts';
import type { Pieces } from './pieces.ts';

/** Longest piece, in letters. */
const MAX_PIECE = 8;
/** The table of ordinary words ends here; what is longer and ordinary rarely makes a listed word with its neighbour. */
const MAX_KNOWN = 4;

function isPiece(words: Pieces, word: number): boolean {
  const [from, to] = [words.from(word), words.to(word)];
  if (to - from > MAX_PIECE) return false;
  for (let i = from; i < to; i++) if (words.signs[i]! || !isLatin(words.texts[i]!)) return false;
  return true;
}

/** The table of ordinary words knows no other script. */
function isLatin(piece: string): boolean {
  return piece.charCodeAt(0) < 0x250;
}

function isOdd(words: Pieces, word: number): boolean {
  const [from, to] = [words.from(word), words.to(word)];
  if (to - from > MAX_KNOWN) return true;
  let spelling = '';
  for (let i = from; i < to; i++) spelling += words.texts[i]!;
  return !ORDINARY_SHORT.has(spelling);
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

const VIEW = new LooseBuilder();

/** Null where no run has an odd piece. Work and size are linear in the words. */
export function fragments(words: Pieces): Fragments | null {
  VIEW.clear();
  const pieces: { start: number; end: number; odd: boolean }[] = [];
  let from = 0;
  while (from < words.words) {
    let to = from;
    while (to < words.words && isPiece(words, to)) to++;
    if (to - from > 1) addRun(words, from, to, pieces);
    from = Math.max(to, from + 1);
  }
  return pieces.length === 0 ? null : { view: VIEW.build(), pieces };
}

/** Adds words that are all pieces, where one of them is odd. */
function addRun(
  words: Pieces,
  from: number,
  to: number,
  pieces: { start: number; end: number; odd: boolean }[],
): void {
  const { texts, starts, ends, ors } = words;
  const odd: boolean[] = [];
  for (let word = from; word < to; word++) odd.push(isOdd(words, word));
  if (!odd.includes(true)) return;
  const gap = starts[words.from(from)]!;
  if (VIEW.length > 0) VIEW.push(' ', gap, gap, 0);
  for (let word = from; word < to; word++) {
    const [first, last] = [words.from(word), words.to(word) - 1];
    pieces.push({ start: starts[first]!, end: ends[last]!, odd: odd[word - from]! });
    for (let i = first; i <= last; i++) {
      const edges = (i === first ? BEGIN : 0) | (i === last ? END : 0);
      VIEW.push(texts[i]!, starts[i]!, ends[i]!, edges, ors[i]);
    }
  }
}
