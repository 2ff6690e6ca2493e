/** Float tables to int8 planes: one scale a head, heads packed side by side into planes of equal bits. */
import type { WeightsHeader } from '../format/header.ts';
import { LANES } from '../kernel/gather.ts';
import { servedHeads } from './fit.ts';
import { columnsOf } from './linear.ts';
import type { HeadWeights } from './linear.ts';
import type { Task } from './task.ts';

/** The few weights above this share of all are cut off, so that the others keep their digits. */
const KEPT = 0.9999;

/** Where each head's columns lie. A head never straddles two groups of sixteen unless it is wider than one. */
export function layOut(task: Task): {
  readonly planes: WeightsHeader['planes'];
  readonly place: ReadonlyMap<string, { plane: number; column: number }>;
} {
  const bits = [...new Set(servedHeads(task).map((head) => head.bits))].sort((a, b) => b - a);
  const place = new Map<string, { plane: number; column: number }>();
  const planes = bits.map((plane, index) => {
    let used = 0;
    for (const head of servedHeads(task).filter((one) => one.bits === plane)) {
      const columns = columnsOf(head);
      const left = LANES - (used % LANES);
      if (columns > left && left < LANES) used += left;
      place.set(head.name, { plane: index, column: used });
      used += columns;
    }
    return { bits: plane, columns: Math.ceil(used / LANES) * LANES };
  });
  return { planes, place };
}

export function scaleOf(model: HeadWeights): number {
  const sizes = model.weights
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort();
  const largest =
    sizes.length === 0 ? 1 : sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * KEPT))]!;
  return largest / 127;
}

function rounded(weight: number, scale: number): number {
  return Math.max(-127, Math.min(127, Math.round(weight / scale)));
}

/** Rounds a head's weights in place to what int8 keeps of them, so that scores are of what is served. */
export function roundWeights(model: HeadWeights): void {
  const scale = scaleOf(model);
  for (let i = 0; i < model.weights.length; i++) model.weights[i] = rounded(model.weights[i]!, scale) * scale;
}

/** Writes a head's int8 columns into its plane. */
export function quantise(
  model: HeadWeights,
  scale: number,
  into: {
    readonly planes: Int8Array;
    readonly from: number;
    readonly stride: number;
    readonly column: number;
  },
): void {
  const rows = 2 ** model.bits;
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < model.columns; c++) {
      const value = rounded(model.weights[row * model.columns + c]!, scale);
      into.planes[into.from + row * into.stride + into.column + c] = value;
    }
  }
}

export function planeStarts(planes: WeightsHeader['planes']): number[] {
  let at = 0;
  return planes.map((plane) => {
    const from = at;
    at += plane.columns * 2 ** plane.bits;
    return from;
  });
}

export function bytesOf(planes: WeightsHeader['planes']): number {
  return planes.reduce((sum, plane) => sum + plane.columns * 2 ** plane.bits, 0);
}
