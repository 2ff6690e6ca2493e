import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_HEADER_BYTES } from '../packed.ts';
import { storedRecords } from '../stored-records.ts';
import { rounds } from './produce.ts';

const PLACE = { topic: 't', partition: 0, baseOffset: 0, appendedAt: null };
const LIMIT = 1024 * 1024;

describe('rounds of a write', () => {
  it('never lose, double or reorder records of a partition, nor name a partition twice in one request', () => {
    const batch = fc.record({
      partition: fc.nat(2),
      sizes: fc.array(fc.constantFrom(1, 1_000, 300_000, 1_500_000), { maxLength: 6 }),
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
            expect(chunk.batch.count === 1 || chunk.batch.end < LIMIT).toBe(true);
          }
        }
        for (const partition of [0, 1, 2]) {
          const mine = <T extends { readonly partition: number }>(list: readonly T[]): readonly T[] =>
            list.filter((one) => one.partition === partition);
          const wanted = mine(batches).flatMap(({ records }) => records.map((one) => one.timestamp));
          const found = mine(sent.flat()).flatMap(({ batch: { bytes, end, count, baseTimestamp } }) =>
            storedRecords(bytes.subarray(0, end), BATCH_HEADER_BYTES, count, { ...PLACE, baseTimestamp }),
          );
          expect(found.map((one) => one.timestamp)).toEqual(wanted);
        }
      }),
      { numRuns: 30 },
    );
  }, 30_000);
});
