/**
 * Record batches as a broker stores them (magic 2; kafka.apache.org/documentation, "Record Batch"). Reading
 * whole batches, also those that compaction has emptied, is what lets positions be exact.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../port.ts';
import { crc32C } from './internals.ts';

export interface StoredBatch {
  readonly baseOffset: number;
  /** Last offset that the batch covers; compaction keeps it when it deletes records. */
  readonly lastOffset: number;
  readonly producerId: bigint;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly count: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly attributes: number;
  readonly body: Buffer;
  /** Whether the bytes differ from those that the producer signed with its checksum. */
  readonly damaged: () => boolean;
}

const DAMAGED = 'the bytes do not match their checksum';
const HEADER_BYTES = 61;
const LENGTH_END = 12;
/** The checksum covers everything from the attributes to the end. */
const CRC_AT = 17;
const CRC_FROM = 21;

/**
 * Whether the CRC-32C of every fetched batch is checked. Off: the one in JavaScript costs several times the
 * decoding itself (1,000 records, 2 cores that others used too: 2-7 ms for 0.4-1.1 MB beside 0.5-1 ms for
 * reading them), and brokers check batches when they are written. It is computed only for a batch that cannot
 * be read, to say whether its bytes were damaged.
 */
const CHECK_EVERY_CRC = false;

/** Bytes of one batch that cannot be read, whoever asks again. */
export class BatchUnreadable extends Error {
  override readonly name = 'BatchUnreadable';
  /** First offset of the batch. */
  readonly offset: number;
  constructor(offset: number, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.offset = offset;
  }
}

/**
 * Whole batches in `bytes`; a batch that the broker cut off at the end is left for the next fetch.
 * @throws BatchUnreadable
 */
export function readBatches(bytes: Buffer, checkCrc = CHECK_EVERY_CRC): readonly StoredBatch[] {
  const batches: StoredBatch[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const baseOffset = Number(bytes.readBigInt64BE(at));
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    const magic = bytes.readInt8(at + 16);
    if (magic !== 2) throw new BatchUnreadable(baseOffset, `format ${magic}, older than Kafka 0.11`);
    if (end < at + HEADER_BYTES) throw new BatchUnreadable(baseOffset, 'shorter than its header');
    const crc = bytes.readUInt32BE(at + CRC_AT);
    const covered = bytes.subarray(at + CRC_FROM, end);
    if (checkCrc && crc32C(covered) !== crc) throw new BatchUnreadable(baseOffset, DAMAGED);
    const attributes = bytes.readInt16BE(at + CRC_FROM);
    batches.push({
      baseOffset,
      lastOffset: baseOffset + bytes.readInt32BE(at + 23),
      producerId: bytes.readBigInt64BE(at + 43),
      transactional: (attributes & 0x10) !== 0,
      control: (attributes & 0x20) !== 0,
      count: bytes.readInt32BE(at + 57),
      baseTimestamp: Number(bytes.readBigInt64BE(at + 27)),
      maxTimestamp: Number(bytes.readBigInt64BE(at + 35)),
      attributes,
      body: bytes.subarray(at + HEADER_BYTES, end),
      damaged: () => crc32C(covered) !== crc,
    });
    at = end;
  }
  return batches;
}

/** Position in a buffer that moves as it is read. Varints are zigzag, as in Protocol Buffers. */
class Cursor {
  readonly bytes: Buffer;
  at = 0;
  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    let byte: number;
    do {
      if (this.at >= this.bytes.length) throw new RangeError('a record goes beyond its batch');
      byte = this.bytes[this.at++] as number;
      // Multiplication instead of shifts: timestamps go beyond 32 bits.
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte & 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  slice(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    this.at += length;
    if (this.at > this.bytes.length) throw new RangeError('a record goes beyond its batch');
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/**
 * Decoded records of a data batch. Keys and values are views of the fetched bytes.
 * @throws BatchUnreadable
 */
export function readRecords(batch: StoredBatch, topic: string, partition: number): readonly LogRecord[] {
  try {
    return decodeRecords(batch, topic, partition);
  } catch (cause) {
    const reason = batch.damaged() ? DAMAGED : String(cause);
    throw new BatchUnreadable(batch.baseOffset, reason, { cause });
  }
}

function decodeRecords(batch: StoredBatch, topic: string, partition: number): readonly LogRecord[] {
  const cursor = new Cursor(decompress(batch));
  const appendTime = (batch.attributes & 0x08) !== 0;
  const records: LogRecord[] = [];
  for (let n = 0; n < batch.count; n++) {
    const end = cursor.varint() + cursor.at;
    cursor.at++; // attributes, unused
    const timestamp = batch.baseTimestamp + cursor.varint();
    const offset = batch.baseOffset + cursor.varint();
    const key = cursor.slice();
    const value = cursor.slice();
    const headers: Record<string, string> = {};
    for (let left = cursor.varint(); left > 0; left--) {
      const name = cursor.slice()?.toString() ?? '';
      headers[name] = cursor.slice()?.toString() ?? '';
    }
    if (cursor.at !== end) throw new RangeError('a record is not as long as it says');
    records.push({
      topic,
      partition,
      offset,
      key,
      value,
      headers,
      timestamp: appendTime ? batch.maxTimestamp : timestamp,
    });
  }
  return records;
}

/** True for the marker that ends an aborted transaction (control record key: version, then type 0). */
export function isAbortMarker(batch: StoredBatch): boolean {
  if (!batch.control || batch.count < 1) return false;
  const cursor = new Cursor(batch.body);
  cursor.varint(); // length
  cursor.at++;
  cursor.varint(); // timestamp
  cursor.varint(); // offset
  const key = cursor.slice();
  return key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
}

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

function decompress(batch: StoredBatch): Buffer {
  const codec = batch.attributes & 0x07;
  if (codec === 0) return batch.body;
  if (codec === 1) return gunzipSync(batch.body);
  if (codec === 4) return zstdDecompressSync(batch.body);
  throw new Error(
    `compressed with codec ${codec} (${CODECS[codec] ?? 'unknown'}); only none, gzip and zstd are read`,
  );
}
