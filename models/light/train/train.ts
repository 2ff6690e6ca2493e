/**
 * From a task file to a weights file and its card: cross-validation first (calibration, thresholds, scores), then
 * one reading of what no choice has looked at, then weights from all examples. Deterministic in task, data and seed.
 */
import { createHash } from 'node:crypto';
import { FEATURE_HASH } from '../features/scanner.ts';
import type { HeadHeader, WeightsHeader } from '../format/header.ts';
import { decodeWeights, encodeWeights } from '../format/weights.ts';
import { calibrate, thresholdsOf } from './calibrate.ts';
import { cardOf } from './card.ts';
import type { ModelCard } from './card.ts';
import { readCorpus } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { fitAll } from './fit.ts';
import { encodeLearned } from './learned.ts';
import { bytesOf, layOut, planeStarts, quantise, scaleOf } from './quantise.ts';
import { isAny, isScored, isUntouched, joinParts, scorePart } from './score.ts';
import type { ScoredPart } from './score.ts';
import type { Task } from './task.ts';

export interface Trained {
  readonly file: Buffer;
  readonly card: ModelCard;
  /** Which texts it has learned from (`learned.ts`). */
  readonly learned: Buffer;
}

/** Where finished parts of the cross-validation wait for a run that goes on after one that was cut off. */
export interface PartStore {
  get(key: string): ScoredPart | undefined;
  set(key: string, part: ScoredPart): void;
}

export interface TrainOptions {
  /** Folder that the task's files are in. */
  readonly folder: string;
  /** For the card; the weights do not depend on it. */
  readonly date: string;
  readonly progress?: (line: string) => void;
  readonly parts?: PartStore;
}

export function train(task: Task, options: TrainOptions): Trained {
  const say = options.progress ?? ((): void => undefined);
  const corpus = readCorpus(task, options.folder);
  say(
    `${corpus.texts.length} texts, ${Math.round(corpus.features.length / corpus.texts.length)} features each`,
  );
  const parts = Array.from({ length: task.folds }, (_, part) => partOf(task, corpus, part, options, say));
  const seen = joinParts(task, corpus, parts, isScored);
  const untouched = joinParts(
    task,
    corpus,
    [partOf(task, corpus, corpus.untouched, options, say)],
    isUntouched,
  );
  const { planes, place } = layOut(task);
  const bytes = new Int8Array(bytesOf(planes));
  const starts = planeStarts(planes);
  const heads: HeadHeader[] = [];
  fitAll(task, corpus, null, (head, model) => {
    const { plane, column } = place.get(head.name)!;
    const scale = scaleOf(model);
    quantise(model, scale, { planes: bytes, from: starts[plane]!, stride: planes[plane]!.columns, column });
    const calibration = calibrate(head, seen.get(head.name)!);
    heads.push({
      name: head.name,
      kind: head.kind,
      classes: head.classes,
      plane,
      column,
      scale,
      bias: Array.from(model.bias, (one) => Number(one.toPrecision(9))),
      calibration,
      thresholds: thresholdsOf(head, seen.get(head.name)!, calibration),
      reviewOnly: head.reviewOnly,
    });
    say(`${head.name}: trained on ${corpus.examples.get(head.name)!.text.length} examples`);
  });
  const header: WeightsHeader = { name: task.name, featureSpec: FEATURE_HASH, planes, heads };
  const file = encodeWeights(header, bytes);
  const weights = decodeWeights(file, FEATURE_HASH);
  const all = joinParts(task, corpus, parts, isAny);
  const card = cardOf({ task, corpus, weights, seen, untouched, all, date: options.date });
  return { file, card, learned: encodeLearned(weights.sha256, corpus.texts) };
}

function partOf(
  task: Task,
  corpus: Corpus,
  part: number,
  { parts }: TrainOptions,
  say: (line: string) => void,
): ScoredPart {
  const key = keyOf(task, corpus, part);
  const found = parts?.get(key);
  if (found !== undefined) return found;
  say(part === corpus.untouched ? 'what no choice has looked at' : `part ${part + 1} of ${task.folds}`);
  const scored = scorePart(task, corpus, part);
  parts?.set(key, scored);
  return scored;
}

/** SHA-256 of all that a part's logits depend on, beside the program; calibration comes after them. */
function keyOf(task: Task, corpus: Corpus, part: number): string {
  const heads = task.heads.map((head) => ({ ...head, cut: null }));
  const facts = JSON.stringify([FEATURE_HASH, { ...task, heads }, [...corpus.facts], part]);
  return createHash('sha256').update(facts).digest('hex');
}
