/**
 * Logits to honest probabilities, fitted on texts that the weights did not see, and thresholds for multi. For a binary
 * head the likelier answer can be made the best one for a measure: one half is moved, honesty is kept on both sides.
 */
import type { Calibration } from '../format/header.ts';
import type { HeadTask } from './task.ts';

/** Logits of scored examples, each from weights that were trained without it. */
export interface OutOfFold {
  readonly columns: number;
  /** Index into the corpus' texts. */
  readonly texts: Uint32Array;
  /** `[example][column]` */
  readonly logits: Float32Array;
  /** Class index; for multi a set of bits. */
  readonly labels: Uint32Array;
  /** Index into the head's sources. */
  readonly sources: Uint8Array;
  /** Index into the names of the head's groups of examples; 0 is none. */
  readonly groups: Uint16Array;
}

export function calibrate(head: HeadTask, seen: OutOfFold): Calibration {
  if (head.kind === 'softmax') return { kind: 'temperature', temperature: temperatureOf(seen) };
  const slope: number[] = [];
  const offset: number[] = [];
  for (let column = 0; column < seen.columns; column++) {
    const [a, b] = platt(
      Float64Array.from(seen.labels, (_, i) => seen.logits[i * seen.columns + column]!),
      Float64Array.from(seen.labels, (label) => (head.kind === 'multi' ? (label >>> column) & 1 : label)),
    );
    slope.push(a);
    offset.push(b);
  }
  const platts: Calibration = { kind: 'platt', slope, offset };
  if (head.kind !== 'binary' || head.cut === 'likelihood') return platts;
  const half = typeof head.cut === 'number' ? head.cut : bestThreshold(head.cut, seen, platts);
  return cutAt((Math.log(half / (1 - half)) - offset[0]!) / slope[0]!, seen);
}

/** One half at the logit `at`, and on each side the slope with the smallest log loss. */
function cutAt(at: number, { logits, labels }: OutOfFold): Calibration {
  const rows = Array.from(labels.keys());
  const slopeOf = (side: readonly number[]): number => {
    let slope = 1;
    for (let round = 0; round < 50; round++) {
      let [gradient, curve] = [0, 1e-9];
      for (const row of side) {
        const z = logits[row]! - at;
        const p = 1 / (1 + Math.exp(-slope * z));
        gradient += (p - labels[row]!) * z;
        curve += p * (1 - p) * z * z;
      }
      const step = Math.max(-1, Math.min(1, gradient / curve));
      slope = Math.max(0.01, slope - step);
      if (Math.abs(step) < 1e-7) break;
    }
    return Number(slope.toPrecision(6));
  };
  return {
    kind: 'cut',
    at: Number(at.toPrecision(6)),
    below: slopeOf(rows.filter((row) => logits[row]! < at)),
    above: slopeOf(rows.filter((row) => logits[row]! >= at)),
  };
}

/** The temperature with the smallest log loss (Guo et al. 2017), by golden section over its logarithm. */
function temperatureOf({ columns, logits, labels }: OutOfFold): number {
  const loss = (logTemperature: number): number => {
    const inverse = Math.exp(-logTemperature);
    let sum = 0;
    for (let i = 0; i < labels.length; i++) {
      let top = -Infinity;
      for (let c = 0; c < columns; c++) top = Math.max(top, logits[i * columns + c]! * inverse);
      let total = 0;
      for (let c = 0; c < columns; c++) total += Math.exp(logits[i * columns + c]! * inverse - top);
      sum += Math.log(total) + top - logits[i * columns + labels[i]!]! * inverse;
    }
    return sum;
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-3, 3];
  for (let round = 0; round < 30; round++) {
    const width = (high - low) * ratio;
    if (loss(high - width) < loss(low + width)) high = low + width;
    else low = high - width;
  }
  return Number(Math.exp((low + high) / 2).toPrecision(6));
}

/** Slope and offset of a logistic curve over the logits (Platt 1999, with his smoothed targets), by Newton steps. */
function platt(z: Float64Array, y: Float64Array): readonly [number, number] {
  const positives = y.reduce((sum, one) => sum + one, 0);
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (y.length - positives + 2);
  let a = 1;
  let b = 0;
  for (let round = 0; round < 50; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9];
    for (let i = 0; i < z.length; i++) {
      const p = 1 / (1 + Math.exp(-(a * z[i]! + b)));
      const g = p - (y[i] === 1 ? high : low);
      const h = p * (1 - p);
      ga += g * z[i]!;
      gb += g;
      haa += h * z[i]! * z[i]!;
      hab += h * z[i]!;
      hbb += h;
    }
    const determinant = haa * hbb - hab * hab;
    const [da, db] = [(hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant];
    a -= Math.max(-1, Math.min(1, da));
    b -= Math.max(-1, Math.min(1, db));
    if (Math.abs(da) + Math.abs(db) < 1e-7) break;
  }
  return [Number(a.toPrecision(6)), Number(b.toPrecision(6))];
}

/** Probability of each column for one example. */
export function probabilitiesOf(
  calibration: Calibration,
  logits: Float32Array,
  at: number,
  out: Float64Array,
): Float64Array {
  const columns = out.length;
  if (calibration.kind === 'platt') {
    for (let c = 0; c < columns; c++) {
      out[c] =
        1 / (1 + Math.exp(-(calibration.slope[c]! * logits[at * columns + c]! + calibration.offset[c]!)));
    }
    return out;
  }
  if (calibration.kind === 'cut') {
    const z = logits[at]! - calibration.at;
    out[0] = 1 / (1 + Math.exp(-z * (z < 0 ? calibration.below : calibration.above)));
    return out;
  }
  let top = -Infinity;
  for (let c = 0; c < columns; c++) {
    out[c] = logits[at * columns + c]! / calibration.temperature;
    if (out[c]! > top) top = out[c]!;
  }
  let total = 0;
  for (let c = 0; c < columns; c++) total += out[c] = Math.exp(out[c]! - top);
  for (let c = 0; c < columns; c++) out[c]! /= total;
  return out;
}

/** Where each class of a multi head begins; the other heads answer with the likeliest class. */
export function thresholdsOf(head: HeadTask, seen: OutOfFold, calibration: Calibration): number[] {
  return head.kind === 'multi' ? bestThresholds(seen, calibration) : [];
}

/** Neighbouring thresholds that are averaged, so that a lucky one does not win. */
const SMOOTH = 3;

/** The threshold of hundredths whose neighbourhood has the best mean F1 (of yes, or of both classes). */
function bestThreshold(aim: 'f1' | 'macroF1', seen: OutOfFold, calibration: Calibration): number {
  const p = new Float64Array(1);
  const yes = new Float64Array(102);
  const no = new Float64Array(102);
  for (let i = 0; i < seen.labels.length; i++) {
    const at = Math.floor(probabilitiesOf(calibration, seen.logits, i, p)[0]! * 100);
    if (seen.labels[i] === 1) yes[at]!++;
    else no[at]!++;
  }
  const [allYes, allNo] = [yes, no].map((counts) => counts.reduce((sum, one) => sum + one, 0)) as [
    number,
    number,
  ];
  const values: number[] = [];
  let [missed, spared] = [0, 0];
  for (let step = 0; step <= 100; step++) {
    const hit = allYes - missed;
    const f1Yes = (2 * hit) / (allYes + hit + allNo - spared);
    const f1No = (2 * spared) / (allNo + spared + missed);
    values.push(aim === 'f1' ? f1Yes : (f1Yes + f1No) / 2);
    missed += yes[step]!;
    spared += no[step]!;
  }
  let best = 50;
  let bestMean = -1;
  for (let step = 10; step <= 90; step++) {
    const near = values.slice(step - SMOOTH, step + SMOOTH + 1);
    const mean = near.reduce((sum, one) => sum + one, 0) / near.length;
    if (mean > bestMean) [best, bestMean] = [step, mean];
  }
  return best / 100;
}

/** For multi: the threshold of each class with the best F1, on a grid of hundredths. */
function bestThresholds(seen: OutOfFold, calibration: Calibration): number[] {
  const { columns, labels, logits } = seen;
  const p = new Float64Array(columns);
  const both = Array.from({ length: columns }, () => new Float64Array(100));
  const answers = Array.from({ length: columns }, () => new Float64Array(100));
  const golds = new Float64Array(columns);
  for (let i = 0; i < labels.length; i++) {
    probabilitiesOf(calibration, logits, i, p);
    for (let c = 0; c < columns; c++) {
      const gold = (labels[i]! >>> c) & 1;
      golds[c]! += gold;
      const top = Math.min(99, Math.floor(p[c]! * 100));
      answers[c]![top]!++;
      both[c]![top]! += gold;
    }
  }
  return Array.from({ length: columns }, (_, c) => {
    let best = 0.5;
    let bestF1 = -1;
    let [hit, said] = [0, 0];
    for (let step = 99; step >= 1; step--) {
      hit += both[c]![step]!;
      said += answers[c]![step]!;
      const f1 = (2 * hit) / (golds[c]! + said);
      if (f1 > bestF1) [best, bestF1] = [step / 100, f1];
    }
    return best;
  });
}
