import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseBatch, MicroBatcher, type Answered } from './batcher.ts';

/** A model that answers when told, and timers that fire when told. */
function ground(limits: { mostInBatch: number; mostWaiting: number; patienceMs: number }) {
  const batches: { texts: readonly string[]; end: (works: boolean) => void }[] = [];
  const timers = new Set<{ due: number; run: () => void }>();
  let now = 0;
  const batcher = new MicroBatcher<string>({
    ...limits,
    after: (ms, run) => {
      const timer = { due: now + ms, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    run: (texts) =>
      new Promise((resolve, reject) => {
        batches.push({
          texts,
          end: (works) => (works ? resolve(texts.map((text) => `of ${text}`)) : reject(new Error('failed'))),
        });
      }),
  });
  return {
    batcher,
    batches,
    timers,
    /** Millisecond by millisecond, so that whoever is let go knows when. */
    advance: async (ms: number) => {
      for (const until = now + ms; now < until;) {
        now += 1;
        for (const timer of [...timers].filter(({ due }) => due <= now)) {
          timers.delete(timer);
          timer.run();
        }
        await turns();
      }
    },
    now: () => now,
  };
}
const turns = async (): Promise<void> => {
  for (let n = 0; n < 10; n++) await Promise.resolve();
};

describe('micro-batches', () => {
  it('gather who asks in the same turn, and whoever asks while a batch runs', async () => {
    const { batcher, batches } = ground({ mostInBatch: 3, mostWaiting: 10, patienceMs: 100 });
    const asked = ['a', 'b'].map((text) => batcher.ask(text));
    await turns();
    expect(batches.map(({ texts }) => texts)).toEqual([['a', 'b']]);
    const later = ['c', 'd', 'e', 'f'].map((text) => batcher.ask(text));
    await turns();
    expect(batches).toHaveLength(1);
    batches[0]!.end(true);
    await turns();
    expect(batches[1]!.texts).toEqual(['c', 'd', 'e']);
    batches[1]!.end(true);
    await turns();
    batches[2]!.end(true);
    expect(await Promise.all([...asked, ...later])).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => ({ answer: `of ${text}` })),
    );
  });

  it('hold texts of like length with the one that waits longest', async () => {
    expect(chooseBatch([10, 500, 12, 490, 11], 3)).toEqual([0, 4, 2]);
    expect(chooseBatch([500, 10, 12, 490, 11], 2)).toEqual([0, 3]);
    fc.assert(
      fc.property(
        fc.array(fc.nat(300), { minLength: 1 }),
        fc.integer({ min: 1, max: 16 }),
        (lengths, most) => {
          const chosen = chooseBatch(lengths, most);
          expect(chosen[0]).toBe(0); // nobody starves
          expect(new Set(chosen).size).toBe(Math.min(most, lengths.length));
          const away = (index: number): number => Math.abs(lengths[index]! - lengths[0]!);
          const farthest = Math.max(...chosen.map(away));
          const left = [...lengths.keys()].filter((index) => !chosen.includes(index)).map(away);
          expect(Math.min(...left)).toBeGreaterThanOrEqual(farthest);
        },
      ),
    );
  });

  it('never run a text whose patience is over, and give its place away', async () => {
    const { batcher, batches, advance } = ground({ mostInBatch: 1, mostWaiting: 1, patienceMs: 100 });
    const running = batcher.ask('a');
    await turns();
    const waiting = batcher.ask('b');
    expect(await batcher.ask('c')).toEqual({ letGo: 'queue_full' });
    await advance(100);
    expect(await waiting).toEqual({ letGo: 'too_late' });
    expect(await running).toEqual({ letGo: 'too_late' });
    const late = batcher.ask('d');
    batches[0]!.end(true);
    await turns();
    batches[1]!.end(true);
    expect(await late).toEqual({ answer: 'of d' });
    expect(batches.map(({ texts }) => texts)).toEqual([['a'], ['d']]);
  });

  it('a model that gives another number of answers gives none', async () => {
    const batcher = new MicroBatcher<string>({
      mostInBatch: 4,
      mostWaiting: 4,
      patienceMs: 100,
      after: () => () => undefined,
      run: async () => ['one'],
    });
    expect(await Promise.all([batcher.ask('a'), batcher.ask('b')])).toEqual([
      { letGo: 'model_failed' },
      { letGo: 'model_failed' },
    ]);
  });

  it('never hold more than the bound, answer everybody once, each with the answer to their own text', async () => {
    const step = fc.oneof(
      fc.record({ ask: fc.integer({ min: 1, max: 6 }), length: fc.nat(40) }),
      fc.record({ advance: fc.nat(80) }),
      fc.record({ end: fc.boolean() }),
    );
    const limits = fc.record({
      mostInBatch: fc.integer({ min: 1, max: 4 }),
      mostWaiting: fc.integer({ min: 1, max: 6 }),
      patienceMs: fc.integer({ min: 1, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { maxLength: 40 }), async (given, steps) => {
        const { batcher, batches, timers, advance, now } = ground(given);
        const asked: { text: string; at: number; answered: Answered<string> | null; endedAt: number }[] = [];
        const refused: typeof asked = [];
        let ended = 0;
        let most = 0;
        for (const one of steps) {
          if ('ask' in one) {
            for (let n = 0; n < one.ask; n++) {
              const full = batcher.waiting === given.mostWaiting;
              const text = `${asked.length}-${'x'.repeat(one.length)}`;
              const entry = { text, at: now(), answered: null as Answered<string> | null, endedAt: 0 };
              asked.push(entry);
              void batcher.ask(text).then((answered) => {
                entry.answered = answered;
                entry.endedAt = now();
              });
              most = Math.max(most, batcher.waiting);
              if (full) refused.push(entry);
            }
          } else if ('advance' in one) {
            await advance(one.advance);
          } else if (ended < batches.length) {
            batches[ended++]!.end(one.end);
          }
          await turns();
          expect(batches.length - ended).toBeLessThanOrEqual(1); // one batch at a time
          for (const { texts } of batches) expect(texts.length).toBeLessThanOrEqual(given.mostInBatch);
        }
        // A model that hangs for ever still leaves nobody waiting.
        await advance(given.patienceMs);
        for (const { text, at, answered, endedAt } of asked) {
          expect(answered).not.toBeNull();
          expect(answered && 'answer' in answered ? answered.answer : `of ${text}`).toBe(`of ${text}`);
          expect(endedAt - at).toBeLessThanOrEqual(given.patienceMs);
        }
        expect(most).toBeLessThanOrEqual(given.mostWaiting);
        for (const { answered } of refused) expect(answered).toEqual({ letGo: 'queue_full' });
        expect(timers.size).toBe(0);
        const seen = batches.flatMap(({ texts }) => texts);
        expect(new Set(seen).size).toBe(seen.length); // nothing is run twice
      }),
      { numRuns: 300 },
    );
  });
});
