/**
 * The weights file: magic `SPLIGHT1`, length of the header (u32, little-endian), the header as JSON, zeros up to a
 * multiple of 16, the planes one after another (int8, `[bucket][column]`), and the SHA-256 of all that.
 */
import { createHash } from 'node:crypto';
import { checkHeader, headColumns } from './header.ts';
import type { WeightsHeader } from './header.ts';

const MAGIC = 'SPLIGHT1';
const DIGEST = 32;
const ALIGN = 16;

export interface Weights {
  readonly header: WeightsHeader;
  /** Name and the first digits of the file's SHA-256: recorded with every answer. */
  readonly modelVersion: string;
  readonly sha256: string;
  /** All planes, one after another. */
  readonly planes: Int8Array;
}

export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

function start(headerLength: number): number {
  return Math.ceil((MAGIC.length + 4 + headerLength) / ALIGN) * ALIGN;
}

function planeBytes(header: WeightsHeader): number {
  return header.planes.reduce((sum, plane) => sum + plane.columns * 2 ** plane.bits, 0);
}

export function encodeWeights(header: WeightsHeader, planes: Int8Array): Buffer {
  if (planes.length !== planeBytes(header)) {
    throw new WeightsError(`planes hold ${planes.length} bytes, the header describes ${planeBytes(header)}`);
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const from = start(json.length);
  const file = Buffer.alloc(from + planes.length + DIGEST);
  file.write(MAGIC, 'latin1');
  file.writeUInt32LE(json.length, MAGIC.length);
  json.copy(file, MAGIC.length + 4);
  file.set(new Uint8Array(planes.buffer, planes.byteOffset, planes.length), from);
  digestOf(file).copy(file, file.length - DIGEST);
  return file;
}

/**
 * Throws WeightsError when the file is not one, is damaged, or was made for other features than
 * `featureSpec` (those of this program). The planes are a view of `file`.
 */
export function decodeWeights(file: Buffer, featureSpec: string): Weights {
  if (file.length < MAGIC.length + 4 + DIGEST || file.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw new WeightsError(`not a weights file: it does not begin with ${MAGIC}`);
  }
  const digest = digestOf(file);
  if (!digest.equals(file.subarray(file.length - DIGEST))) {
    throw new WeightsError(
      'the weights file is damaged: its SHA-256 does not match; fetch or train it again',
    );
  }
  const length = file.readUInt32LE(MAGIC.length);
  const from = start(length);
  if (from > file.length - DIGEST) throw new WeightsError('the weights file is too short for its header');
  const header = parseHeader(file.toString('utf8', MAGIC.length + 4, MAGIC.length + 4 + length));
  if (header.featureSpec !== featureSpec) {
    throw new WeightsError(
      `the weights were trained for feature specification ${header.featureSpec.slice(0, 12)}, this program has ${featureSpec.slice(0, 12)}: train them again (signalpost train)`,
    );
  }
  const bytes = file.length - DIGEST - from;
  if (bytes !== planeBytes(header)) {
    throw new WeightsError(
      `the header describes ${planeBytes(header)} bytes of weights, the file has ${bytes}`,
    );
  }
  const sha256 = digest.toString('hex');
  return {
    header,
    sha256,
    modelVersion: `${header.name}-${sha256.slice(0, 12)}`,
    planes: new Int8Array(file.buffer, file.byteOffset + from, bytes),
  };
}

function digestOf(file: Buffer): Buffer {
  return createHash('sha256')
    .update(file.subarray(0, file.length - DIGEST))
    .digest();
}

function parseHeader(json: string): WeightsHeader {
  let header: WeightsHeader;
  try {
    header = checkHeader(JSON.parse(json));
  } catch (error) {
    throw new WeightsError(`the header of the weights file is not valid: ${(error as Error).message}`);
  }
  for (const head of header.heads) {
    const plane = header.planes[head.plane];
    const fits = plane !== undefined && head.column + headColumns(head) <= plane.columns;
    if (!fits) throw new WeightsError(`head ${head.name} does not fit its plane`);
  }
  return header;
}
