/**
 * Records as they lie in fetched bytes. Walking them costs a few nanoseconds each; key, value and headers become
 * objects only when somebody asks for them, and a decoder that reads the value where it lies asks for none.
 */
import { BATCH_HEADER_BYTES } from './packed.ts';
import type { BatchToWrite, LogRecord, RecordToWrite } from './port.ts';

/** Place of a batch that all of its records share. */
export interface BatchPlace {
  readonly topic: string;
  readonly partition: number;
  readonly baseOffset: number;
  readonly baseTimestamp: number;
  /** Epoch ms of appending, for topics whose records have the broker's time; else null. */
  readonly appendedAt: number | null;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

export class StoredRecord implements LogRecord {
  readonly offset: number;
  readonly timestamp: number;
  /** The batch's bytes, uncompressed. */
  readonly bytes: Buffer;
  /** The value lies from here to `valueTo`; `valueFrom` is -1 for a tombstone. */
  readonly valueFrom: number;
  readonly valueTo: number;
  /** Bytes of the whole record. */
  readonly size: number;
  readonly #place: BatchPlace;
  readonly #keyFrom: number;
  readonly #keyTo: number;
  /** Place of the number of headers. */
  readonly #headersAt: number;
  #headers: Readonly<Record<string, string>> | null = null;

  constructor(
    place: BatchPlace,
    bytes: Buffer,
    offset: number,
    timestamp: number,
    keyFrom: number,
    keyTo: number,
    valueFrom: number,
    valueTo: number,
    headersAt: number,
    size: number,
  ) {
    this.#place = place;
    this.bytes = bytes;
    this.offset = offset;
    this.timestamp = timestamp;
    this.#keyFrom = keyFrom;
    this.#keyTo = keyTo;
    this.valueFrom = valueFrom;
    this.valueTo = valueTo;
    this.#headersAt = headersAt;
    this.size = size;
  }

  get topic(): string {
    return this.#place.topic;
  }

  get partition(): number {
    return this.#place.partition;
  }

  /** A view of the fetched bytes. */
  get key(): Buffer | null {
    return this.#keyFrom < 0 ? null : this.bytes.subarray(this.#keyFrom, this.#keyTo);
  }

  /** A view of the fetched bytes. */
  get value(): Buffer | null {
    return this.valueFrom < 0 ? null : this.bytes.subarray(this.valueFrom, this.valueTo);
  }

  get headers(): Readonly<Record<string, string>> {
    return (this.#headers ??= this.#readHeaders());
  }

  /** One header, without reading the others into strings; undefined when there is none of this name. */
  header(name: string): string | undefined {
    if (this.#headers !== null) return this.#headers[name];
    const cursor = new Cursor(this.bytes, this.#headersAt);
    let found: string | undefined;
    for (let left = cursor.varint(); left > 0; left--) {
      // The last of several with the same name, as in `headers`.
      if (cursor.skipIf(name)) found = cursor.text();
      else cursor.skip();
    }
    return found;
  }

  #readHeaders(): Readonly<Record<string, string>> {
    const cursor = new Cursor(this.bytes, this.#headersAt);
    let left = cursor.varint();
    if (left === 0) return NO_HEADERS;
    const headers: Record<string, string> = {};
    for (; left > 0; left--) {
      const name = cursor.text();
      headers[name] = cursor.text();
    }
    return headers;
  }
}

/** Position in a buffer that moves as it is read. Varints are zigzag, as in Protocol Buffers. */
export class Cursor {
  readonly bytes: Buffer;
  at: number;
  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  varint(): number {
    const { bytes } = this;
    let byte = this.#byte();
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 0x7f;
    let factor = 128;
    do {
      byte = bytes[this.at++] ?? this.#beyond();
      // Multiplication instead of shifts: timestamps go beyond 32 bits.
      value += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte & 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  text(): string {
    const length = this.varint();
    if (length <= 0) return '';
    this.at += length;
    return this.bytes.toString('utf8', this.at - length, this.at);
  }

  /** Passes a text; true when it is this one, of ASCII. */
  skipIf(text: string): boolean {
    const length = this.varint();
    const start = this.at;
    if (length > 0) this.at += length;
    if (length !== text.length || this.at > this.bytes.length) return false;
    for (let n = 0; n < length; n++) if (this.bytes[start + n] !== text.charCodeAt(n)) return false;
    return true;
  }

  skip(): void {
    const length = this.varint();
    if (length > 0) this.at += length;
  }

  #byte(): number {
    return this.bytes[this.at++] ?? this.#beyond();
  }

  #beyond(): never {
    throw new RangeError('a record goes beyond its batch');
  }
}

/**
 * The `count` records of a batch, from `at` of its uncompressed bytes on; checks that each is as long as it says.
 * @throws RangeError when they do not follow the format.
 */
export function storedRecords(
  bytes: Buffer,
  at: number,
  count: number,
  place: BatchPlace,
): readonly StoredRecord[] {
  const cursor = new Cursor(bytes, at);
  const records: StoredRecord[] = [];
  for (let n = 0; n < count; n++) {
    const from = cursor.at;
    const end = cursor.varint() + cursor.at;
    cursor.at++; // attributes, unused
    const timestamp = place.appendedAt ?? place.baseTimestamp + cursor.varint();
    if (place.appendedAt !== null) cursor.varint();
    const offset = place.baseOffset + cursor.varint();
    const keyLength = cursor.varint();
    const keyFrom = keyLength < 0 ? -1 : cursor.at;
    if (keyLength > 0) cursor.at += keyLength;
    const keyTo = cursor.at;
    const valueLength = cursor.varint();
    const valueFrom = valueLength < 0 ? -1 : cursor.at;
    if (valueLength > 0) cursor.at += valueLength;
    const valueTo = cursor.at;
    const headersAt = cursor.at;
    for (let left = cursor.varint() * 2; left > 0; left--) {
      const length = cursor.varint();
      if (length > 0) cursor.at += length;
    }
    if (cursor.at !== end || end > bytes.length) throw new RangeError('a record is not as long as it says');
    records.push(
      new StoredRecord(
        place,
        bytes,
        offset,
        timestamp,
        keyFrom,
        keyTo,
        valueFrom,
        valueTo,
        headersAt,
        end - from,
      ),
    );
  }
  return records;
}

/** One header of a record in whichever form; undefined when it has none of this name. */
export function headerOf(record: Pick<LogRecord, 'headers'>, name: string): string | undefined {
  return record instanceof StoredRecord ? record.header(name) : record.headers[name];
}

/** Records that are to be written, as objects, whichever form they have; copied out of packed buffers. */
export function objectsOf(records: BatchToWrite['records']): readonly RecordToWrite[] {
  if (!('batches' in records)) return records;
  const place = { topic: '', partition: 0, baseOffset: 0, appendedAt: null };
  return records.batches.flatMap(({ bytes, end, count, baseTimestamp }) =>
    storedRecords(Buffer.from(bytes.subarray(0, end)), BATCH_HEADER_BYTES, count, {
      ...place,
      baseTimestamp,
    }),
  );
}

/** All of a record as a plain object: for comparing and for keeping longer than what was fetched. */
export function plainRecord(record: LogRecord): LogRecord {
  const { topic, partition, offset, key, value, headers, timestamp } = record;
  return { topic, partition, offset, key, value, headers: { ...headers }, timestamp };
}
