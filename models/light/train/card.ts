/** The model card: what a weights file was made of and how good it is, for people and for programs. */
import type { Weights } from '../format/weights.ts';
import { histogram } from './histogram.ts';
import { labelIndex } from '../infer/tier.ts';
import type { OutOfFold } from './calibrate.ts';
import type { Corpus, SourceFacts } from './corpus.ts';
import { asMixedSpam, asRead, scoresOfRead } from './evaluate.ts';
import type { Read } from './evaluate.ts';
import { servedHeads } from './fit.ts';
import { calibrationError, reliability } from './measures.ts';
import type { Reliability } from './measures.ts';
import type { HeadTask, Task } from './task.ts';

export interface CardScores {
  readonly source: string;
  readonly rows: number;
  /** Classes that its examples have; where it is not all, what is averaged over classes says little. */
  readonly classes: number;
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
  /** Of each class, for multi; the other heads answer with the likeliest class. */
  readonly thresholds: readonly number[];
  readonly data: readonly SourceFacts[];
  /** Of cross-validation, by source. */
  readonly scores: readonly CardScores[];
  /** Of the parts that no choice has looked at, read once by weights of everything else. */
  readonly untouched: readonly CardScores[];
  /** Kinds of examples that a source names, such as HateCheck's functionalities. */
  readonly groups: readonly { readonly group: string; readonly rows: number; readonly accuracy: number }[];
  /** Ten bars of confidence, all scored sources together; empty for multi. */
  readonly reliability: readonly Reliability[];
  /**
   * By class: shares of the scored texts with a probability of 0 to 0.1, 0.1 to 0.2, … 0.9 to 1. What later scores
   * are compared with to see drift (`drift.ts`).
   */
  readonly distribution: Readonly<Record<string, readonly number[]>>;
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
  'and never act. Scores are of int8 weights and of the likeliest class, on texts that those weights had not seen. The ' +
  'head trained on what the rules say (urgency) is scored by its agreement with the rules. kind and spamPost learned ' +
  'from posts that were written by hand to teach them, more alike than what people write: their scores are a little too good.';

export interface CardInput {
  readonly task: Task;
  readonly corpus: Corpus;
  readonly weights: Weights;
  /** Scored examples of the cross-validation, by head. */
  readonly seen: ReadonlyMap<string, OutOfFold>;
  /** Those of the parts that no choice has looked at. */
  readonly untouched: ReadonlyMap<string, OutOfFold>;
  /** Of the cross-validation with side data. */
  readonly all: ReadonlyMap<string, OutOfFold>;
  readonly date: string;
}

export function cardOf(input: CardInput): ModelCard {
  const { task, corpus, weights, date } = input;
  const heads = servedHeads(task).map((head, index): CardHead => {
    const { calibration, thresholds } = weights.header.heads[index]!;
    const seen = asRead(head, input.seen.get(head.name)!, calibration, thresholds);
    const untouched = asRead(head, input.untouched.get(head.name)!, calibration, thresholds);
    return {
      ...cardHead(head, seen),
      thresholds,
      data: corpus.facts.get(head.name)!,
      untouched: sourceScores(head.kind, head.classes, untouched, false),
      groups: groupScores(seen, corpus.examples.get(head.name)!.groupNames),
    };
  });
  const mixed = asMixedSpam(task, input.all, weights.header);
  const spam: CardHead[] =
    mixed === null
      ? []
      : [cardHead({ name: 'spam', kind: 'binary', classes: ['no', 'yes'], reviewOnly: false }, mixed)];
  return {
    name: task.name,
    modelVersion: weights.modelVersion,
    sha256: weights.sha256,
    date,
    seed: task.seed,
    folds: task.folds,
    featureSpec: weights.header.featureSpec,
    intendedUse: INTENDED_USE,
    heads: [...heads, ...spam],
  };
}

type Described = Pick<HeadTask, 'name' | 'kind' | 'classes' | 'reviewOnly'>;

function cardHead({ name, kind, classes, reviewOnly }: Described, read: Read): CardHead {
  return {
    name,
    kind,
    classes,
    reviewOnly,
    thresholds: [],
    data: [],
    scores: sourceScores(kind, classes, read, true),
    untouched: [],
    groups: [],
    reliability: kind === 'multi' ? [] : bars(read, everything(read)),
    distribution: Object.fromEntries(classes.map((one, c) => [one, distributionOf(read, c)])),
  };
}

function everything(read: Read): number[] {
  return Array.from(read.labels.keys());
}

/** One row a source, and one of all together where there are several and it is asked for. */
function sourceScores(
  kind: HeadTask['kind'],
  classes: readonly string[],
  read: Read,
  together: boolean,
): CardScores[] {
  const rows = new Map<string, number[]>();
  for (const [row, source] of read.sources.entries()) {
    if (!rows.has(source)) rows.set(source, []);
    rows.get(source)!.push(row);
  }
  const named = [...rows].map(([source, of]) => scoreRows(kind, classes, read, source, of));
  return together && rows.size > 1
    ? [...named, scoreRows(kind, classes, read, 'all', everything(read))]
    : named;
}

function groupScores(read: Read, names: readonly string[]): CardHead['groups'] {
  const rows = new Uint32Array(names.length);
  const right = new Uint32Array(names.length);
  for (const [row, group] of read.groups.entries()) {
    rows[group]!++;
    if (labelIndex(read.probabilities[row]!) === read.labels[row]) right[group]!++;
  }
  return names
    .map((group, index) => ({ group, rows: rows[index]!, accuracy: percent(right[index]! / rows[index]!) }))
    .slice(1)
    .filter((one) => one.rows > 0)
    .sort((a, b) => (a.group < b.group ? -1 : 1));
}

/** Of the confidence in the likeliest class. */
function bars(read: Read, rows: readonly number[]): Reliability[] {
  const answers = rows.map((row) => labelIndex(read.probabilities[row]!));
  return reliability(
    rows.map((row, i) => read.probabilities[row]![answers[i]!]!),
    rows.map((row, i) => (answers[i] === read.labels[row] ? 1 : 0)),
  ).map(({ count, confidence, accuracy }) => ({
    count,
    confidence: round4(confidence),
    accuracy: round4(accuracy),
  }));
}

function distributionOf(read: Read, column: number): number[] {
  return histogram(read.probabilities.map((values) => values[column]!)).map(round4);
}

function scoreRows(
  kind: HeadTask['kind'],
  classes: readonly string[],
  read: Read,
  source: string,
  rows: readonly number[],
): CardScores {
  const scores = scoresOfRead(kind, classes.length, read, rows);
  const negatives = rows.filter((row) => read.labels[row] === 0);
  const alarms = negatives.filter((row) => labelIndex(read.probabilities[row]!) === 1);
  return {
    source,
    rows: rows.length,
    classes: scores.recall.filter((recall) => !Number.isNaN(recall)).length,
    accuracy: percent(scores.accuracy),
    macroRecall: percent(scores.macroRecall),
    macroF1: percent(scores.macroF1),
    microF1: percent(scores.microF1),
    f1: Object.fromEntries(classes.map((name, c) => [name, percent(scores.f1[c]!)])),
    falseAlarms:
      kind === 'binary' && negatives.length > 0 ? percent(alarms.length / negatives.length, 2) : null,
    calibrationError: kind === 'multi' ? null : percent(calibrationError(bars(read, rows))),
  };
}

function percent(value: number, digits = 1): number {
  return Number.isNaN(value) ? 0 : Number((value * 100).toFixed(digits));
}

function round4(value: number): number {
  return Number(value.toFixed(4));
}
