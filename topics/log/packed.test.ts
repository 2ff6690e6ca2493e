import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal } from './kafkajs/produce-request.ts';
import { readBatches, readRecords } from './kafkajs/record-batch.ts';
import { packed } from './packed.ts';
import { plainRecord } from './stored-records.ts';
import type { RecordToWrite } from './port.ts';

const BASE = 1_800_000_000_000;
const bytes = fc.option(fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)));
const record: fc.Arbitrary<RecordToWrite> = fc.record({
  key: bytes,
  value: fc.oneof(
    bytes,
    fc.constantFrom(63, 64, 8_191, 8_192, 300_000, 1_500_000).map((size) => Buffer.alloc(size, 1)),
  ),
  // Backwards too, and further apart than 32 bits of milliseconds.
  timestamp: fc.integer({ min: BASE - 90_000_000_000, max: BASE + 90_000_000_000 }),
  headers: fc.dictionary(
    fc.string({ minLength: 1, maxLength: 9 }).filter((name) => name !== '__proto__'),
    fc.string({ maxLength: 90 }),
    { maxKeys: 3, noNullPrototype: true },
  ),
});

describe('packed records', () => {
  it('are always read back as they were, in order, plain and compressed, also from buffers used before', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('none', 'lz4', 'zstd'),
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        (records, compression, first) => {
          const all = packed(records);
          expect(all.count).toBe(records.length);
          const options = {
            producerId: '77',
            producerEpoch: 3,
            sequenceOf: () => first,
            compression,
          } as const;
          const found = all.batches.flatMap((batch) => {
            const sealed = Buffer.concat(seal({ topic: 't', partition: 1, batch }, options));
            expect(sealed.readInt32BE(53)).toBe(first);
            expect(batch.count === 1 || batch.end < 1024 * 1024).toBe(true);
            const [stored, ...rest] = readBatches(sealed);
            expect(rest).toEqual([]);
            expect(stored).toMatchObject({
              producerId: 77n,
              transactional: false,
              control: false,
              lastOffset: batch.count - 1,
            });
            return stored ? readRecords(stored, 't', 1) : [];
          });
          const wanted = records.map(({ key, value, timestamp, headers }) => ({
            key,
            value,
            timestamp,
            headers,
          }));
          expect(
            found
              .map(plainRecord)
              .map(({ key, value, timestamp, headers }) => ({ key, value, timestamp, headers })),
          ).toEqual(wanted);
          all.release();
        },
      ),
      { numRuns: 60 },
    );
  }, 60_000);

  it('of a transaction say so, and sealed again are the same bytes', () => {
    const all = packed([{ key: null, value: Buffer.from('v'), timestamp: BASE }]);
    const [batch] = all.batches;
    if (!batch) throw new Error('no batch');
    const sealed = (): string =>
      Buffer.concat(
        seal(
          { topic: 't', partition: 0, batch },
          {
            transactionalId: 'x',
            producerId: '1',
            producerEpoch: 0,
            sequenceOf: () => 5,
            compression: 'none',
          },
        ),
      ).toString('hex');
    const once = sealed();
    expect(sealed()).toBe(once);
    expect(readBatches(Buffer.from(once, 'hex'))[0]?.transactional).toBe(true);
  });
});
