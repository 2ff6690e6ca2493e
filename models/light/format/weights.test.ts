import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { WeightsHeader } from './header.ts';
import { decodeWeights, encodeWeights, WeightsError } from './weights.ts';

const HEADER: WeightsHeader = {
  name: 'tiny',
  featureSpec: 'a'.repeat(64),
  planes: [{ bits: 3, columns: 16 }],
  heads: [
    {
      name: 'mood',
      kind: 'softmax',
      classes: ['bad', 'good'],
      plane: 0,
      column: 3,
      scale: 0.5,
      bias: [0, 1],
      calibration: { kind: 'temperature', temperature: 1 },
      thresholds: [],
      reviewOnly: false,
    },
  ],
};
const PLANES = Int8Array.from({ length: 128 }, (_, i) => i - 64);
const FILE = encodeWeights(HEADER, PLANES);

/** The file with its last 32 bytes made right again. */
function sealed(file: Buffer): Buffer {
  const body = file.subarray(0, file.length - 32);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

describe('weights file', () => {
  it('gives back what was written, and a version that names its bytes', () => {
    const read = decodeWeights(FILE, HEADER.featureSpec);
    expect(read.header).toEqual(HEADER);
    expect([...read.planes]).toEqual([...PLANES]);
    expect(read.modelVersion).toBe(`tiny-${read.sha256.slice(0, 12)}`);
    expect(encodeWeights(HEADER, PLANES).equals(FILE)).toBe(true);
  });

  it('any changed byte is refused', () => {
    for (let at = 0; at < FILE.length; at++) {
      const broken = Buffer.from(FILE);
      broken[at]! ^= 1;
      expect(() => decodeWeights(broken, HEADER.featureSpec)).toThrow(WeightsError);
    }
  });

  it('any shorter file is refused', () => {
    for (let length = 0; length < FILE.length; length += 7) {
      expect(() => decodeWeights(FILE.subarray(0, length), HEADER.featureSpec)).toThrow(WeightsError);
    }
  });

  it('weights of another feature specification are refused, and the error says what to do', () => {
    expect(() => decodeWeights(FILE, 'b'.repeat(64))).toThrow(/aaaaaaaaaaaa.*bbbbbbbbbbbb.*signalpost train/);
  });

  it('a head outside its plane and planes of another size are refused though the digest is right', () => {
    const outside = { ...HEADER, heads: [{ ...HEADER.heads[0]!, column: 15 }] };
    expect(() => decodeWeights(encodeWeights(outside, PLANES), HEADER.featureSpec)).toThrow(/does not fit/);
    expect(() => encodeWeights(HEADER, PLANES.subarray(1))).toThrow(/127 bytes.*128/);
    const longer = sealed(Buffer.concat([FILE.subarray(0, FILE.length - 32), Buffer.alloc(48)]));
    expect(() => decodeWeights(longer, HEADER.featureSpec)).toThrow(/the file has/);
  });
});
