/**
 * Measures the baseline on open validation data and prints a table: `node models/report.ts`.
 * The data lies beside the checkout (see `datasets.ts`); what is absent is named and left out.
 */
import { hasData, readPaired, readTable } from './datasets.ts';
import type { Labelled } from './datasets.ts';
import { outcomes } from './report-outcomes.ts';
import { findWords } from './safety/layers/words.ts';
import type { WordScores } from './safety/layers/words.ts';
import { fold } from './text/fold.ts';
import { detectLanguage } from './text/language.ts';
import { flatten } from './text/phrases.ts';
import { skeleton } from './text/skeleton.ts';
import { tokenize } from './text/tokens.ts';
import { readSentiment } from './understanding/sentiment.ts';
import { readSpam, SPAM_THRESHOLD } from './understanding/spam.ts';

export interface Score {
  readonly rows: number;
  readonly accuracy: number;
  readonly macroRecall: number;
  readonly macroF1: number;
}

/** Counts of gold and answered labels, turned into the usual measures. */
export function score(rows: readonly Labelled[], answer: (text: string) => string): Score {
  const labels = [...new Set(rows.map((row) => row.label))];
  const answers = rows.map((row) => answer(row.text));
  const right = rows.filter((row, index) => answers[index] === row.label).length;
  const perLabel = labels.map((label) => {
    const gold = rows.filter((row) => row.label === label).length;
    const said = answers.filter((one) => one === label).length;
    const both = rows.filter((row, index) => row.label === label && answers[index] === label).length;
    return { recall: both / gold, f1: (2 * both) / (gold + said) };
  });
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    rows: rows.length,
    accuracy: right / rows.length,
    macroRecall: mean(perLabel.map((one) => one.recall)),
    macroF1: mean(perLabel.map((one) => one.f1)),
  };
}

const SENTIMENT_NAMES = { negative: '0', neutral: '1', positive: '2' } as const;

function sentimentOf(language: string | null): (text: string) => string {
  return (text) => {
    const read = tokenize(text);
    return SENTIMENT_NAMES[readSentiment(read, language ?? detectLanguage(read.read, read.tokens)).label];
  };
}

const languageOf = (text: string): string => {
  const read = tokenize(text);
  return detectLanguage(read.read, read.tokens);
};

const spamOf = (text: string): string => {
  const read = tokenize(text);
  return readSpam(read, flatten(read.folded)).score > SPAM_THRESHOLD ? 'spam' : 'ham';
};

/** Functionality, case, template, label, target, text. */
const hateCheck = (): Labelled[] => readTable('hatecheck-sample/cases.tsv.gz', 3, true);

/** YouTube marks spam with 1. */
const youtube = (): Labelled[] =>
  readTable('youtube-spam/train.tsv.gz', 2, true).map((row) => ({
    text: row.text,
    label: row.label === '1' ? 'spam' : 'ham',
  }));

/** Whether the gate's lists find anything of the kind in an English text. */
function wordScore(text: string, kind: keyof WordScores): boolean {
  const folded = fold(text);
  return findWords({ flat: flatten(folded), skeleton: skeleton(folded), languages: ['en'] })[kind].length > 0;
}

interface Measure {
  readonly name: string;
  readonly folder: string;
  readonly rows: () => Labelled[];
  readonly answer: (text: string) => string;
}

const UMSAB = {
  english: 'en',
  spanish: 'es',
  french: 'fr',
  german: 'de',
  italian: 'it',
  portuguese: 'pt',
  arabic: 'ar',
};

export const MEASURES: readonly Measure[] = [
  {
    name: 'sentiment en (TweetEval val)',
    folder: 'tweeteval/sentiment',
    rows: () => readPaired('tweeteval/sentiment', 'val'),
    answer: sentimentOf(null),
  },
  ...Object.entries(UMSAB).map(([folder, code]) => ({
    name: `sentiment ${code} (UMSAB val)`,
    folder: `umsab-sentiment/${folder}`,
    rows: () => readPaired(`umsab-sentiment/${folder}`, 'val'),
    answer: sentimentOf(null),
  })),
  {
    name: 'language (tweets)',
    folder: 'language-id-tweets',
    rows: () => readTable('language-id-tweets/train.tsv.gz', 0, false),
    answer: languageOf,
  },
  {
    name: 'spam (SMS, open part)',
    folder: 'sms-spam',
    rows: () => readTable('sms-spam/train.tsv.gz', 0, true),
    answer: spamOf,
  },
  { name: 'spam (YouTube, open part)', folder: 'youtube-spam', rows: youtube, answer: spamOf },
  {
    name: 'toxicity word list (Surge, open)',
    folder: 'surge-toxicity',
    rows: () => readTable('surge-toxicity/train.tsv.gz', 0, true),
    answer: (text) =>
      wordScore(text, 'toxicity') || wordScore(text, 'hate') || wordScore(text, 'explicit') ? '1' : '0',
  },
  {
    name: 'hate word list (HateCheck, open)',
    folder: 'hatecheck-sample',
    rows: hateCheck,
    answer: (text) => (wordScore(text, 'hate') ? 'hateful' : 'non-hateful'),
  },
];

function percent(value: number): string {
  return (value * 100).toFixed(1).padStart(6);
}

if (import.meta.main) {
  console.log(`${'measure'.padEnd(34)} ${'rows'.padStart(6)}    acc  recall    F1  (macro)`);
  for (const measure of MEASURES) {
    if (!hasData(measure.folder)) {
      console.log(`${measure.name.padEnd(34)} absent: ${measure.folder}`);
      continue;
    }
    const { rows, accuracy, macroRecall, macroF1 } = score(measure.rows(), measure.answer);
    const cells = [percent(accuracy), percent(macroRecall), percent(macroF1)].join(' ');
    console.log(`${measure.name.padEnd(34)} ${String(rows).padStart(6)} ${cells}`);
  }
  if (hasData('tweeteval/sentiment')) {
    const texts = readPaired('tweeteval/sentiment', 'val').map((row) => row.text);
    console.log(`\nwhat becomes of these ${texts.length} tweets as mentions (TweetEval val)`);
    for (const [name, count] of await outcomes(texts))
      console.log(`${name.padEnd(34)} ${String(count).padStart(6)}`);
  }
}
