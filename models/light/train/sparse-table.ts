/** The table of one head while it is trained, in the memory of the kernel: weights, squares and ratios by quads. */
import { FEATURE_SPEC } from '../features/spec.ts';
import { embedKernel } from '../kernel/embed.ts';
import type { EmbedKernel } from '../kernel/embed.ts';

const QUAD_BYTES = 48;
const QUAD_FLOATS = QUAD_BYTES / 4;

export class SparseTable {
  /** Sums of the last `sum`; then the caller's gradient for `step`. */
  readonly row: Float32Array;
  readonly #columns: number;
  readonly #quads: number;
  readonly #buckets: number;
  readonly #features: Uint32Array;
  readonly #floats: Float32Array;
  readonly #kernel: EmbedKernel;
  readonly #rowAt: number;
  readonly #tableAt: number;

  constructor(bits: number, columns: number) {
    this.#columns = columns;
    this.#quads = Math.ceil(columns / 4);
    this.#buckets = 2 ** bits;
    this.#rowAt = FEATURE_SPEC.maxFeatures * 4;
    this.#tableAt = this.#rowAt + this.#quads * 16;
    const bytes = this.#tableAt + this.#buckets * this.#quads * QUAD_BYTES;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
    this.#features = new Uint32Array(memory.buffer, 0, FEATURE_SPEC.maxFeatures);
    this.row = new Float32Array(memory.buffer, this.#rowAt, this.#quads * 4);
    const floats = this.#buckets * this.#quads * QUAD_FLOATS;
    this.#floats = new Float32Array(memory.buffer, this.#tableAt, floats);
    for (let quad = 0; quad < floats; quad += QUAD_FLOATS) {
      this.#floats.fill(1e-6, quad + 4, quad + 8);
      this.#floats.fill(1, quad + 8, quad + 12);
    }
    this.#kernel = embedKernel(memory);
  }

  setRatio(bucket: number, column: number, ratio: number): void {
    this.#floats[this.#place(bucket, column) + 8] = ratio;
  }

  /** Sums the rows of `features[from … to - 1]` into `row`. */
  sum(features: Uint32Array, from: number, to: number): void {
    this.#features.set(features.subarray(from, to));
    this.#kernel.sumQuads(
      0,
      to - from,
      this.#buckets - 1,
      this.#tableAt,
      this.#quads * QUAD_BYTES,
      this.#rowAt,
    );
  }

  /** Steps the rows summed last against the gradient in `row`. */
  step(count: number, rate: number): void {
    this.#kernel.stepQuads(
      0,
      count,
      this.#buckets - 1,
      this.#tableAt,
      this.#quads * QUAD_BYTES,
      this.#rowAt,
      rate,
    );
  }

  /** `[bucket][column]` */
  weights(): Float32Array {
    const weights = new Float32Array(this.#buckets * this.#columns);
    for (let bucket = 0; bucket < this.#buckets; bucket++) {
      for (let c = 0; c < this.#columns; c++) {
        weights[bucket * this.#columns + c] = this.#floats[this.#place(bucket, c)]!;
      }
    }
    return weights;
  }

  #place(bucket: number, column: number): number {
    return (bucket * this.#quads + (column >> 2)) * QUAD_FLOATS + (column & 3);
  }
}
