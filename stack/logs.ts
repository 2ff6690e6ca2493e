import {
  closeSync,
  copyFileSync,
  existsSync,
  fstatSync,
  openSync,
  mkdirSync,
  readSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A part's log may grow to this; then it becomes `<name>.log.1` and starts again. Two of these per part. */
export const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** Opens a log for appending. The child gets the descriptor itself, so its output survives our own death. */
export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'a');
}

/**
 * Caps a log. The writer has it open for appending, so emptying it in place makes the writer go on at the
 * new end; lines written between copy and truncate are lost, which a log may.
 */
export function capLog(path: string, limitBytes = LOG_LIMIT_BYTES): boolean {
  if (!existsSync(path) || statSync(path).size <= limitBytes) return false;
  copyFileSync(path, `${path}.1`);
  truncateSync(path, 0);
  return true;
}

/** The last `lines` lines of a log, reading at most 64 KiB of it. */
export function logTail(path: string, lines: number): string[] {
  if (!existsSync(path)) return [];
  const fd = openSync(path, 'r');
  try {
    const size = fstatSync(fd).size;
    const length = Math.min(size, 64 * 1024);
    const buffer = Buffer.alloc(length);
    readSync(fd, buffer, 0, length, size - length);
    return buffer
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .slice(-lines);
  } finally {
    closeSync(fd);
  }
}
