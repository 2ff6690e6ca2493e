/** The report's part on the two classifiers: what each sees, and how often they contradict each other. */
import { hasData, readPaired, readTable } from '../../datasets.ts';
import { fold } from '../../text/fold.ts';
import { skeleton } from '../../text/skeleton.ts';
import { bayesScorer, lightScorer } from '../layers/classifiers.ts';
import { percent, table } from './table.ts';

/** As in `layers/classifiers.ts`, at the default thresholds. */
const NEAR = { toxicity: 0.7, hate: 0.4 } as const;
const APART = 0.4;

function sets(): readonly (readonly [string, readonly string[]])[] {
  const offensive = readPaired('tweeteval/offensive', 'val');
  const hate = readPaired('tweeteval/hate', 'val');
  const of = (rows: typeof hate, ...labels: string[]): string[] =>
    rows.filter((row) => labels.includes(row.label)).map((row) => row.text);
  const banking = readTable('banking77-intents/train.csv.gz', 0, true);
  return [
    ['customers asking a bank (Banking77)', banking.map((row) => row.text.replace(/,[\w?]+$/, ''))],
    ['positive tweets (TweetEval sentiment val)', of(readPaired('tweeteval/sentiment', 'val'), '2')],
    ['not offensive (TweetEval offensive val)', of(offensive, '0')],
    ['offensive (TweetEval offensive val)', of(offensive, '1')],
    ['no hate (TweetEval hate val)', of(hate, '0')],
    ['hate (TweetEval hate val)', of(hate, '1')],
  ];
}

export function classifiersSection(): string {
  if (!hasData('tweeteval/offensive')) return '## Two classifiers\n\nAbsent: tweeteval.';
  const rows = sets().flatMap(([name, texts]) => {
    const answers = texts.map((text) => {
      const content = { text, skeleton: skeleton(fold(text)), languages: ['en'] };
      return [lightScorer.scores(content)!, bayesScorer.scores(content)!] as const;
    });
    return (['toxicity', 'hate'] as const).map((head) => {
      const near = (value: number): boolean => value >= NEAR[head];
      const count = (test: (one: number, other: number) => boolean): string =>
        percent(answers.filter(([one, other]) => test(one[head], other[head])).length, answers.length);
      const contradict = (one: number, other: number): boolean =>
        Math.abs(one - other) >= APART && near(Math.max(one, other));
      return [
        name,
        head,
        String(texts.length),
        count((one) => near(one)),
        count((_, other) => near(other)),
        count(contradict),
        count((one, other) => contradict(one, other) || near((one + other) / 2)),
      ];
    });
  });
  return `## Two classifiers

English texts. The light tier (linear heads over words and letters) beside naive Bayes over whole words with tricks
undone (\`models/safety/bayes/\`, with its card). "Near": at or over the beginning of the band, toxicity 0.7, hate 0.4.
A person decides where the two contradict each other or their mean is near. None of these texts trained the Bayes
model except Banking77; the light tier's card names its own data.

${table(['texts', 'score', 'count', 'light near', 'Bayes near', 'contradict', 'a person decides'], rows)}`;
}
