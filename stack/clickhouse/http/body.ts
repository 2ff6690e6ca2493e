/**
 * Request bodies: unpacked, bounded, the statement read from the front, the rows kept in a file until
 * the last byte has come. A body that breaks off is never run.
 */
import { createWriteStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { pipeline as pipelineAsync } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { type ClickHouseException, exception } from './exceptions.ts';

/** The engine's `max_query_size` is 256 KiB; text that is longer is no statement that it would take. */
export const STATEMENT_BYTES = 262_144;

const DECODERS = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
} as const;

/** 413, as the server answers QUERY_IS_TOO_LARGE. */
export const tooLarge = (maxBytes: number): ClickHouseException =>
  exception(229, 'QUERY_IS_TOO_LARGE', `The request's body is larger than ${maxBytes} bytes unpacked`);

/**
 * The body's unpacked bytes, at most `maxBytes` of them. Never destroys the request: the answer still has to
 * go out on its socket.
 *
 * @throws {ClickHouseException} for an unknown Content-Encoding, and while reading for a body that is too
 *   large, broken off or not what its encoding says
 */
export function unpackedBody(request: IncomingMessage, maxBytes: number): AsyncIterator<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  const decode = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding as keyof typeof DECODERS] : undefined;
  if (decode === undefined && encoding !== 'identity') {
    throw exception(48, 'NOT_IMPLEMENTED', 'Content-Encoding must be gzip, deflate, br or zstd');
  }
  return bounded(decode ? unpack(request, decode()) : request, maxBytes);
}

function unpack(request: IncomingMessage, decoder: Transform): Transform {
  // pipe() tells the decoder nothing of a source that breaks off.
  request.once('close', () => {
    if (!request.complete) decoder.destroy(new Error('The body broke off'));
  });
  return request.pipe(decoder);
}

async function* bounded(source: Readable, maxBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      yield chunk as Buffer;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || !/^(Z_|ERR_|ZSTD_|BROTLI_)/.test(code)) throw error;
    throw exception(354, 'ZLIB_INFLATE_FAILED', `The body is not what its Content-Encoding says: ${code}`);
  }
}

/** Takes bytes until `enough` of them are there or the body ends. */
export async function readHead(
  body: AsyncIterator<Buffer>,
  enough: number,
): Promise<{ head: Buffer; ended: boolean }> {
  const chunks: Buffer[] = [];
  for (let size = 0; size < enough;) {
    const next = await body.next();
    if (next.done) return { head: Buffer.concat(chunks), ended: true };
    chunks.push(next.value);
    size += next.value.length;
  }
  return { head: Buffer.concat(chunks), ended: false };
}

/** Writes `first` and what is left of the body into a file; resolves with the number of bytes. */
export async function spool(first: Buffer, rest: AsyncIterator<Buffer>, file: string): Promise<number> {
  let bytes = 0;
  async function* all(): AsyncGenerator<Buffer> {
    bytes += first.length;
    if (first.length > 0) yield first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) {
      bytes += next.value.length;
      yield next.value;
    }
  }
  await pipelineAsync(all(), createWriteStream(file, { mode: 0o600, highWaterMark: 1 << 20 }));
  return bytes;
}
