import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KafkaEncoder } from './internals.ts';
import { plainRecord } from '../stored-records.ts';
import { readBatches, readRecords } from './record-batch.ts';

const load = createRequire(import.meta.url);
const { RecordBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (batch: object) => Promise<KafkaEncoder>;
};
const Record = load('kafkajs/src/protocol/recordBatch/record/v0') as (record: object) => object;

const BASE = 1_800_000_000_000;
const bytes = fc.option(fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array)));
const record = fc.record({
  key: bytes,
  value: bytes,
  timestamp: fc.integer({ min: BASE, max: BASE + 5_000_000_000 }),
  headers: fc.dictionary(fc.stringMatching(/^[a-z-]{1,9}$/), fc.string({ maxLength: 9 }), { maxKeys: 3 }),
});

describe('record batches', () => {
  it('are always read as kafkajs’s own encoder wrote them, plain and with gzip', async () => {
    // A fetch may end in the middle of a batch; what is cut off comes again with the next one.
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0, 1),
        async (records, compression) => {
          const encoded = await RecordBatch({
            compression,
            firstTimestamp: BASE,
            maxTimestamp: BASE,
            producerId: '77',
            producerEpoch: 3,
            firstSequence: 0,
            transactional: true,
            lastOffsetDelta: records.length - 1,
            records: records.map((one, offsetDelta) =>
              Record({ ...one, offsetDelta, timestampDelta: one.timestamp - BASE }),
            ),
          });
          const twice = Buffer.concat([encoded.buffer, encoded.buffer]);
          const cutOff = encoded.buffer.subarray(0, encoded.buffer.length - 1);
          const batches = readBatches(Buffer.concat([twice, cutOff]));
          expect(batches).toHaveLength(2);
          const [batch] = batches;
          expect(batch).toMatchObject({ producerId: 77n, transactional: true, control: false });
          expect(batch && readRecords(batch, 't', 1).map(plainRecord)).toEqual(
            records.map((one, offset) => ({
              ...one,
              headers: { ...one.headers },
              topic: 't',
              partition: 1,
              offset,
            })),
          );
        },
      ),
    );
  });

  it('are always read, or refused with their offset, whatever bytes they hold', async () => {
    const encoded = await RecordBatch({
      compression: 0,
      firstTimestamp: BASE,
      maxTimestamp: BASE,
      producerId: '77',
      producerEpoch: 3,
      firstSequence: 0,
      transactional: true,
      lastOffsetDelta: 1,
      records: [0, 1].map((offsetDelta) =>
        Record({
          key: Buffer.from('k'),
          value: Buffer.from('value'),
          headers: { a: 'b' },
          offsetDelta,
          timestampDelta: 0,
        }),
      ),
    });
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.nat(encoded.buffer.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(encoded.buffer);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        const outcome = outcomeOf(() => readBatches(bytes).map((batch) => readRecords(batch, 't', 0)));
        seen.add(outcome);
        expect(['read', 'BatchUnreadable']).toContain(outcome);
        // All from the attributes on is under the checksum, and the checksum itself is compared.
        expect(at >= 17 && outcome === 'read').toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(seen).toEqual(new Set(['read', 'BatchUnreadable']));
  });
});

function outcomeOf(run: () => unknown): string {
  try {
    run();
    return 'read';
  } catch (error) {
    return (error as Error).name;
  }
}
