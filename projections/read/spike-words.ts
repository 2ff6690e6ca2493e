/** Which words stand out in some texts against others. Pure; texts from outside are data. */

export interface SpikeWord {
  /** One word or two that stand beside each other. */
  readonly words: string;
  /** Texts that have it, here and elsewhere. */
  readonly here: number;
  readonly elsewhere: number;
  /** How many times more often here. */
  readonly lift: number;
}

const LEAST = 3;
const MOST = 8;
const LONGEST = 60;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Words and pairs of a text, each once; names and addresses say who, not what. */
function gramsOf(text: string): ReadonlySet<string> {
  const plain = text.replaceAll(/@\S+|https?:\/\/\S+/g, ' ').toLowerCase();
  const words = [...segmenter.segment(plain)].flatMap((part) => (part.isWordLike ? [part.segment] : []));
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  return new Set([...words, ...pairs].filter((gram) => gram.length > 2 && gram.length <= LONGEST));
}

function counts(texts: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) for (const gram of gramsOf(text)) found.set(gram, (found.get(gram) ?? 0) + 1);
  return found;
}

/** At most 8, those first that say most: how often here, times the logarithm of the lift. Smoothed by one text. */
export function spikeWords(here: readonly string[], elsewhere: readonly string[]): readonly SpikeWord[] {
  const rest = counts(elsewhere);
  return [...counts(here)]
    .map(([words, count]): SpikeWord => {
      const other = rest.get(words) ?? 0;
      const lift = (count + 1) / (here.length + 2) / ((other + 1) / (elsewhere.length + 2));
      return { words, here: count, elsewhere: other, lift };
    })
    .filter((word) => word.here >= LEAST && word.lift > 1.5)
    .sort((a, b) => b.here * Math.log(b.lift) - a.here * Math.log(a.lift) || (a.words < b.words ? -1 : 1))
    .slice(0, MOST);
}
