/**
 * From a task file to a weights file and its card: cross-validation first (each part scored by weights that did
 * not see it: calibration, thresholds, scores), then weights from all examples. Deterministic in task, data and seed.
 */
import { FEATURE_HASH } from '../features/scanner.ts';
import type { HeadHeader, WeightsHeader } from '../format/header.ts';
import { decodeWeights, encodeWeights } from '../format/weights.ts';
import { calibrate, thresholdsOf } from './calibrate.ts';
import type { OutOfFold } from './calibrate.ts';
import { cardOf } from './card.ts';
import type { ModelCard } from './card.ts';
import { readCorpus } from './corpus.ts';
import type { Corpus } from './corpus.ts';
import { fitAll, rowsOf, servedHeads } from './fit.ts';
import { columnsOf, logits } from './linear.ts';
import { bytesOf, layOut, planeStarts, quantise, scaleOf } from './quantise.ts';
import type { HeadTask, Task } from './task.ts';

export interface Trained {
  readonly file: Buffer;
  readonly card: ModelCard;
  readonly outOfFold: ReadonlyMap<string, OutOfFold>;
}

export interface TrainOptions {
  /** Folder that the task's files are in. */
  readonly folder: string;
  /** For the card; the weights do not depend on it. */
  readonly date: string;
  readonly progress?: (line: string) => void;
}

export function train(task: Task, options: TrainOptions): Trained {
  const say = options.progress ?? ((): void => undefined);
  const corpus = readCorpus(task, options.folder);
  say(
    `${corpus.texts.length} texts, ${Math.round(corpus.features.length / corpus.texts.length)} features each`,
  );
  const outOfFold = crossValidate(task, corpus, say);
  const { planes, place } = layOut(task);
  const bytes = new Int8Array(bytesOf(planes));
  const starts = planeStarts(planes);
  const heads: HeadHeader[] = [];
  fitAll(task, corpus, null, (head, model) => {
    const { plane, column } = place.get(head.name)!;
    const scale = scaleOf(model);
    quantise(model, scale, { planes: bytes, from: starts[plane]!, stride: planes[plane]!.columns, column });
    const seen = outOfFold.get(head.name)!;
    const calibration = calibrate(head, seen);
    const thresholds = thresholdsOf(head, seen, calibration);
    heads.push({
      name: head.name,
      kind: head.kind,
      classes: head.classes,
      plane,
      column,
      scale,
      bias: Array.from(model.bias, (one) => Number(one.toPrecision(9))),
      calibration,
      thresholds,
      reviewOnly: head.reviewOnly,
    });
    say(`${head.name}: trained on ${corpus.examples.get(head.name)!.text.length} examples`);
  });
  const header: WeightsHeader = { name: task.name, featureSpec: FEATURE_HASH, planes, heads };
  const file = encodeWeights(header, bytes);
  const weights = decodeWeights(file, FEATURE_HASH);
  return { file, outOfFold, card: cardOf({ task, corpus, weights, outOfFold, date: options.date }) };
}

/** Logits of every scored example by weights trained on the other parts. */
export function crossValidate(
  task: Task,
  corpus: Corpus,
  say: (line: string) => void,
): ReadonlyMap<string, OutOfFold> {
  const found = new Map<
    string,
    { logits: number[]; labels: number[]; sources: number[]; groups: number[] }
  >();
  for (let part = 0; part < task.folds; part++) {
    say(`part ${part + 1} of ${task.folds}`);
    fitAll(task, corpus, part, (head, model) => {
      const into = found.get(head.name) ?? { logits: [], labels: [], sources: [], groups: [] };
      found.set(head.name, into);
      const { text, label, source, group } = corpus.examples.get(head.name)!;
      const z = new Float64Array(model.columns);
      for (const row of rowsOf(corpus, head, part, true)) {
        if (!isScored(head, source[row]!)) continue;
        into.logits.push(...logits(model, corpus, text[row]!, z));
        into.labels.push(label[row]!);
        into.sources.push(source[row]!);
        into.groups.push(group[row]!);
      }
    });
  }
  return new Map(
    servedHeads(task).map((head) => {
      const { logits: values, labels, sources, groups } = found.get(head.name)!;
      return [
        head.name,
        {
          columns: columnsOf(head),
          logits: Float32Array.from(values),
          labels: Uint32Array.from(labels),
          sources: Uint8Array.from(sources),
          groups: Uint16Array.from(groups),
        },
      ];
    }),
  );
}

function isScored(head: HeadTask, source: number): boolean {
  return head.sources[source]!.scored;
}
