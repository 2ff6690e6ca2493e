/** The usual measures, of gold and answered classes. */

export interface Scores {
  readonly rows: number;
  readonly accuracy: number;
  readonly macroRecall: number;
  readonly macroF1: number;
  readonly microF1: number;
  /** Of each class; NaN where it never occurs. */
  readonly f1: readonly number[];
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

/** Classes are indices; a class that is neither gold nor answered does not count. */
export function scoresOf(gold: ArrayLike<number>, answered: ArrayLike<number>, classes: number): Scores {
  const both = new Float64Array(classes);
  const golds = new Float64Array(classes);
  const answers = new Float64Array(classes);
  for (let i = 0; i < gold.length; i++) {
    golds[gold[i]!]!++;
    answers[answered[i]!]!++;
    if (gold[i] === answered[i]) both[gold[i]!]!++;
  }
  return summarise(both, golds, answers, gold.length);
}

/** From counts per class: right answers, gold occurrences, answers. */
export function summarise(
  both: Float64Array,
  golds: Float64Array,
  answers: Float64Array,
  rows: number,
): Scores {
  const f1: number[] = [];
  const recall: number[] = [];
  const precision: number[] = [];
  for (let c = 0; c < both.length; c++) {
    f1.push((2 * both[c]!) / (golds[c]! + answers[c]!));
    recall.push(both[c]! / golds[c]!);
    precision.push(answers[c] === 0 ? 0 : both[c]! / answers[c]!);
  }
  const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
  const mean = (values: readonly number[]): number => {
    const known = values.filter((value) => !Number.isNaN(value));
    return sum(known) / known.length;
  };
  return {
    rows,
    accuracy: sum(both) / rows,
    macroRecall: mean(recall),
    macroF1: mean(f1),
    microF1: (2 * sum(both)) / (sum(golds) + sum(answers)),
    f1,
    precision,
    recall,
  };
}

/** A bar of a reliability diagram: answers whose confidence lies in it. */
export interface Reliability {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Equal-width bins of the confidence in the answer (Guo et al. 2017). */
export function reliability(
  confidence: ArrayLike<number>,
  right: ArrayLike<number>,
  bins = 10,
): Reliability[] {
  const count = new Float64Array(bins);
  const sure = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (let i = 0; i < confidence.length; i++) {
    const bin = Math.min(bins - 1, Math.floor(confidence[i]! * bins));
    count[bin]!++;
    sure[bin]! += confidence[i]!;
    hits[bin]! += right[i]!;
  }
  return Array.from(count, (n, bin) => ({
    count: n,
    confidence: n === 0 ? 0 : sure[bin]! / n,
    accuracy: n === 0 ? 0 : hits[bin]! / n,
  }));
}

/** Expected calibration error, 0 to 1. */
export function calibrationError(bars: readonly Reliability[]): number {
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  return bars.reduce((sum, bar) => sum + (bar.count / total) * Math.abs(bar.confidence - bar.accuracy), 0);
}
