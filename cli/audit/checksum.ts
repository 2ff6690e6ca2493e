/**
 * Sums of sets that do not depend on order: XOR of the first 8 bytes of each member's MD5, little-endian, which
 * ClickHouse computes too (`groupBitXor(reinterpretAsUInt64(substring(MD5(x), 1, 8)))`). A missing member, one
 * too many and a foreign one all show. Members must be distinct: two of a kind cancel out.
 */
import { createHash } from 'node:crypto';

export class SetSum {
  count = 0;
  #sum = 0n;

  add(...parts: readonly (string | Buffer)[]): void {
    const hash = createHash('md5');
    for (const part of parts) hash.update(part);
    this.#sum ^= hash.digest().readBigUInt64LE(0);
    this.count += 1;
  }

  /** Hexadecimal, 16 digits. */
  get checksum(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }
}

/** The same of a column of ClickHouse, as SQL. */
export function setSumSql(member: string): string {
  return `lower(leftPad(hex(groupBitXor(reinterpretAsUInt64(substring(MD5(${member}), 1, 8)))), 16, '0'))`;
}
