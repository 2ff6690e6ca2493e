/**
 * Records of one partition in the very form in which a broker stores them (magic 2; kafka.apache.org/documentation,
 * "Record Batch"), written once into buffers that are used again: no object and no buffer per record. Whatever
 * sends them fills in the 61 bytes of each batch's header.
 */
import type { RecordToWrite } from './port.ts';
import { putVarint, putVarlong, VARINT_BYTES, varintSize } from './wire.ts';

/** Place of a batch's header at the start of its buffer. */
export const BATCH_HEADER_BYTES = 61;
/** Bytes per record batch: below the broker's default limit of 1 MiB. A larger record goes alone. */
const BATCH_BYTES = 900 * 1024;
/** A buffer is small at first, for quiet times, then as long as a batch may be. */
const SMALL_BYTES = 64 * 1024;
const LARGE_BYTES = BATCH_BYTES + 4 * 1024;
/** Buffers kept for later, of each size: at most some 60 MB in a process. */
const KEPT = 64;

const small: Buffer[] = [];
const large: Buffer[] = [];

function take(bytes: number): Buffer {
  if (bytes <= SMALL_BYTES) return small.pop() ?? Buffer.allocUnsafeSlow(SMALL_BYTES);
  if (bytes <= LARGE_BYTES) return large.pop() ?? Buffer.allocUnsafeSlow(LARGE_BYTES);
  return Buffer.allocUnsafeSlow(bytes);
}

function give(buffer: Buffer): void {
  if (buffer.length === SMALL_BYTES && small.length < KEPT) small.push(buffer);
  else if (buffer.length === LARGE_BYTES && large.length < KEPT) large.push(buffer);
}

/** One record batch: its records lie in `bytes` from `BATCH_HEADER_BYTES` to `end`. */
export interface PackedBatch {
  readonly bytes: Buffer;
  readonly end: number;
  readonly count: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
}
type Open = { -readonly [K in keyof PackedBatch]: PackedBatch[K] };

/** The part of a record that does not depend on its place: key, value and headers, each with its length. */
export interface EncodedRecord {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

export class PackedRecords {
  readonly #batches: Open[] = [];
  #count = 0;
  #size = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes of all records as they will travel, uncompressed. */
  get size(): number {
    return this.#size;
  }

  get batches(): readonly PackedBatch[] {
    return this.#batches;
  }

  /** @param timestamp epoch ms */
  add(timestamp: number, { bytes, from, to }: EncodedRecord): void {
    const length = to - from;
    const batch = this.#room(length + 3 * VARINT_BYTES, timestamp);
    const delta = timestamp - batch.baseTimestamp;
    const size = 1 + varlongSize(delta) + varintSize(batch.count) + length;
    const into = batch.bytes;
    let at = putVarint(into, batch.end, size);
    into[at++] = 0; // attributes: none are defined
    at = putVarlong(into, at, delta);
    at = putVarint(into, at, batch.count);
    bytes.copy(into, at, from, to);
    at += length;
    this.#size += at - batch.end;
    batch.end = at;
    batch.count++;
    if (timestamp > batch.maxTimestamp) batch.maxTimestamp = timestamp;
    this.#count++;
  }

  addRecord(record: RecordToWrite): void {
    this.add(record.timestamp, encodeRecord(record));
  }

  /** Gives the buffers back; the records are gone. Call when nobody reads them any more, a socket neither. */
  release(): void {
    for (const { bytes } of this.#batches) give(bytes);
    this.#batches.length = 0;
    this.#count = 0;
    this.#size = 0;
  }

  #room(bytes: number, timestamp: number): Open {
    const last = this.#batches.at(-1);
    if (last) {
      const wanted = last.end + bytes;
      if (wanted <= last.bytes.length && wanted <= LARGE_BYTES) return last;
      if (wanted <= LARGE_BYTES) {
        const grown = take(wanted);
        last.bytes.copy(grown, BATCH_HEADER_BYTES, BATCH_HEADER_BYTES, last.end);
        give(last.bytes);
        last.bytes = grown;
        return last;
      }
    }
    const fresh: Open = {
      bytes: take(Math.max(BATCH_HEADER_BYTES + bytes, last ? LARGE_BYTES : 0)),
      end: BATCH_HEADER_BYTES,
      count: 0,
      baseTimestamp: timestamp,
      maxTimestamp: timestamp,
    };
    this.#batches.push(fresh);
    return fresh;
  }
}

export function packed(records: readonly RecordToWrite[]): PackedRecords {
  const result = new PackedRecords();
  for (const record of records) result.addRecord(record);
  return result;
}

function varlongSize(value: number): number {
  if (value >= -1_073_741_824 && value < 1_073_741_824) return varintSize(value);
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  let size = 1;
  while (left >= 0x80) {
    left = Math.floor(left / 0x80);
    size++;
  }
  return size;
}

/** For records that exist as objects; grown as needed, valid until the next call. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

function encodeRecord({ key, value, headers }: RecordToWrite): EncodedRecord {
  const entries = headers ? Object.entries(headers) : [];
  let most = (key?.length ?? 0) + (value?.length ?? 0) + 3 * VARINT_BYTES;
  for (const [name, text] of entries) most += 3 * (name.length + text.length) + 2 * VARINT_BYTES;
  if (most > scratch.length) scratch = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(most)));
  let at = putBytes(scratch, putBytes(scratch, 0, key), value);
  at = putVarint(scratch, at, entries.length);
  for (const [name, text] of entries) at = putText(scratch, putText(scratch, at, name), text);
  return { bytes: scratch, from: 0, to: at };
}

function putBytes(into: Buffer, at: number, bytes: Buffer | null): number {
  if (bytes === null) return putVarint(into, at, -1);
  const from = putVarint(into, at, bytes.length);
  bytes.copy(into, from);
  return from + bytes.length;
}

/** A string with its length in UTF-8 before it; there must be room. */
export function putText(into: Buffer, at: number, text: string): number {
  const from = putVarint(into, at, Buffer.byteLength(text));
  return from + into.write(text, from);
}
