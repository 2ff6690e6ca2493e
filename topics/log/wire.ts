/** Numbers as Kafka's records hold them: zigzag varints, as in Protocol Buffers (kafka.apache.org, "Record"). */

/** Writes a varint of at most 32 bits at `at`. Gives its end. */
export function putVarint(bytes: Buffer, at: number, value: number): number {
  let left = (value << 1) ^ (value >> 31);
  let to = at;
  while (left & ~0x7f) {
    bytes[to++] = (left & 0x7f) | 0x80;
    left >>>= 7;
  }
  bytes[to++] = left;
  return to;
}

/** Bytes that `putVarint` takes. */
export function varintSize(value: number): number {
  let left = ((value << 1) ^ (value >> 31)) >>> 7;
  let size = 1;
  while (left !== 0) {
    size++;
    left >>>= 7;
  }
  return size;
}

/** `putVarint` for whole numbers beyond 32 bits: differences of timestamps. */
export function putVarlong(bytes: Buffer, at: number, value: number): number {
  if (value >= -1_073_741_824 && value < 1_073_741_824) return putVarint(bytes, at, value);
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  let to = at;
  while (left >= 0x80) {
    bytes[to++] = (left % 0x80) | 0x80;
    left = Math.floor(left / 0x80);
  }
  bytes[to++] = left;
  return to;
}

/** Most bytes of any varint or varlong. */
export const VARINT_BYTES = 10;
