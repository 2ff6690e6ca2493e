/** `signalpost classify` without the streams: lines in, answers out. */
import type { AnswerWriter } from '../models/light/infer/answer-writer.ts';
import type { Channel } from '../models/light/infer/reader.ts';

/** Longest line that is read, in UTF-16 units; a longer one is answered with an error. */
export const MAX_LINE = 1_048_576;
/** No line with fewer UTF-16 units has more bytes. */
const MAX_BYTES = MAX_LINE * 3;

/**
 * Writes the answer to a record `{"id","text"}` (id: string or number), or `{"id","line","error"}`: id is null where
 * none could be read; `line` counts from 1. False where there is an error.
 */
export function answerLine(
  line: string,
  number: number,
  writer: Pick<AnswerWriter, 'answer' | 'line'>,
  channel: Channel | undefined,
): boolean {
  const refuse = (id: string | number | null, error: string): boolean => {
    writer.line({ id, line: number, error });
    return false;
  };
  if (line.length > MAX_LINE) return refuse(null, `the line is longer than ${MAX_LINE} characters`);
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return refuse(null, `not JSON: ${(error as Error).message}`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return refuse(null, 'not an object with "id" and "text"');
  }
  const { id, text } = record as { id?: unknown; text?: unknown };
  if (typeof id !== 'string' && typeof id !== 'number') {
    return refuse(null, '"id" must be a string or a number');
  }
  if (typeof text !== 'string') return refuse(id, '"text" must be a string');
  writer.answer(id, text, channel);
  return true;
}

const NEWLINE = 0x0a;

/**
 * Cuts chunks of bytes into lines, with either line end. Keeps at most one line; of a line that is too long only so
 * much is kept that it is refused.
 */
export class LineCutter {
  #kept: Buffer[] = [];
  #keptBytes = 0;

  /** The lines that end in this chunk. */
  push(chunk: Buffer): string[] {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      this.#keep(chunk);
      return [];
    }
    let whole = chunk.subarray(0, end);
    if (this.#keptBytes > 0) {
      const first = chunk.indexOf(NEWLINE);
      this.#keep(chunk.subarray(0, first));
      whole = Buffer.concat([...this.#kept, chunk.subarray(first, end)]);
      this.#kept = [];
      this.#keptBytes = 0;
    }
    this.#keep(chunk.subarray(end + 1));
    return whole.toString('utf8').split('\n').map(trimEnd);
  }

  /** The last line, where it has no end. */
  end(): string[] {
    if (this.#keptBytes === 0) return [];
    const line = Buffer.concat(this.#kept).toString('utf8');
    this.#kept = [];
    this.#keptBytes = 0;
    return [trimEnd(line)];
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.#keptBytes > MAX_BYTES) return;
    // A copy: the caller fills the same chunk again.
    this.#kept.push(Buffer.from(bytes));
    this.#keptBytes += bytes.length;
  }
}

function trimEnd(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
