/**
 * The dense half: an embedding per bucket that all heads share, and a small matrix per head, trained together
 * (the idea of fastText and of multi-task learning): heads with few examples learn from the words of the others.
 * It is linear from bucket to logit, so it folds into the same table of weights and costs nothing to read.
 */
import type { Corpus } from './corpus.ts';
import { columnsOf, exampleWeights, squash, targetOf } from './linear.ts';
import type { HeadWeights } from './linear.ts';
import { FEATURE_SPEC } from '../features/spec.ts';
import { embedKernel } from '../kernel/embed.ts';
import type { EmbedKernel } from '../kernel/embed.ts';
import type { SeededRandom } from './random.ts';
import type { HeadTask, Task } from './task.ts';

/** One head's share of the examples. */
export interface SharedTask {
  readonly head: HeadTask;
  readonly rows: Uint32Array;
}

export interface SharedModel {
  readonly dims: number;
  /** `[bucket][dim]` */
  readonly embedding: Float32Array;
  /** Per head: `[column][dim]`, and the bias of each column. */
  readonly heads: ReadonlyMap<string, { readonly matrix: Float64Array; readonly bias: Float64Array }>;
}

const BUCKETS = 1 << FEATURE_SPEC.bits;

export function trainShared(
  settings: NonNullable<Task['shared']>,
  tasks: readonly SharedTask[],
  corpus: Corpus,
  random: SeededRandom,
): SharedModel {
  const { dims } = settings;
  const table = new Table(dims);
  for (let i = 0; i < table.embedding.length; i++) table.embedding[i] = (random.next() - 0.5) / dims;
  const parts = tasks.map(({ head, rows }) => {
    const columns = columnsOf(head);
    const matrix = new Float64Array(columns * dims);
    for (let i = 0; i < matrix.length; i++) matrix[i] = (random.next() - 0.5) * 0.2;
    return {
      head,
      rows,
      columns,
      examples: corpus.examples.get(head.name)!,
      importance: exampleWeights(head, corpus.examples.get(head.name)!, rows),
      matrix,
      squares: new Float64Array(columns * dims).fill(1e-4),
      bias: new Float64Array(columns),
      biasSquares: new Float64Array(columns).fill(1e-4),
      z: new Float64Array(columns),
    };
  });
  const total = parts.reduce((sum, part) => sum + part.rows.length, 0);
  /** High bits say which head, low bits which of its rows. */
  const order = new Uint32Array(total);
  let filled = 0;
  for (const [index, part] of parts.entries()) {
    for (let i = 0; i < part.rows.length; i++) order[filled++] = (index << 24) | i;
  }
  const { hidden, back } = table;
  const { starts, features } = corpus;
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    random.shuffle(order);
    for (let turn = 0; turn < total; turn++) {
      const rate = settings.rate * (1 - (epoch + turn / total) / settings.epochs);
      const pick = order[turn]!;
      const part = parts[pick >>> 24]!;
      const { head, columns, matrix, squares, bias, biasSquares, z, examples } = part;
      const row = part.rows[pick & 0xffffff]!;
      const text = examples.text[row]!;
      const from = starts[text]!;
      const to = starts[text + 1]!;
      const norm = 1 / Math.sqrt(to - from);
      table.sum(features, from, to);
      for (let d = 0; d < dims; d++) hidden[d]! *= norm;
      for (let c = 0; c < columns; c++) {
        let sum = bias[c]!;
        for (let d = 0; d < dims; d++) sum += matrix[c * dims + d]! * hidden[d]!;
        z[c] = sum;
      }
      squash(head, z);
      const label = examples.label[row]!;
      const weight = part.importance[row]!;
      back.fill(0);
      for (let c = 0; c < columns; c++) {
        const g = (z[c]! - targetOf(head, label, c)) * weight;
        biasSquares[c]! += g * g;
        bias[c]! -= (rate * g) / Math.sqrt(biasSquares[c]!);
        for (let d = 0; d < dims; d++) {
          const i = c * dims + d;
          back[d]! += g * matrix[i]!;
          const gm = g * hidden[d]!;
          squares[i]! += gm * gm;
          matrix[i]! -= (rate * gm) / Math.sqrt(squares[i]!);
        }
      }
      let size = 0;
      for (let d = 0; d < dims; d++) {
        back[d]! *= norm;
        size += back[d]! * back[d]!;
      }
      size /= dims;
      if (size === 0) continue;
      table.step(to - from, size, rate);
    }
  }
  return {
    dims,
    embedding: table.embedding,
    heads: new Map(parts.map((part) => [part.head.name, { matrix: part.matrix, bias: part.bias }])),
  };
}

/** The embedding and what one example needs, in the memory of the kernel. */
class Table {
  readonly embedding: Float32Array;
  readonly hidden: Float32Array;
  readonly back: Float32Array;
  readonly #features: Uint32Array;
  readonly #kernel: EmbedKernel;
  readonly #width: number;
  readonly #at: {
    readonly features: number;
    readonly hidden: number;
    readonly back: number;
    readonly squares: number;
    readonly table: number;
  };

  constructor(dims: number) {
    this.#width = dims * 4;
    const features = 0;
    const hidden = FEATURE_SPEC.maxFeatures * 4;
    const back = hidden + this.#width;
    const squares = back + this.#width;
    const table = squares + BUCKETS * 4;
    this.#at = { features, hidden, back, squares, table };
    const memory = new WebAssembly.Memory({ initial: Math.ceil((table + BUCKETS * this.#width) / 65_536) });
    this.#features = new Uint32Array(memory.buffer, features, FEATURE_SPEC.maxFeatures);
    this.hidden = new Float32Array(memory.buffer, hidden, dims);
    this.back = new Float32Array(memory.buffer, back, dims);
    this.embedding = new Float32Array(memory.buffer, table, BUCKETS * dims);
    new Float32Array(memory.buffer, squares, BUCKETS).fill(1e-6);
    this.#kernel = embedKernel(memory);
  }

  /** Sum of the rows of `features[from … to - 1]` into `hidden`. */
  sum(features: Uint32Array, from: number, to: number): void {
    this.#features.set(features.subarray(from, to));
    this.#kernel.sum(this.#at.features, to - from, this.#at.table, this.#width, this.#at.hidden);
  }

  /** Steps the rows summed last against `back`. */
  step(count: number, size: number, rate: number): void {
    const { features, table, back, squares } = this.#at;
    this.#kernel.step(features, count, table, this.#width, back, squares, size, rate);
  }
}

/** The shared model as one head's table of weights. Only heads with all the buckets can take it. */
export function foldShared(model: SharedModel, head: HeadTask): HeadWeights {
  const { dims, embedding } = model;
  const columns = columnsOf(head);
  const { matrix, bias } = model.heads.get(head.name)!;
  const weights = new Float32Array(BUCKETS * columns);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let d = 0; d < dims; d++) sum += matrix[c * dims + d]! * embedding[bucket * dims + d]!;
      weights[bucket * columns + c] = sum;
    }
  }
  return { columns, bits: FEATURE_SPEC.bits, weights, bias: bias.slice() };
}
