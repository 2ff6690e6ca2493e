/**
 * The light tier: one pass over a text, one sum per plane, then every head's probabilities. Synchronous and pure:
 * the same text and weights always give the same answer.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { FEATURE_HASH, FeatureScanner } from '../features/scanner.ts';
import { FEATURE_SPEC } from '../features/spec.ts';
import { headColumns } from '../format/header.ts';
import type { HeadHeader } from '../format/header.ts';
import { decodeWeights } from '../format/weights.ts';
import type { Weights } from '../format/weights.ts';
import { LANES, plainGather, wasmGather } from '../kernel/gather.ts';
import type { Gather } from '../kernel/gather.ts';
import { KeptSums } from './kept-sums.ts';

/** A head as the tier serves it. */
export interface TierHead {
  readonly name: string;
  readonly kind: HeadHeader['kind'];
  readonly classes: readonly string[];
  /** Of each class, for multi; empty for the others. */
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
  readonly plane: number;
  readonly address: number;
  readonly stride: number;
  readonly mask: number;
  readonly out: number;
}

const PAGE = 65_536;
const FEATURES_AT = 0;
const SUMS_AT = FEATURE_SPEC.maxFeatures * 4;
/** Groups of sixteen columns that there is room for. */
const MAX_GROUPS = 256;
const FILE_AT = SUMS_AT + MAX_GROUPS * LANES * 4;

/** Memory that the kernel reads, with a whole weights file in it: the weights are read where they lie. */
interface Placed {
  readonly memory: WebAssembly.Memory;
  readonly weights: Weights;
}

/** Not for two threads at once: the buffers are shared by all calls. */
export class LightTier {
  readonly modelVersion: string;
  /** Of the weights file, hex. */
  readonly sha256: string;
  readonly heads: readonly TierHead[];
  readonly #slots: ReadonlyMap<string, Slot>;
  readonly #groups: Group[] = [];
  readonly #wanted: Uint8Array;
  #used: readonly string[] = [];
  readonly #scanner: FeatureScanner;
  readonly #sums: Int32Array;
  readonly #gather: Gather;

  /** Of the text read last: it, how many features it has, and the groups that are summed already. */
  #text: string | null = null;
  #count = 1;
  /** Text whose features lie in the scanner. */
  #scanned: string | null = null;
  #kept = new KeptSums(0);
  readonly #summed: Uint8Array;

  /** `kernel: 'plain'` forces the twin in TypeScript. */
  constructor({ memory, weights }: Placed, kernel: 'wasm' | 'plain' = 'wasm') {
    this.modelVersion = weights.modelVersion;
    this.sha256 = weights.sha256;
    const { planes, heads } = weights.header;
    const groupCount = planes.reduce((sum, plane) => sum + plane.columns / LANES, 0);
    if (groupCount > MAX_GROUPS) {
      throw new Error(
        `the weights have ${groupCount} groups of ${LANES} columns; ${MAX_GROUPS} are possible`,
      );
    }
    this.#gather = (kernel === 'wasm' ? wasmGather(memory) : null) ?? plainGather(memory.buffer);
    this.#scanner = new FeatureScanner(new Uint32Array(memory.buffer, FEATURES_AT, FEATURE_SPEC.maxFeatures));
    this.#sums = new Int32Array(memory.buffer, SUMS_AT, groupCount * LANES);
    const firstGroup: number[] = [];
    let address = weights.planes.byteOffset;
    for (const [index, plane] of planes.entries()) {
      firstGroup.push(this.#groups.length);
      for (let column = 0; column < plane.columns; column += LANES) {
        const out = SUMS_AT + this.#groups.length * LANES * 4;
        this.#groups.push({
          plane: index,
          address: address + column,
          stride: plane.columns,
          mask: 2 ** plane.bits - 1,
          out,
        });
      }
      address += plane.columns * 2 ** plane.bits;
    }
    this.#wanted = new Uint8Array(this.#groups.length);
    this.#summed = new Uint8Array(this.#groups.length);
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
    if (names === this.#used) return;
    this.#used = [];
    this.#wanted.fill(0);
    for (const name of names) {
      const slot = this.#slots.get(name);
      if (slot === undefined)
        throw new Error(`no head "${name}"; there are ${[...this.#slots.keys()].join(', ')}`);
      this.#wanted.fill(1, ...slot.groups);
    }
    this.#used = names;
  }

  /** From now on, so many texts that were read last are remembered; none at first. */
  keep(texts: number): void {
    this.#kept = new KeptSums(texts);
  }

  /**
   * Scans the text and sums the planes of the heads in use; then ask `probabilities`. The text that was read last, and
   * those that are kept, are not scanned again, whichever heads are asked for.
   */
  read(text: string): void {
    if (text !== this.#text) {
      this.#text = text;
      const kept = this.#kept.get(text);
      if (kept === undefined) this.#scan(text);
      else {
        this.#count = kept.count;
        this.#sums.set(kept.sums);
        this.#summed.set(kept.summed);
      }
    }
    if (!this.#isSummed()) this.#sum(text);
  }

  #isSummed(): boolean {
    for (let i = 0; i < this.#wanted.length; i++) {
      if (this.#wanted[i] === 1 && this.#summed[i] === 0) return false;
    }
    return true;
  }

  #scan(text: string): void {
    this.#count = this.#scanner.scan(text);
    this.#scanned = text;
    this.#summed.fill(0);
  }

  /** The groups in use that are not summed yet, those side by side at once. */
  #sum(text: string): void {
    if (this.#scanned !== text) this.#scan(text);
    const groups = this.#groups;
    for (let i = 0; i < groups.length; i++) {
      if (this.#wanted[i] === 0 || this.#summed[i] === 1) continue;
      const { address, stride, mask, out, plane } = groups[i]!;
      let end = i + 1;
      while (end < groups.length && groups[end]!.plane === plane && this.#wanted[end] === 1) end++;
      this.#gather(address, stride, mask, FEATURES_AT, this.#count, out, end - i);
      this.#summed.fill(1, i, end);
      i = end - 1;
    }
    this.#kept.set(text, { count: this.#count, sums: this.#sums, summed: this.#summed });
  }

  /**
   * Of the text read last, in the order of the head's classes (for binary: no, yes). They sum to 1 except for
   * multi. The array is overwritten by the next call for the same head.
   */
  probabilities(name: string): Float64Array {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw new Error(`no head "${name}"`);
    const { header, columns, probabilities } = slot;
    const unit = header.scale / Math.sqrt(this.#count);
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
    if (calibration.kind === 'cut') {
      const z = this.#sums[slot.sum]! * unit + bias[0]! - calibration.at;
      probabilities[1] = 1 / (1 + Math.exp(-z * (z < 0 ? calibration.below : calibration.above)));
      probabilities[0] = 1 - probabilities[1];
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

/** Index of the likeliest class; of two that are equal, the later (yes). */
export function labelIndex(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! >= probabilities[best]!) best = c;
  return best;
}

export function tierOf(file: Uint8Array, kernel: 'wasm' | 'plain' = 'wasm'): LightTier {
  return new LightTier(
    place(file.length, (room) => room.set(file)),
    kernel,
  );
}

/** Reads the file into the kernel's memory at once: a second copy would be half of what the process holds. */
export function loadTier(path: string | URL): LightTier {
  const handle = openSync(path, 'r');
  try {
    const fill = (room: Buffer): void => {
      for (let at = 0; at < room.length;) {
        const read = readSync(handle, room, at, room.length - at, null);
        if (read === 0) break;
        at += read;
      }
    };
    return new LightTier(place(fstatSync(handle).size, fill));
  } finally {
    closeSync(handle);
  }
}

function place(size: number, fill: (room: Buffer) => void): Placed {
  const pages = Math.ceil((FILE_AT + size) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const room = Buffer.from(memory.buffer, FILE_AT, size);
  fill(room);
  return { memory, weights: decodeWeights(room, FEATURE_HASH) };
}
