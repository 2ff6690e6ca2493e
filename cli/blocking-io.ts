/**
 * Standard input and output without streams: a filter that only reads, computes and writes has nothing to do while
 * it waits, and streams cost it time and memory for every piece.
 */
import { readSync, writeSync } from 'node:fs';

const STDIN = 0;
const STDOUT = 1;
/** Milliseconds until a pipe that has nothing, or no room, is asked again. */
const PAUSE = 2;

const never = new Int32Array(new SharedArrayBuffer(4));

/** Bytes read into `chunk`; 0 at the end. Waits until there are some. */
export function readChunk(chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(STDIN, chunk, 0, chunk.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(never, 0, 0, PAUSE);
    }
  }
}

/** False when nobody reads any more. */
export function writeAll(bytes: Buffer): boolean {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(STDOUT, bytes, at, bytes.length - at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(never, 0, 0, PAUSE);
    }
  }
  return true;
}
