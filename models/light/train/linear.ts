/**
 * The sparse half: logistic regression over features scaled by their naive-Bayes log-count ratio (Wang and
 * Manning 2012), by AdaGrad (Duchi et al. 2011), folded to one weight per bucket and column. A text of n features
 * has the logit `sum of weights / sqrt(n) + bias`.
 */
import type { Corpus, Examples } from './corpus.ts';
import type { SeededRandom } from './random.ts';
import { SparseTable } from './sparse-table.ts';
import type { HeadTask } from './task.ts';

export interface HeadWeights {
  /** A column per class; one for a binary head. */
  readonly columns: number;
  readonly bits: number;
  /** `[bucket][column]`. */
  readonly weights: Float32Array;
  readonly bias: Float64Array;
}

export function columnsOf(head: HeadTask): number {
  return head.kind === 'binary' ? 1 : head.classes.length;
}

/** Weight of each example: its source's, times what makes classes count alike. */
export function exampleWeights(head: HeadTask, examples: Examples, rows: Uint32Array): Float32Array {
  const weights = new Float32Array(examples.text.length);
  const counts = new Float64Array(head.classes.length);
  for (const row of rows) {
    weights[row] = examples.weight[row]!;
    if (head.kind !== 'multi') counts[examples.label[row]!]! += examples.weight[row]!;
  }
  if (!head.balance || head.kind === 'multi') return weights;
  const total = counts.reduce((sum, one) => sum + one, 0);
  for (const row of rows) {
    const count = counts[examples.label[row]!]!;
    weights[row]! *= total / (head.classes.length * count);
  }
  return weights;
}

/** What the columns should say of an example: 1 or 0. */
export function targetOf(head: HeadTask, label: number, column: number): number {
  if (head.kind === 'binary') return label;
  return head.kind === 'multi' ? (label >>> column) & 1 : label === column ? 1 : 0;
}

/** Logits to probabilities in place. */
export function squash(head: HeadTask, logits: Float64Array): void {
  if (head.kind !== 'softmax') {
    for (let c = 0; c < logits.length; c++) logits[c] = 1 / (1 + Math.exp(-logits[c]!));
    return;
  }
  let top = -Infinity;
  for (let c = 0; c < logits.length; c++) if (logits[c]! > top) top = logits[c]!;
  let sum = 0;
  for (let c = 0; c < logits.length; c++) sum += logits[c] = Math.exp(logits[c]! - top);
  for (let c = 0; c < logits.length; c++) logits[c]! /= sum;
}

export function trainLinear(
  head: HeadTask,
  corpus: Corpus,
  examples: Examples,
  rows: Uint32Array,
  random: SeededRandom,
): HeadWeights {
  const columns = columnsOf(head);
  const { starts, features } = corpus;
  const importance = exampleWeights(head, examples, rows);
  const table = new SparseTable(head.bits, columns);
  if (head.bayes) fillRatios(table, head, corpus, examples, rows, importance);
  const bias = new Float64Array(columns);
  const biasSquares = new Float64Array(columns).fill(1e-6);
  const z = new Float64Array(columns);
  const order = Uint32Array.from(rows);
  for (let epoch = 0; epoch < head.epochs; epoch++) {
    random.shuffle(order);
    const rate = head.rate * (1 - epoch / head.epochs);
    for (const row of order) {
      const text = examples.text[row]!;
      const from = starts[text]!;
      const to = starts[text + 1]!;
      const norm = 1 / Math.sqrt(to - from);
      table.sum(features, from, to);
      for (let c = 0; c < columns; c++) z[c] = table.row[c]! * norm + bias[c]!;
      squash(head, z);
      const label = examples.label[row]!;
      for (let c = 0; c < columns; c++) {
        const g = (z[c]! - targetOf(head, label, c)) * importance[row]!;
        biasSquares[c]! += g * g;
        bias[c]! -= (rate * g) / Math.sqrt(biasSquares[c]!);
        table.row[c] = g * norm;
      }
      table.step(to - from, rate);
    }
  }
  return { columns, bits: head.bits, weights: table.weights(), bias };
}

/** Sets |log-count ratio| of each bucket and column: texts that hold the feature, add-one smoothing. */
function fillRatios(
  table: SparseTable,
  head: HeadTask,
  corpus: Corpus,
  examples: Examples,
  rows: Uint32Array,
  weights: Float32Array,
): void {
  const columns = columnsOf(head);
  const mask = 2 ** head.bits - 1;
  /** Weight of the texts that hold the feature, in all and by column. */
  const all = new Float32Array(mask + 1);
  const inside = new Float32Array((mask + 1) * columns);
  const totals = new Float64Array(columns);
  let total = 0;
  for (const row of rows) {
    const text = examples.text[row]!;
    const weight = weights[row]!;
    const label = examples.label[row]!;
    total += weight;
    for (let at = corpus.starts[text]!; at < corpus.starts[text + 1]!; at++) {
      all[corpus.features[at]! & mask]! += weight;
    }
    for (let c = 0; c < columns; c++) {
      if (targetOf(head, label, c) === 0) continue;
      totals[c]! += weight;
      for (let at = corpus.starts[text]!; at < corpus.starts[text + 1]!; at++) {
        inside[(corpus.features[at]! & mask) * columns + c]! += weight;
      }
    }
  }
  for (let bucket = 0; bucket <= mask; bucket++) {
    if (all[bucket] === 0) continue;
    for (let c = 0; c < columns; c++) {
      const here = inside[bucket * columns + c]!;
      const rest = Math.max(0, all[bucket]! - here);
      const ratio = Math.log((here + 1) / (totals[c]! + 2)) - Math.log((rest + 1) / (total - totals[c]! + 2));
      table.setRatio(bucket, c, Math.abs(ratio));
    }
  }
}

/** Logit of each column for one text. */
export function logits(model: HeadWeights, corpus: Corpus, text: number, out: Float64Array): Float64Array {
  const { columns, weights, bias } = model;
  const mask = (1 << model.bits) - 1;
  const from = corpus.starts[text]!;
  const to = corpus.starts[text + 1]!;
  out.fill(0);
  for (let at = from; at < to; at++) {
    const base = (corpus.features[at]! & mask) * columns;
    for (let c = 0; c < columns; c++) out[c]! += weights[base + c]!;
  }
  const norm = 1 / Math.sqrt(to - from);
  for (let c = 0; c < columns; c++) out[c] = out[c]! * norm + bias[c]!;
  return out;
}
