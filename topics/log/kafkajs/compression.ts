/** Codecs of record batches, by the number in a batch's attributes (kafka.apache.org/documentation, "Record Batch"). */
import { gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { compressFrameSync, decompressFrameSync } from 'lz4-napi';

export type Compression = 'none' | 'lz4' | 'zstd';

interface Codec {
  readonly name: string;
  readonly compress?: (bytes: Buffer) => Buffer;
  readonly decompress?: (bytes: Buffer) => Buffer;
}

/** Other clients may have written any of them. We write none, lz4 and zstd, and cannot read snappy. */
const CODECS: readonly Codec[] = [
  { name: 'none', decompress: (bytes) => bytes },
  { name: 'gzip', decompress: (bytes) => gunzipSync(bytes) },
  { name: 'snappy' },
  {
    name: 'lz4',
    compress: (bytes) => compressFrameSync(bytes),
    decompress: (bytes) => decompressFrameSync(bytes),
  },
  {
    name: 'zstd',
    compress: (bytes) => zstdCompressSync(bytes),
    decompress: (bytes) => zstdDecompressSync(bytes),
  },
];

/** A batch compressed with a codec that we cannot read: an operator must have it written otherwise. */
export class UnreadableCodec extends Error {
  override readonly name = 'UnreadableCodec';
  constructor(codec: number) {
    super(
      `compressed with codec ${codec} (${CODECS[codec]?.name ?? 'unknown'}), which is not read here: ` +
        'set compression.type of the writer, or of the topic, to none, gzip, lz4 or zstd',
    );
  }
}

/** @throws UnreadableCodec, or the codec's own error when the bytes are not what they say. */
export function decompress(codec: number, bytes: Buffer): Buffer {
  const run = CODECS[codec]?.decompress;
  if (!run) throw new UnreadableCodec(codec);
  return run(bytes);
}

/** The codec's number, and the bytes in its form. */
export function compress(
  wanted: Exclude<Compression, 'none'>,
  bytes: Buffer,
): { readonly codec: number; readonly bytes: Buffer } {
  const codec = CODECS.findIndex(({ name }) => name === wanted);
  const run = CODECS[codec]?.compress;
  if (!run) throw new UnreadableCodec(codec);
  return { codec, bytes: run(bytes) };
}
