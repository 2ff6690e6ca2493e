/** Reads a request body whole, up to a limit. Networks sign raw bytes, so nothing may change them before. */
import { Problem } from '../problems.ts';

/** Largest webhook body, bytes. One more is refused. */
export const MAX_WEBHOOK_BYTES = 10 * 1024 * 1024;

/**
 * @throws Problem `body_too_large`, at the declared length where there is one, else while reading.
 */
export async function readBody(request: Request, limit: number): Promise<Buffer> {
  const declared = Number(request.headers.get('content-length') ?? Number.NaN);
  if (declared > limit) throw tooLarge(limit);
  // Of a declared length, which HTTP's parser holds to: read at once. A web stream was a twelfth of the gateway's time.
  if (declared >= 0) return Buffer.from(await request.arrayBuffer());
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(limit: number): Problem {
  return new Problem('body_too_large', `The body may be at most ${limit} bytes; send it in smaller parts.`);
}
