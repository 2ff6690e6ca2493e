/** The report's part on the two classifiers: what each sees, how often they disagree, and what a person then reads. */
import { hasData, readPaired, readTable } from '../../datasets.ts';
import { fold } from '../../text/fold.ts';
import { skeleton } from '../../text/skeleton.ts';
import { bayesScorer, lightScorer } from '../layers/classifiers.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { sideOf } from '../sides.ts';
import { percent, table } from './table.ts';

type Head = 'toxicity' | 'hate';
const HEADS = ['toxicity', 'hate'] as const;

interface Texts {
  readonly name: string;
  readonly texts: readonly string[];
  /** Nothing in them that a brand could not write: what is held here is held for nothing. */
  readonly harmless: boolean;
  /** Scores whose classifier has seen these texts while it was trained. */
  readonly inSample: readonly `${'light' | 'Bayes'} ${Head}`[];
}

function sets(): readonly Texts[] {
  const offensive = readPaired('tweeteval/offensive', 'val');
  const hate = readPaired('tweeteval/hate', 'val');
  const of = (rows: typeof hate, ...labels: string[]): string[] =>
    rows.filter((row) => labels.includes(row.label)).map((row) => row.text);
  const banking = readTable('banking77-intents/train.csv.gz', 0, true);
  return [
    {
      name: 'customers asking a bank (Banking77)',
      texts: banking.map((row) => row.text.replace(/,[\w?]+$/, '')),
      harmless: true,
      inSample: ['Bayes toxicity'],
    },
    {
      name: 'positive tweets (TweetEval sentiment val)',
      texts: of(readPaired('tweeteval/sentiment', 'val'), '2'),
      harmless: true,
      inSample: [],
    },
    {
      name: 'not offensive (TweetEval offensive val)',
      texts: of(offensive, '0'),
      harmless: false,
      inSample: [],
    },
    { name: 'offensive (TweetEval offensive val)', texts: of(offensive, '1'), harmless: false, inSample: [] },
    { name: 'no hate (TweetEval hate val)', texts: of(hate, '0'), harmless: false, inSample: ['light hate'] },
    { name: 'hate (TweetEval hate val)', texts: of(hate, '1'), harmless: false, inSample: ['light hate'] },
  ];
}

type Answer = Readonly<Record<'light' | 'Bayes', Readonly<Record<Head, number>>>>;

function answersOf(texts: readonly string[]): readonly Answer[] {
  return texts.map((text) => {
    const content = { text, skeleton: skeleton(fold(text)), english: true };
    return { light: lightScorer.scores(content)!, Bayes: bayesScorer.scores(content)! };
  });
}

const { thresholds } = DEFAULT_POLICY;
const side = (value: number, head: Head): string => sideOf(value, thresholds, head);
const isNear = (value: number, head: Head): boolean => side(value, head) !== 'under';

function rowsOf({ name, texts, inSample }: Texts, answers: readonly Answer[]): string[][] {
  return HEADS.map((head) => {
    const share = (test: (light: number, bayes: number) => boolean): string =>
      percent(answers.filter(({ light, Bayes }) => test(light[head], Bayes[head])).length, answers.length);
    const marked = (who: 'light' | 'Bayes', cell: string): string =>
      inSample.includes(`${who} ${head}`) ? `${cell} †` : cell;
    const anyone = inSample.some((one) => one.endsWith(` ${head}`));
    const mark = (cell: string): string => (anyone ? `${cell} †` : cell);
    return [
      name,
      head,
      String(texts.length),
      marked(
        'light',
        share((light) => isNear(light, head)),
      ),
      marked(
        'Bayes',
        share((_, bayes) => isNear(bayes, head)),
      ),
      mark(share((light, bayes) => isNear((light + bayes) / 2, head))),
      mark(share((light, bayes) => side(light, head) !== side(bayes, head))),
      mark(share((light, bayes) => side(Math.max(light, bayes), head) === 'over')),
      mark(share((light, bayes) => isNear(Math.max(light, bayes), head))),
    ];
  });
}

const from = (head: Head): string => (thresholds[head] - thresholds.band).toFixed(1);

/** Bands to choose from: how many harmless texts each holds. */
const BANDS = [0, 0.05, 0.1, 0.2, 0.3];

function bandTable(all: readonly (readonly [Texts, readonly Answer[]])[]): string {
  const rows = all
    .filter(([{ harmless }]) => harmless)
    .map(([{ name }, answers]) => [
      name,
      ...BANDS.map((band) => {
        const held = answers.filter(({ light, Bayes }) =>
          HEADS.some(
            (head) => sideOf(Math.max(light[head], Bayes[head]), { ...thresholds, band }, head) !== 'under',
          ),
        );
        return percent(held.length, answers.length);
      }),
    ]);
  return table(['harmless texts', ...BANDS.map((band) => `band ${band}`)], rows);
}

export function classifiersSection(): string {
  if (!hasData('tweeteval/offensive')) return '## Two classifiers\n\nAbsent: tweeteval.';
  const all = sets().map((one) => [one, answersOf(one.texts)] as const);
  const rows = all.flatMap(([one, answers]) => rowsOf(one, answers));
  return `## Two classifiers

English texts. The light tier (linear heads over words and letters) beside naive Bayes over whole words with tricks
undone (\`models/safety/bayes/\`, with its card). "Near": in the band or over the threshold of the default policy, so
from toxicity ${from('toxicity')} and hate ${from('hate')}. Each classifier alone can hold and flag: "flagged" and "a person decides"
ask the worse of the two, "disagree" counts texts where the two stand on different sides of a limit. "Mean near" is what the mean
of the two would hold, for comparison: it lets one talk the other down.

† in-sample: a classifier of this figure has learned from these texts (Banking77 trained the Bayes model's toxicity;
the light tier's hate head learned from TweetEval hate train and val), so it says nothing of unseen texts. All other
figures are of texts that the scores in question have not seen; the light tier's shared features have seen the tweets
of TweetEval under other labels.

${table(['texts', 'score', 'count', 'light near', 'Bayes near', 'mean near', 'disagree', 'flagged', 'a person decides'], rows)}

How wide the band may be: the share of harmless texts that a person must look at, either score. The default is ${thresholds.band}.

${bandTable(all)}`;
}
