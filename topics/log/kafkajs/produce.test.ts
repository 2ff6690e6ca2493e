import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rounds } from './produce.ts';

const LIMIT = 1024 * 1024;

describe('rounds of a write', () => {
  it('never lose, double or reorder records of a partition, nor name a partition twice in one request', () => {
    const batch = fc.record({
      partition: fc.nat(2),
      sizes: fc.array(fc.constantFrom(1, 1_000, 300_000, 2_000_000), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(batch, { maxLength: 5 }), (given) => {
        let id = 0;
        const batches = given.map(({ partition, sizes }) => ({
          topic: 't',
          partition,
          records: sizes.map((size) => ({ key: null, value: Buffer.alloc(size), timestamp: id++ })),
        }));
        const sent = rounds(batches);
        for (const round of sent) {
          expect(new Set(round.map((chunk) => chunk.partition)).size).toBe(round.length);
          for (const chunk of round) {
            const bytes = chunk.messages.reduce((sum, one) => sum + (one.value?.length ?? 0), 0);
            expect(chunk.messages.length === 1 || bytes < LIMIT).toBe(true);
          }
        }
        for (const partition of [0, 1, 2]) {
          const ids = (list: readonly { partition: number }[], of: 'records' | 'messages') =>
            list
              .filter((one) => one.partition === partition)
              .flatMap((one) => (one as unknown as Record<string, { timestamp: number }[]>)[of] ?? [])
              .map((one) => one.timestamp);
          expect(ids(sent.flat(), 'messages')).toEqual(ids(batches, 'records'));
        }
      }),
      { numRuns: 50 },
    );
  });
});
