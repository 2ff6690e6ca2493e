import type { Codec } from '../../topics/codec/codec.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { EncodedRecord } from '../../topics/log/packed.ts';
import { putText } from '../../topics/log/packed.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';
import { putVarint, VARINT_BYTES } from '../../topics/log/wire.ts';
import { TRACEPARENT } from '../../service/traceparent.ts';

const FIRST_BYTES = 256 * 1024;
/** Room looked for before an event is encoded; most are smaller. */
const USUAL_BYTES = 4 * 1024;
/** Of the length of most values, as a varint: 64 to 8,191 bytes. */
const LENGTH_BYTES = 2;

/** A record that has its partition, but not yet its place there. */
export interface EncodedOutput extends EncodedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly timestamp: number;
  /** Place of the value in `bytes`. */
  readonly valueFrom: number;
  /** Of key and value alone. */
  readonly size: number;
}

/**
 * Encodes outputs straight into the form in which they will lie in the log, one after another in one buffer that is
 * used again as soon as what lies last in it was taken over into a draft.
 */
export class RecordEncoder {
  readonly #codec: Pick<Codec, 'encodeInto'>;
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;

  constructor(codec: Pick<Codec, 'encodeInto'>) {
    this.#codec = codec;
  }

  /**
   * @param traceparent header to send along, or null.
   * @throws PoisonError `invalid_output`
   */
  encode(
    topic: string,
    partitions: number,
    key: string,
    event: AnyEvent,
    timestamp: number,
    traceparent: string | null,
  ): EncodedOutput {
    this.#reserve(USUAL_BYTES + 3 * key.length);
    const from = this.#at;
    const keyEnd = putText(this.#bytes, from, key);
    const keyFrom = keyEnd - Buffer.byteLength(key);
    const partition = partitionOf(this.#bytes, partitions, keyFrom, keyEnd);
    // The value goes where it will lie if its length takes two bytes, and is moved when it does not.
    let valueFrom = keyEnd + LENGTH_BYTES;
    let valueEnd = this.#codec.encodeInto(event, this.#bytes, valueFrom);
    const most = valueEnd + 3 * VARINT_BYTES + 128;
    if (most > this.#bytes.length) {
      this.#reserve(most - from);
      return this.encode(topic, partitions, key, event, timestamp, traceparent);
    }
    const length = valueEnd - valueFrom;
    if (putVarint(this.#bytes, valueEnd, length) - valueEnd !== LENGTH_BYTES) {
      const moved = putVarint(this.#bytes, valueEnd, length) - valueEnd + keyEnd;
      this.#bytes.copyWithin(moved, valueFrom, valueEnd);
      valueFrom = moved;
      valueEnd = moved + length;
    }
    putVarint(this.#bytes, keyEnd, length);
    let at = putVarint(this.#bytes, valueEnd, traceparent === null ? 0 : 1);
    if (traceparent !== null) at = putText(this.#bytes, putText(this.#bytes, at, TRACEPARENT), traceparent);
    this.#at = at;
    return {
      topic,
      partition,
      timestamp,
      bytes: this.#bytes,
      from,
      to: at,
      valueFrom,
      size: keyEnd - keyFrom + length,
    };
  }

  /** What these took up is free again, if nothing was encoded after them: they have been copied. */
  release(outputs: readonly EncodedOutput[]): void {
    for (let n = outputs.length - 1; n >= 0; n--) {
      const { bytes, from, to } = outputs[n] as EncodedOutput;
      if (bytes !== this.#bytes || to !== this.#at) return;
      this.#at = from;
    }
  }

  /** What lies in a buffer that is full stays there for as long as somebody holds it. */
  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    this.#bytes = Buffer.allocUnsafeSlow(Math.max(FIRST_BYTES, 2 ** Math.ceil(Math.log2(bytes))));
    this.#at = 0;
  }
}
