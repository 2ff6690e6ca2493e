const M = 0x5bd1e995;
const SEED = 0x9747b28c;

/** MurmurHash2, 32 bit, with the seed of the Java client (`org.apache.kafka.common.utils.Utils.murmur2`). */
export function murmur2(data: Buffer, from = 0, to = data.length): number {
  const length = to - from;
  let h = SEED ^ length;
  const whole = from + (length & ~3);
  for (let i = from; i < whole; i += 4) {
    let k =
      (data[i] as number) |
      ((data[i + 1] as number) << 8) |
      ((data[i + 2] as number) << 16) |
      ((data[i + 3] as number) << 24);
    k = Math.imul(k, M);
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
 * it: co-partitioned topics agree on it whoever writes. The key may lie within more bytes.
 */
export function partitionOf(bytes: Buffer, partitions: number, from = 0, to = bytes.length): number {
  return (murmur2(bytes, from, to) & 0x7fffffff) % partitions;
}
