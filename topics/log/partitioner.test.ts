import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { murmur2, partitionOf } from './partitioner.ts';

describe('partitioner', () => {
  it('always agrees with kafkajs’s, which follows the Java client', () => {
    const theirs = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 1, max: 24 }), (bytes, count) => {
        const key = Buffer.from(bytes);
        const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
          partitionId,
          leader: 1,
          partitionErrorCode: 0,
          replicas: [1],
          isr: [1],
        }));
        expect(partitionOf(key, count)).toBe(
          theirs({ topic: 't', partitionMetadata, message: { key, value: null } }),
        );
      }),
    );
  });

  it('gives the hashes of the Java client’s own test', () => {
    const hashes = ['21', 'foobar', 'a-little-bit-long-string', 'abc'].map((text) =>
      murmur2(Buffer.from(text)),
    );
    expect(hashes).toEqual([-973932308, -790332482, -985981536, 479470107]);
  });
});
