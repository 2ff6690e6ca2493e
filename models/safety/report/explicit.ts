/**
 * The report's part on explicit content: what the trained head finds that the word lists do not have, on texts about
 * things that it has not learned from. The head is trained here as the task of the light tier says, once for each part
 * of the cross-validation and once without the untouched texts, so that every text is read by weights that know
 * neither it nor others about the same thing.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DATA_FOLDER, hasData, readPaired, readTable } from '../../datasets.ts';
import { DEFAULT_TASK } from '../../light/default.ts';
import { calibrate, probabilitiesOf } from '../../light/train/calibrate.ts';
import type { OutOfFold } from '../../light/train/calibrate.ts';
import { readCorpus } from '../../light/train/corpus.ts';
import { isAny, isScored, joinParts, scorePart } from '../../light/train/score.ts';
import { parseTask } from '../../light/train/task.ts';
import { fold } from '../../text/fold.ts';
import { flatten, PhraseMatcher } from '../../text/phrases.ts';
import { skeleton } from '../../text/skeleton.ts';
import { lightExplicit } from '../layers/explicit.ts';
import { findWords } from '../layers/words.ts';
import { LDNOOBW } from '../lists/ldnoobw.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { sideOf } from '../sides.ts';
import { percent, table } from './table.ts';

const HEAD = 'explicit';

/** Words of the list that are rude, violent or ambiguous rather than sexual. */
const NOT_SEXUAL = new Set(
  'apeshit,arsehole,ass,asshole,bastard,bitch,bitches,bullshit,clusterfuck,fuck,fuckin,fucking,shit,shitty,shitblimp,slut,suck,sucks,tosser,twat,wank,nigga,nigger,faggot,honkey,kike,paki,spic,raghead,wetback,tranny,jigaboo,jiggaboo,jiggerboo,negro,neonazi,swastika,white power,towelhead,beaner,beaners,darkie,retard,cocks,sexy,dick,butt,rape,raping,rapist,date rape,how to kill,how to murder,camel toe,viagra,skeet,coon,coons,big black,hooker,escort,nsfw,hardcore,hard core,twinkie,playboy,domination,snatch,spunk'.split(
    ',',
  ),
);
const TERMS = new PhraseMatcher([
  LDNOOBW['en']!.map((word) => word.toLowerCase()).filter((word) => !NOT_SEXUAL.has(word)),
]);

interface Judged {
  readonly text: string;
  readonly listed: boolean;
  readonly read: boolean;
}

const isHeld = (probability: number): boolean =>
  sideOf(probability, DEFAULT_POLICY.thresholds, HEAD) !== 'under';

function judged(text: string, read: boolean): Judged {
  const folded = fold(text);
  const content = { flat: flatten(folded), skeleton: skeleton(folded), languages: ['en'] };
  return { text, listed: findWords(content).explicit.length > 0, read };
}

function served(text: string): Judged {
  const probability = lightExplicit({ text, skeleton: skeleton(fold(text)), english: true }) ?? 0;
  return judged(text, isHeld(probability));
}

/** The hand-written texts, and the harmless side data, each read by weights that have not seen it. */
function unseen(): {
  readonly written: (untouched: boolean, label: 0 | 1) => readonly Judged[];
  readonly harmless: readonly (readonly [string, readonly Judged[]])[];
} {
  const whole = parseTask(readFileSync(fileURLToPath(DEFAULT_TASK), 'utf8'));
  const head = whole.heads.find(({ name }) => name === HEAD)!;
  const task = { ...whole, heads: [head] };
  const corpus = readCorpus(task, DATA_FOLDER);
  const parts = Array.from({ length: task.folds }, (_, part) => scorePart(task, corpus, part));
  const calibration = calibrate(head, joinParts(task, corpus, parts, isScored).get(HEAD)!);
  const last = scorePart(task, corpus, corpus.untouched);
  const rowsOf = (of: typeof parts): OutOfFold => joinParts(task, corpus, of, isAny).get(HEAD)!;
  const p = new Float64Array(1);
  const read = (rows: OutOfFold, wanted: (source: number, label: number) => boolean): readonly Judged[] =>
    Array.from(rows.labels.keys())
      .filter((row) => wanted(rows.sources[row]!, rows.labels[row]!))
      .map((row) => {
        const held = isHeld(probabilitiesOf(calibration, rows.logits, row, p)[0]!);
        return judged(corpus.texts[rows.texts[row]!]!, held);
      });
  const [inner, outer] = [rowsOf(parts), rowsOf([last])];
  return {
    written: (untouched, label) =>
      read(
        untouched ? outer : inner,
        (source, found) =>
          head.sources[source]!.scored && head.sources[source]!.untouched === untouched && found === label,
      ),
    harmless: head.sources.flatMap(({ name, scored }, index) =>
      scored ? [] : [[name, read(inner, (source) => source === index)] as const],
    ),
  };
}

function row(name: string, texts: readonly Judged[]): string[] {
  const share = (test: (one: Judged) => boolean): string => percent(texts.filter(test).length, texts.length);
  return [
    name,
    String(texts.length),
    share(({ listed }) => listed),
    share(({ read }) => read),
    share(({ listed, read }) => read && !listed),
    share(({ listed, read }) => listed || read),
  ];
}

/** The text without the listed words: what people wrote around them. */
function masked(text: string): string {
  const hits = TERMS.find(flatten(fold(text))).toSorted((one, other) => other.start - one.start);
  return hits.reduce((kept, { start, end }) => `${kept.slice(0, start)} ${kept.slice(end)}`, text);
}

/** Texts of other people, by whether they have a sexual word of the list; of those without, one in ten. */
function found(): { readonly sexual: readonly string[]; readonly others: readonly string[] } {
  const texts = [
    ...readTable('goemotions/train.tsv.gz', 1, false, 0),
    ...readTable('davidson-hate-offensive/train.tsv.gz', 4, true),
    ...readPaired('tweeteval/offensive', 'train'),
    ...readPaired('tweeteval/hate', 'train'),
    ...readTable('surge-toxicity/train.tsv.gz', 0, true),
  ].map(({ text }) => text);
  const isSexual = (text: string): boolean => TERMS.find(flatten(fold(text))).length > 0;
  return {
    sexual: texts.filter(isSexual),
    others: texts.filter((text, index) => index % 10 === 0 && !isSexual(text)),
  };
}

export function explicitSection(): string {
  if (!hasData('goemotions') || !hasData('davidson-hate-offensive'))
    return '## Explicit content\n\nAbsent: data.';
  const { written, harmless } = unseen();
  const banking = readTable('banking77-intents/train.csv.gz', 0, true);
  const tweets = readPaired('tweeteval/sentiment', 'val').filter(({ label }) => label === '2');
  const { sexual, others } = found();
  const rows = [
    row('explicit, cross-validation', written(false, 1)),
    row('ordinary with the same words, cross-validation', written(false, 0)),
    row('explicit, untouched', written(true, 1)),
    row('ordinary with the same words, untouched', written(true, 0)),
    ...harmless.map(([name, texts]) => row(`harmless: ${name}, cross-validation`, texts)),
    row(
      'harmless: customers asking a bank (Banking77)',
      banking.map(({ text }) => served(text.replace(/,[\w?]+$/, ''))),
    ),
    row(
      'harmless: positive tweets (TweetEval sentiment val)',
      tweets.map(({ text }) => served(text)),
    ),
    row('with a sexual word of the list', sexual.map(served)),
    row(
      'the same, that word taken out',
      sexual.map((text) => served(masked(text))),
    ),
    row('without such a word, one in ten', others.map(served)),
  ];
  return `## Explicit content

Scored by word lists, by the head \`explicit\` of the light tier, and, where they are switched on, by the sexual
categories of hosted moderators. No open set here has labels for it, so the head learned from
\`models/light/data/explicit.jsonl\`: offers, remarks and advertising of a sexual kind in moderate words, and ordinary
texts (health, shops, kitchens, sports, news) that have their words. What a text is about is written beside it; texts
about one thing stay in one part of the cross-validation, so here the head is asked about things that it has not
learned from, on both sides. \`explicit-untouched.jsonl\`, by the same hand, is about other things still; no setting was
chosen by it, and it was read a few times while others were. "Holds": at the limits of the default policy a person looks.
The last three rows are of texts of other people (GoEmotions, Davidson, TweetEval offensive and hate, Surge); nobody
has labelled them.

${table(['texts', 'count', 'lists hold', 'head holds', 'head alone', 'either'], rows)}

The head finds offers and remarks that have no word of the lists, about things that are new to it. What it has learned
is how one hand writes them: of other people's texts with a sexual word it holds no more than of those without, so there
the lists know what it does not. It takes ordinary texts for explicit too, seldom a brand's reply, oftener a question to
a bank. So it can only hold: it never flags alone, and that it sees nothing says nothing. Before it, naive Bayes on weak
labels (texts with a listed word) found 6 to 10 % of texts with words that were put aside, and was left out. Labels of
people, or hosted moderators, which have learned from such, would tell more.`;
}
