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
  return { columns, logits, labels, sources: new Uint8Array(ROWS), groups: new Uint16Array(ROWS) };
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

describe('thresholds', () => {
  const seen = boasting(1, 1);
  const calibration = calibrate(headOf('binary'), seen);
  const f1Of = (threshold: number): number => {
    const p = new Float64Array(1);
    const said = Array.from(seen.labels, (_, i) =>
      probabilitiesOf(calibration, seen.logits, i, p)[0]! >= threshold ? 1 : 0,
    );
    return scoresOf(seen.labels, said, 2).f1[1]!;
  };

  it('are what the task says, or what is best for the measure it names', () => {
    expect(thresholdsOf(headOf('binary', { threshold: 0.7 }), seen, calibration)).toEqual([0.7]);
    const [best] = thresholdsOf(headOf('binary', { threshold: 'f1' }), seen, calibration);
    for (let other = 10; other <= 90; other += 5) {
      expect(f1Of(best!)).toBeGreaterThanOrEqual(f1Of(other / 100) - 0.005);
    }
    expect(thresholdsOf(headOf('softmax'), seen, calibration)).toEqual([]);
  });
});
