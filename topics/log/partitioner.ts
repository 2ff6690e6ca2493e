import type { Partitioner } from './port.ts';

const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** MurmurHash2, 32 bit, with the seed of the Java client (`org.apache.kafka.common.utils.Utils.murmur2`). */
export function murmur2(data: Buffer): number {
  const length = data.length;
  let h = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k = Math.imul(data.readInt32LE(i), M);
    k ^= k >>> 24;
    h = Math.imul(h, M) ^ Math.imul(k, M);
  }
  const rest = length & 3;
  if (rest === 3) h ^= (data[whole + 2] as number) << 16;
  if (rest >= 2) h ^= (data[whole + 1] as number) << 8;
  if (rest >= 1) h = Math.imul(h ^ (data[whole] as number), M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
}

/**
 * Partition of a key, as the Java client, kafkajs's default partitioner and every tool built on them choose
 * it: co-partitioned topics agree on it whoever writes.
 */
export const partitionOf: Partitioner = (key, partitions) => (murmur2(key) & 0x7fffffff) % partitions;
