/** The model card: what a weights file was made of and how good it is, for people and for programs. */
import type { Weights } from '../format/weights.ts';
import { multiScores, probabilitiesOf } from './calibrate.ts';
import type { OutOfFold } from './calibrate.ts';
import type { Corpus, SourceFacts } from './corpus.ts';
import { servedHeads } from './fit.ts';
import { calibrationError, reliability, scoresOf } from './measures.ts';
import type { Reliability } from './measures.ts';
import type { HeadTask, Task } from './task.ts';

export interface CardScores {
  readonly source: string;
  readonly rows: number;
  /** In hundredths, one digit. Of weights that had not seen the example. */
  readonly accuracy: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  readonly microF1: number;
  /** By class. */
  readonly f1: Readonly<Record<string, number>>;
  /** Share of `no` that is answered yes; null for heads that are not binary. */
  readonly falseAlarms: number | null;
  /** Expected calibration error in hundredths, ten bins; null for multi. */
  readonly calibrationError: number | null;
}

export interface CardHead {
  readonly name: string;
  readonly kind: HeadTask['kind'];
  readonly classes: readonly string[];
  readonly reviewOnly: boolean;
  readonly thresholds: readonly number[];
  readonly data: readonly SourceFacts[];
  readonly scores: readonly CardScores[];
  /** Kinds of examples that a source names, such as HateCheck's functionalities. */
  readonly groups: readonly { readonly group: string; readonly rows: number; readonly accuracy: number }[];
  /** Ten bars of confidence, all scored sources together; empty for multi. */
  readonly reliability: readonly Reliability[];
}

export interface ModelCard {
  readonly name: string;
  readonly modelVersion: string;
  readonly sha256: string;
  readonly date: string;
  readonly seed: number;
  readonly folds: number;
  readonly featureSpec: string;
  readonly intendedUse: string;
  readonly heads: readonly CardHead[];
}

const INTENDED_USE =
  'Demonstration weights for texts that people write to a brand on social networks. Trained on research data: ' +
  'train your own on your own labels before commercial use. Heads marked reviewOnly put texts before a person ' +
  'and never act. Scores are of cross-validation on the parts that are open for training.';

export interface CardInput {
  readonly task: Task;
  readonly corpus: Corpus;
  readonly weights: Weights;
  readonly outOfFold: ReadonlyMap<string, OutOfFold>;
  readonly date: string;
}

export function cardOf({ task, corpus, weights, outOfFold, date }: CardInput): ModelCard {
  return {
    name: task.name,
    modelVersion: weights.modelVersion,
    sha256: weights.sha256,
    date,
    seed: task.seed,
    folds: task.folds,
    featureSpec: weights.header.featureSpec,
    intendedUse: INTENDED_USE,
    heads: servedHeads(task).map((head, index): CardHead => {
      const { calibration, thresholds } = weights.header.heads[index]!;
      const seen = outOfFold.get(head.name)!;
      const groups = new Map<string, number[]>();
      for (const [row, source] of seen.sources.entries()) {
        const name = head.sources[source]!.name;
        if (!groups.has(name)) groups.set(name, []);
        groups.get(name)!.push(row);
      }
      const everything = Array.from(seen.labels.keys());
      const answers = answersOf(head, seen, calibration, thresholds);
      const named = [...groups].map(([name, rows]) =>
        scoreRows(head, seen, answers, calibration, thresholds, name, rows),
      );
      const all =
        groups.size > 1 ? [scoreRows(head, seen, answers, calibration, thresholds, 'all', everything)] : [];
      return {
        name: head.name,
        kind: head.kind,
        classes: head.classes,
        reviewOnly: head.reviewOnly,
        thresholds,
        data: corpus.facts.get(head.name)!,
        scores: [...named, ...all],
        groups: groupScores(answers, seen, corpus.examples.get(head.name)!.groupNames),
        reliability: head.kind === 'multi' ? [] : bars(answers, everything, seen),
      };
    }),
  };
}

interface Answers {
  readonly label: Uint32Array;
  readonly confidence: Float64Array;
}

function answersOf(
  head: HeadTask,
  seen: OutOfFold,
  calibration: Parameters<typeof probabilitiesOf>[0],
  thresholds: readonly number[],
): Answers {
  const p = new Float64Array(seen.columns);
  const label = new Uint32Array(seen.labels.length);
  const confidence = new Float64Array(seen.labels.length);
  for (let i = 0; i < label.length; i++) {
    probabilitiesOf(calibration, seen.logits, i, p);
    if (head.kind === 'binary') {
      label[i] = p[0]! >= thresholds[0]! ? 1 : 0;
      confidence[i] = label[i] === 1 ? p[0]! : 1 - p[0]!;
      continue;
    }
    for (let c = 1; c < p.length; c++) if (p[c]! > p[label[i]!]!) label[i] = c;
    confidence[i] = p[label[i]!]!;
  }
  return { label, confidence };
}

function groupScores(answers: Answers, seen: OutOfFold, names: readonly string[]): CardHead['groups'] {
  const rows = new Uint32Array(names.length);
  const right = new Uint32Array(names.length);
  for (const [row, group] of seen.groups.entries()) {
    rows[group]!++;
    if (answers.label[row] === seen.labels[row]) right[group]!++;
  }
  return names
    .map((group, index) => ({ group, rows: rows[index]!, accuracy: percent(right[index]! / rows[index]!) }))
    .slice(1)
    .filter((one) => one.rows > 0)
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

function bars(answers: Answers, rows: readonly number[], seen: OutOfFold): Reliability[] {
  return reliability(
    rows.map((row) => answers.confidence[row]!),
    rows.map((row) => (answers.label[row] === seen.labels[row] ? 1 : 0)),
  ).map(({ count, confidence, accuracy }) => ({
    count,
    confidence: round4(confidence),
    accuracy: round4(accuracy),
  }));
}

function scoreRows(
  head: HeadTask,
  seen: OutOfFold,
  answers: Answers,
  calibration: Parameters<typeof probabilitiesOf>[0],
  thresholds: readonly number[],
  source: string,
  rows: readonly number[],
): CardScores {
  const gold = rows.map((row) => seen.labels[row]!);
  const said = rows.map((row) => answers.label[row]!);
  const part: OutOfFold = {
    ...seen,
    labels: Uint32Array.from(gold),
    logits: Float32Array.from(
      rows.flatMap((row) => [...seen.logits.subarray(row * seen.columns, (row + 1) * seen.columns)]),
    ),
  };
  const multi = head.kind === 'multi';
  const scores = multi
    ? multiScores(part, calibration, thresholds)
    : scoresOf(gold, said, head.classes.length);
  const negatives = gold.filter((label) => label === 0).length;
  const alarms = gold.filter((label, i) => label === 0 && said[i] === 1).length;
  return {
    source,
    rows: rows.length,
    accuracy: percent(scores.accuracy),
    macroRecall: percent(scores.macroRecall),
    macroF1: percent(scores.macroF1),
    microF1: percent(scores.microF1),
    f1: Object.fromEntries(head.classes.map((name, c) => [name, percent(scores.f1[c]!)])),
    falseAlarms: head.kind === 'binary' && negatives > 0 ? percent(alarms / negatives, 2) : null,
    calibrationError: multi ? null : percent(calibrationError(bars(answers, rows, seen))),
  };
}

function percent(value: number, digits = 1): number {
  return Number.isNaN(value) ? 0 : Number((value * 100).toFixed(digits));
}

function round4(value: number): number {
  return Number(value.toFixed(4));
}
