/**
 * Record batches as a broker stores them (magic 2; kafka.apache.org/documentation, "Record Batch"). Reading
 * whole batches, also those that compaction has emptied, is what lets positions be exact.
 */
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { LogRecord } from '../port.ts';

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
}

const HEADER_BYTES = 61;
const LENGTH_END = 12;

/** Whole batches in `bytes`; a batch that the broker cut off at the end is left for the next fetch. */
export function readBatches(bytes: Buffer): readonly StoredBatch[] {
  const batches: StoredBatch[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const end = at + LENGTH_END + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    const magic = bytes.readInt8(at + 16);
    if (magic !== 2) throw new Error(`record batch of format ${magic}; this broker is older than 0.11`);
    const attributes = bytes.readInt16BE(at + 21);
    const baseOffset = Number(bytes.readBigInt64BE(at));
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
      byte = this.bytes[this.at++] ?? 0;
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
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** Decoded records of a data batch. Keys and values are views of the fetched bytes. */
export function readRecords(batch: StoredBatch, topic: string, partition: number): readonly LogRecord[] {
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
    records.push({
      topic,
      partition,
      offset,
      key,
      value,
      headers,
      timestamp: appendTime ? batch.maxTimestamp : timestamp,
    });
    cursor.at = end;
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

function decompress(batch: StoredBatch): Buffer {
  const codec = batch.attributes & 0x07;
  if (codec === 0) return batch.body;
  if (codec === 1) return gunzipSync(batch.body);
  if (codec === 4) return zstdDecompressSync(batch.body);
  throw new Error(`record batch compressed with codec ${codec}; only none, gzip and zstd are read`);
}
