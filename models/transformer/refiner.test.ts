import { describe, expect, it } from 'vitest';
import type { TextModel } from './model.ts';
import { LIMITS, transformerRefiner } from './refiner.ts';

const about = {
  labels: ['negative', 'neutral', 'positive'],
  temperature: 1,
  languages: ['en', 'de'],
  modelVersion: 'm-1',
} as const;

function ground(limits = LIMITS) {
  const runs: string[][] = [];
  const failures: string[] = [];
  let broken = false;
  let hold: Promise<void> | null = null;
  let now = 0;
  const timers: { due: number; run: () => void }[] = [];
  const model: TextModel = {
    about,
    run: async (texts) => {
      runs.push([...texts]);
      await hold;
      if (broken) throw new Error('the model failed with Error');
      return texts.map((text) => [text.includes('bad') ? 3 : 0, 1, text.includes('good') ? 3 : 0]);
    },
    close: async () => undefined,
  };
  const refiner = transformerRefiner({
    model,
    limits,
    now: () => now,
    after: (ms, run) => {
      const timer = { due: now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    onFailure: ({ message }) => failures.push(message),
  });
  return {
    refiner,
    runs,
    failures,
    breakModel: (is: boolean) => (broken = is),
    hang: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = promise;
      return () => {
        hold = null;
        resolve();
      };
    },
    advance: (ms: number) => {
      now += ms;
      for (const timer of timers.filter(({ due }) => due <= now)) timer.run();
    },
  };
}
const outcome = async (look: Promise<{ outcome: string } & object>) => {
  const said = (await look) as { outcome: string; reason?: string; sentiment?: { label: string } };
  return said.reason ?? said.sentiment?.label;
};

describe('the transformer tier', () => {
  it('reads a text once, however often and however simultaneously it is asked for', async () => {
    const { refiner, runs } = ground();
    const asked = ['good', 'bad', 'good'].map((text) => outcome(refiner.look(text, 'en')));
    expect(await Promise.all(asked)).toEqual(['positive', 'negative', 'positive']);
    expect(await outcome(refiner.look('good', 'de'))).toBe('positive');
    expect(runs).toEqual([['good', 'bad']]);
  });

  it('keeps the light answer in a language that the model does not read', async () => {
    const { refiner, runs } = ground();
    expect(await outcome(refiner.look('good', 'ja'))).toBe('other_language');
    expect(await outcome(refiner.look('good', 'und'))).toBe('other_language');
    expect(runs).toEqual([]);
  });

  it('keeps the light answer when too many wait, and when the answer takes too long; it is then known', async () => {
    const { refiner, runs, hang, advance } = ground({ ...LIMITS, mostInBatch: 1, mostWaiting: 2 });
    const goOn = hang();
    const first = outcome(refiner.look('good 0', 'en'));
    await Promise.resolve();
    const others = [1, 2, 3].map((n) => outcome(refiner.look(`good ${n}`, 'en')));
    expect(await others[2]).toBe('queue_full');
    advance(LIMITS.patienceMs);
    expect(await Promise.all([first, ...others.slice(0, 2)])).toEqual(['too_late', 'too_late', 'too_late']);
    goOn();
    await new Promise((resolve) => setImmediate(resolve));
    expect(runs).toEqual([['good 0']]);
    expect(await outcome(refiner.look('good 0', 'en'))).toBe('positive');
    expect(runs).toHaveLength(1);
  });

  it('keeps the light answer when the model fails, leaves it alone for a while, and asks it again', async () => {
    const { refiner, runs, failures, breakModel, advance } = ground();
    breakModel(true);
    for (let n = 0; n < 5; n++) expect(await outcome(refiner.look(`good ${n}`, 'en'))).toBe('model_failed');
    expect(runs).toHaveLength(3);
    expect(failures).toHaveLength(3);
    breakModel(false);
    advance(60_000);
    expect(await outcome(refiner.look('good 0', 'en'))).toBe('positive');
  });
});
