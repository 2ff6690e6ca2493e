/**
 * The light tier: one pass over a text, one sum per plane, then every head's probabilities. Synchronous and pure:
 * the same text and weights always give the same answer.
 */
import { FEATURE_HASH, FeatureScanner } from '../features/scanner.ts';
import { FEATURE_SPEC } from '../features/spec.ts';
import { headColumns } from '../format/header.ts';
import type { HeadHeader } from '../format/header.ts';
import { decodeWeights, readWeights } from '../format/weights.ts';
import type { Weights } from '../format/weights.ts';
import { LANES, plainGather, wasmGather } from '../kernel/gather.ts';
import type { Gather } from '../kernel/gather.ts';

/** A head as the tier serves it. */
export interface TierHead {
  readonly name: string;
  readonly kind: HeadHeader['kind'];
  readonly classes: readonly string[];
  /** Of yes for binary, of each class for multi; empty for softmax. */
  readonly thresholds: readonly number[];
  readonly reviewOnly: boolean;
}

interface Slot extends TierHead {
  readonly header: HeadHeader;
  readonly columns: number;
  /** Index of the first sum. */
  readonly sum: number;
  /** Index of the first of its groups of sixteen columns, and one past the last. */
  readonly groups: readonly [number, number];
  readonly probabilities: Float64Array;
}

interface Group {
  readonly address: number;
  readonly stride: number;
  readonly mask: number;
  readonly out: number;
}

const PAGE = 65_536;
const FEATURES_AT = 0;
const SUMS_AT = FEATURE_SPEC.maxFeatures * 4;

/** Not for two threads at once: the buffers are shared by all calls. */
export class LightTier {
  readonly modelVersion: string;
  readonly heads: readonly TierHead[];
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #groups: Group[] = [];
  readonly #wanted: Uint8Array;
  readonly #scanner: FeatureScanner;
  readonly #sums: Int32Array;
  readonly #gather: Gather;

  /** `kernel: 'plain'` forces the twin in TypeScript. */
  constructor(weights: Weights, kernel: 'wasm' | 'plain' = 'wasm') {
    this.modelVersion = weights.modelVersion;
    const { planes, heads } = weights.header;
    const groupCount = planes.reduce((sum, plane) => sum + plane.columns / LANES, 0);
    const planesAt = SUMS_AT + groupCount * LANES * 4;
    const pages = Math.ceil((planesAt + weights.planes.length) / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    new Int8Array(memory.buffer).set(weights.planes, planesAt);
    this.#gather = (kernel === 'wasm' ? wasmGather(memory) : null) ?? plainGather(memory.buffer);
    this.#scanner = new FeatureScanner(new Uint32Array(memory.buffer, FEATURES_AT, FEATURE_SPEC.maxFeatures));
    this.#sums = new Int32Array(memory.buffer, SUMS_AT, groupCount * LANES);
    const firstGroup: number[] = [];
    let address = planesAt;
    for (const plane of planes) {
      firstGroup.push(this.#groups.length);
      for (let column = 0; column < plane.columns; column += LANES) {
        const out = SUMS_AT + this.#groups.length * LANES * 4;
        this.#groups.push({
          address: address + column,
          stride: plane.columns,
          mask: 2 ** plane.bits - 1,
          out,
        });
      }
      address += plane.columns * 2 ** plane.bits;
    }
    this.#wanted = new Uint8Array(this.#groups.length);
    const slots = heads.map((header): Slot => {
      const columns = headColumns(header);
      const first = firstGroup[header.plane]!;
      return {
        name: header.name,
        kind: header.kind,
        classes: header.classes,
        thresholds: header.thresholds,
        reviewOnly: header.reviewOnly,
        header,
        columns,
        sum: first * LANES + header.column,
        groups: [
          first + Math.floor(header.column / LANES),
          first + Math.floor((header.column + columns - 1) / LANES) + 1,
        ],
        probabilities: new Float64Array(header.classes.length),
      };
    });
    this.heads = slots;
    this.#slots = new Map(slots.map((slot) => [slot.name, slot]));
    this.use(slots.map((slot) => slot.name));
  }

  /** Heads that `read` computes from now on; throws for a name that the weights do not have. */
  use(names: readonly string[]): void {
    this.#wanted.fill(0);
    for (const name of names) {
      const slot = this.#slots.get(name);
      if (slot === undefined)
        throw new Error(`no head "${name}"; there are ${[...this.#slots.keys()].join(', ')}`);
      this.#wanted.fill(1, ...slot.groups);
    }
  }

  /** Scans the text and sums the planes of the heads in use; then ask `probabilities`. */
  read(text: string): void {
    const count = this.#scanner.scan(text);
    for (let i = 0; i < this.#groups.length; i++) {
      if (this.#wanted[i] === 0) continue;
      const group = this.#groups[i]!;
      this.#gather(group.address, group.stride, group.mask, FEATURES_AT, count, group.out);
    }
  }

  /**
   * Of the text read last, in the order of the head's classes (for binary: no, yes). They sum to 1 except for
   * multi. The array is overwritten by the next call for the same head.
   */
  probabilities(name: string): Float64Array {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`no head "${name}"`);
    const { header, columns, probabilities } = slot;
    const unit = header.scale / Math.sqrt(this.#scanner.count);
    const { calibration, bias } = header;
    if (calibration.kind === 'temperature') {
      let top = -Infinity;
      for (let c = 0; c < columns; c++) {
        const z = (this.#sums[slot.sum + c]! * unit + bias[c]!) / calibration.temperature;
        probabilities[c] = z;
        if (z > top) top = z;
      }
      let total = 0;
      for (let c = 0; c < columns; c++) total += probabilities[c] = Math.exp(probabilities[c]! - top);
      for (let c = 0; c < columns; c++) probabilities[c]! /= total;
      return probabilities;
    }
    const shift = header.kind === 'binary' ? 1 : 0;
    for (let c = 0; c < columns; c++) {
      const z = this.#sums[slot.sum + c]! * unit + bias[c]!;
      probabilities[c + shift] = 1 / (1 + Math.exp(-(calibration.slope[c]! * z + calibration.offset[c]!)));
    }
    if (shift === 1) probabilities[0] = 1 - probabilities[1]!;
    return probabilities;
  }
}

/** Index of the label: the likeliest class, or yes from its threshold on. Not for multi. */
export function labelIndex(head: TierHead, probabilities: Float64Array): number {
  if (head.kind === 'binary') return probabilities[1]! >= head.thresholds[0]! ? 1 : 0;
  let best = 0;
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c;
  return best;
}

export function tierOf(file: Buffer, kernel: 'wasm' | 'plain' = 'wasm'): LightTier {
  return new LightTier(decodeWeights(file, FEATURE_HASH), kernel);
}

export function loadTier(path: string | URL): LightTier {
  return new LightTier(readWeights(path, FEATURE_HASH));
}
