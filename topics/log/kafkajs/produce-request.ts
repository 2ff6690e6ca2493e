/**
 * Produce, version 7 (kafka.apache.org/protocol, "Produce API"): record batches that are encoded already go to the
 * socket as they lie in memory, between small pieces of request; kafkajs's encoder would copy each three times.
 */
import { BATCH_HEADER_BYTES } from '../packed.ts';
import type { PackedBatch } from '../packed.ts';
import type { TopicPartition } from '../port.ts';
import { compress } from './compression.ts';
import type { Compression } from './compression.ts';
import { crc32C, sendParts } from './internals.ts';
import type { KafkaBroker } from './internals.ts';

/** A batch on its way to its partition, under the next sequence numbers there. */
export interface Chunk extends TopicPartition {
  readonly batch: PackedBatch;
}

export interface ProduceOptions {
  readonly transactionalId?: string;
  readonly producerId: string;
  readonly producerEpoch: number;
  /** First sequence number of a chunk. */
  readonly sequenceOf: (chunk: Chunk) => number;
  readonly timeoutMs: number;
  readonly compression: Compression;
}

const ALL_IN_SYNC = -1;
const LENGTH_AT = 8;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const MAGIC = 2;
const TRANSACTIONAL = 0x10;

/** What a leader said of one partition: appended at an offset, or refused by a code. */
export interface ProduceAnswer extends TopicPartition {
  /** 0 when appended. */
  readonly code: number;
  readonly baseOffset: number;
}

/** Sends to the leader of all chunks; one chunk per partition. Some may be appended and others refused. */
export async function produce(
  broker: KafkaBroker,
  chunks: readonly Chunk[],
  options: ProduceOptions,
): Promise<readonly ProduceAnswer[]> {
  return sendParts(
    broker,
    { apiKey: 0, apiVersion: 7, apiName: 'Produce' },
    requestOf(chunks, options),
    decode,
  );
}

function requestOf(chunks: readonly Chunk[], options: ProduceOptions): readonly Buffer[] {
  const parts: Buffer[] = [];
  const byTopic = [...Map.groupBy(chunks, (chunk) => chunk.topic)];
  let piece = Buffer.concat([
    text(options.transactionalId ?? null),
    int16(ALL_IN_SYNC),
    int32(options.timeoutMs),
    int32(byTopic.length),
  ]);
  for (const [topic, mine] of byTopic) {
    piece = Buffer.concat([piece, text(topic), int32(mine.length)]);
    for (const chunk of mine) {
      const sealed = seal(chunk, options);
      const size = sealed.reduce((sum, part) => sum + part.length, 0);
      parts.push(Buffer.concat([piece, int32(chunk.partition), int32(size)]), ...sealed);
      piece = Buffer.alloc(0);
    }
  }
  return parts;
}

/** The whole batch, its header filled in. The same batch sealed again under the same numbers has the same bytes. */
export function seal(chunk: Chunk, options: Omit<ProduceOptions, 'timeoutMs'>): readonly Buffer[] {
  const { batch } = chunk;
  const body =
    options.compression === 'none'
      ? { codec: 0, bytes: batch.bytes.subarray(BATCH_HEADER_BYTES, batch.end) }
      : compress(options.compression, batch.bytes.subarray(BATCH_HEADER_BYTES, batch.end));
  const plain = body.codec === 0;
  // Uncompressed, header and records are one piece already.
  const head = plain ? batch.bytes : Buffer.alloc(BATCH_HEADER_BYTES);
  head.writeBigInt64BE(0n, 0);
  head.writeInt32BE(BATCH_HEADER_BYTES - LENGTH_AT - 4 + body.bytes.length, LENGTH_AT);
  head.writeInt32BE(-1, 12); // leader epoch: the broker's
  head.writeInt8(MAGIC, MAGIC_AT);
  head.writeInt16BE(body.codec | (options.transactionalId === undefined ? 0 : TRANSACTIONAL), ATTRIBUTES_AT);
  head.writeInt32BE(batch.count - 1, 23);
  head.writeBigInt64BE(BigInt(batch.baseTimestamp), 27);
  head.writeBigInt64BE(BigInt(batch.maxTimestamp), 35);
  head.writeBigInt64BE(BigInt(options.producerId), 43);
  head.writeInt16BE(options.producerEpoch, 51);
  head.writeInt32BE(options.sequenceOf(chunk), 53);
  head.writeInt32BE(batch.count, 57);
  if (plain) {
    const whole = head.subarray(0, batch.end);
    head.writeUInt32BE(crc32C(whole.subarray(ATTRIBUTES_AT)), CRC_AT);
    return [whole];
  }
  head.writeUInt32BE(crc32C(body.bytes, crc32C(head.subarray(ATTRIBUTES_AT))), CRC_AT);
  return [head, body.bytes];
}

function decode(payload: Buffer): readonly ProduceAnswer[] {
  const answers: ProduceAnswer[] = [];
  let at = 0;
  const next = (bytes: number): number => (at += bytes) - bytes;
  for (let topics = payload.readInt32BE(next(4)); topics > 0; topics--) {
    const length = payload.readInt16BE(next(2));
    const topic = payload.toString('utf8', at, at + length);
    at += length;
    for (let partitions = payload.readInt32BE(next(4)); partitions > 0; partitions--) {
      const partition = payload.readInt32BE(next(4));
      const code = payload.readInt16BE(next(2));
      const baseOffset = Number(payload.readBigInt64BE(next(8)));
      next(16); // time of appending, start of the log
      answers.push({ topic, partition, code, baseOffset });
    }
  }
  return answers;
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** A nullable string of the protocol. */
export function text(value: string | null): Buffer {
  if (value === null) return int16(-1);
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}
