import { describe, expect, it } from 'vitest';
import { calibrate, probabilitiesOf, thresholdsOf } from './calibrate.ts';
import type { OutOfFold } from './calibrate.ts';
import { calibrationError, reliability, scoresOf } from './measures.ts';
import { SeededRandom } from './random.ts';
import { parseTask } from './task.ts';
import type { HeadTask } from './task.ts';

const ROWS = 20_000;

function headOf(kind: 'softmax' | 'binary' | 'multi', change: object = {}): HeadTask {
  const sources = [{ name: 'none', format: 'jsonl', file: 'none' }];
  const head = { name: 'head', kind, classes: ['no', 'yes'], sources, ...change };
  return parseTask(JSON.stringify({ name: 'task', heads: [head] })).heads[0]!;
}

/** Examples whose true probability of yes is sigmoid(z), told as logits that are `boast` times too sure. */
function boasting(columns: number, boast: number, offset = 0): OutOfFold {
  const random = new SeededRandom(3);
  const logits = new Float32Array(ROWS * columns);
  const labels = new Uint32Array(ROWS);
  for (let i = 0; i < ROWS; i++) {
    const z = (random.next() - 0.5) * 6;
    labels[i] = random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
    logits[i * columns + columns - 1] = z * boast + offset;
  }
  return {
    columns,
    texts: Uint32Array.from(labels.keys()),
    logits,
    labels,
    sources: new Uint8Array(ROWS),
    groups: new Uint16Array(ROWS),
  };
}

function errorOf(head: HeadTask, seen: OutOfFold): number {
  const calibration = calibrate(head, seen);
  const p = new Float64Array(seen.columns);
  const sure: number[] = [];
  const right: number[] = [];
  for (let i = 0; i < ROWS; i++) {
    probabilitiesOf(calibration, seen.logits, i, p);
    const yes = p[seen.columns - 1]!;
    sure.push(Math.max(yes, 1 - yes));
    right.push(Number(yes >= 0.5) === seen.labels[i] ? 1 : 0);
  }
  return calibrationError(reliability(sure, right));
}

describe('calibration', () => {
  it('finds the temperature of a model that is four times too sure', () => {
    const seen = boasting(2, 4);
    const found = calibrate(headOf('softmax'), seen);
    expect(found).toMatchObject({ kind: 'temperature' });
    expect(found.kind === 'temperature' && found.temperature).toBeCloseTo(4, 0);
    expect(errorOf(headOf('softmax'), seen)).toBeLessThan(0.02);
  });

  it('finds slope and offset of a binary model that is shifted', () => {
    const seen = boasting(1, 3, 5);
    expect(errorOf(headOf('binary'), seen)).toBeLessThan(0.02);
  });

  it('the error of an honest model is small, of a boasting one large', () => {
    const bars = (boast: number): number => {
      const { logits, labels } = boasting(1, boast);
      const yes = Array.from(logits, (z) => 1 / (1 + Math.exp(-z)));
      return calibrationError(
        reliability(
          yes.map((p) => Math.max(p, 1 - p)),
          yes.map((p, i) => (Number(p >= 0.5) === labels[i] ? 1 : 0)),
        ),
      );
    };
    expect(bars(1)).toBeLessThan(0.02);
    expect(bars(6)).toBeGreaterThan(0.08);
  });
});

describe('the cut between no and yes', () => {
  const seen = boasting(1, 2, 1);
  const f1At = (calibration: ReturnType<typeof calibrate>, from: number): number => {
    const p = new Float64Array(1);
    const said = Array.from(seen.labels, (_, i) =>
      probabilitiesOf(calibration, seen.logits, i, p)[0]! >= from ? 1 : 0,
    );
    return scoresOf(seen.labels, said, 2).f1[1]!;
  };

  it('moves one half to where the likelier answer has the best F1, and stays honest', () => {
    const head = headOf('binary', { cut: 'f1' });
    const [plain, cut] = [calibrate(headOf('binary'), seen), calibrate(head, seen)];
    expect(cut.kind).toBe('cut');
    for (let other = 10; other <= 90; other += 5) {
      expect(f1At(cut, 0.5)).toBeGreaterThanOrEqual(f1At(plain, other / 100) - 0.005);
    }
    expect(f1At(cut, 0.5)).toBeGreaterThan(f1At(plain, 0.5));
    expect(errorOf(head, seen)).toBeLessThan(0.06);
  });

  it('a number is the calibrated probability that becomes one half', () => {
    const plain = calibrate(headOf('binary'), seen);
    const cut = calibrate(headOf('binary', { cut: 0.7 }), seen);
    expect(f1At(cut, 0.5)).toBeCloseTo(f1At(plain, 0.7), 6);
  });

  it('always: a higher logit is a higher probability', () => {
    const cut = calibrate(headOf('binary', { cut: 'macroF1' }), seen);
    const p = new Float64Array(1);
    const ordered = Array.from(seen.logits.keys()).sort((a, b) => seen.logits[a]! - seen.logits[b]!);
    let last = 0;
    for (const row of ordered) {
      const found = probabilitiesOf(cut, seen.logits, row, p)[0]!;
      expect(found).toBeGreaterThanOrEqual(last);
      last = found;
    }
  });

  it('only heads of several labels have thresholds', () => {
    expect(thresholdsOf(headOf('binary'), seen, calibrate(headOf('binary'), seen))).toEqual([]);
    expect(thresholdsOf(headOf('softmax'), seen, calibrate(headOf('softmax'), boasting(2, 1)))).toEqual([]);
  });
});
