import { describe, expect, it } from 'vitest';
import type { StoredBatch } from './record-batch.ts';
import { visibleRecords } from './visible.ts';

/** A batch of one record with a one-byte key and value, or a control batch. */
function batch(offset: number, producerId: number, kind: 'data' | 'commit' | 'abort'): StoredBatch {
  const control = kind !== 'data';
  const key = control ? Buffer.from([0, 0, 0, kind === 'commit' ? 1 : 0]) : Buffer.from('k');
  const value = Buffer.from('v');
  const content = Buffer.concat([
    Buffer.from([0, 0, 0, key.length * 2]),
    key,
    Buffer.from([value.length * 2]),
    value,
    Buffer.from([0]),
  ]);
  return {
    baseOffset: offset,
    lastOffset: offset,
    producerId: BigInt(producerId),
    transactional: true,
    control,
    count: 1,
    baseTimestamp: 0,
    maxTimestamp: 0,
    attributes: 0,
    body: Buffer.concat([Buffer.from([content.length * 2]), content]),
  };
}
const offsets = (...args: Parameters<typeof visibleRecords>): readonly number[] =>
  visibleRecords(...args).records.map((record) => record.offset);

describe('what a committed reader sees', () => {
  it('leaves out aborted transactions up to their marker, and markers always', () => {
    const batches = [
      batch(0, 7, 'data'),
      batch(1, 8, 'data'),
      batch(2, 7, 'abort'),
      batch(3, 8, 'commit'),
      batch(4, 7, 'data'),
      batch(5, 7, 'commit'),
    ];
    const aborted = [{ producerId: 7n, firstOffset: 0 }];
    expect(offsets(batches, aborted, 0, 't', 0)).toEqual([1, 4]);
    expect(visibleRecords(batches, aborted, 0, 't', 0).next).toBe(6);
  });

  it('never shows a record when the fetch begins inside two aborted transactions', () => {
    const batches = [
      batch(10, 8, 'data'),
      batch(11, 7, 'data'),
      batch(12, 8, 'abort'),
      batch(13, 7, 'abort'),
    ];
    const aborted = [
      { producerId: 7n, firstOffset: 5 },
      { producerId: 8n, firstOffset: 8 },
    ];
    expect(offsets(batches, aborted, 10, 't', 0)).toEqual([]);
  });

  it('shows nothing below the position asked for, and moves over batches that compaction emptied', () => {
    const emptied = { ...batch(4, 7, 'data'), lastOffset: 9, count: 0 };
    expect(visibleRecords([batch(3, 7, 'data'), emptied], [], 4, 't', 0)).toEqual({ records: [], next: 10 });
  });
});
