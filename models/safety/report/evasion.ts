/** The report's part on tricks with letters. */
import { hasData, readPaired, readTable } from '../../datasets.ts';
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { skeleton } from '../../text/skeleton.ts';
import { ATTACKS } from '../evasion/attacks.ts';
import { CARRIERS, measure, samples } from '../evasion/measure.ts';
import { findWords } from '../layers/words.ts';
import { percent, table } from './table.ts';

const SEED = 20261124;

export function evasionSection(): string {
  const rows = samples();
  const losses = ATTACKS.map((attack) => ({ ...measure(attack, rows, SEED), attack }));
  const body = table(
    ['attack', 'such as', 'tried', 'still found', 'lost', 'pointed at whole', 'harmless words held'],
    losses.map(({ attack, tried, found, pointed, harmless, mistaken }) => [
      attack.undone ? attack.id : `${attack.id} (not undone)`,
      attack.example,
      String(tried),
      percent(found, tried),
      percent(tried - found, tried),
      percent(pointed, found),
      `${mistaken} of ${harmless}`,
    ]),
  );
  return `## Evasion

${rows.length} listed words in ${Object.keys(CARRIERS).length} languages, each in a sentence of its language, rewritten by each attack
(\`models/safety/evasion/attacks.ts\`). "Lost": found before the attack and not after it. "Pointed at whole": the
spans of the verdict cover the attacked word in the original text. All of it is in-sample: the attacked words are
those of the lists, and each attack that is undone was known when its undoing was written. The last column attacks harmless words: what
is found there holds a text for nothing. Letters with spaces between may begin and end a word anywhere, so
\`c l a s s i c\` is held.

${body}

${natural()}`;
}

/** Harmless real messages in which only the undoing finds something. */
function natural(): string {
  if (!hasData('language-id-tweets')) return 'Real messages: absent.';
  const texts = [
    ...readTable('language-id-tweets/train.tsv.gz', 0, false).map((row) => [row.text, row.label] as const),
    ...readPaired('tweeteval/sentiment', 'val').map((row) => [row.text, 'en'] as const),
    ...readPaired('tweeteval/offensive', 'train')
      .filter((row) => row.label === '0')
      .map((row) => [row.text, 'en'] as const),
  ];
  let plain = 0;
  let more = 0;
  for (const [text, language] of texts) {
    const flat = flatten(fold(text));
    const undone = skeleton(fold(text));
    const languages = [...new Set([language, 'en'])];
    const loose = new Uint8Array(flat.text.length);
    const nothing = { ...flat, loose, or: new Map(), lookAlikes: [], hidden: [], fragments: null };
    const before = spans(findWords({ flat, skeleton: nothing, languages }));
    if (before.size > 0) plain++;
    const after = spans(findWords({ flat, skeleton: undone, languages }));
    if ([...after].some((span) => !before.has(span))) more++;
  }
  return `${texts.length} real messages (language-id-tweets, TweetEval sentiment val, TweetEval offensive train labelled not
offensive): listed words in ${plain} as written; undoing tricks finds something more in ${more} (${percent(more, texts.length)}).`;
}

function spans(found: ReturnType<typeof findWords>): Set<string> {
  return new Set(
    [...found.toxicity, ...found.hate, ...found.explicit].map(({ span }) => `${span.start}:${span.end}`),
  );
}
