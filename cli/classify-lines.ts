/** `signalpost classify` without the streams: one line in, one line out. */
import type { Channel, LightReading } from '../models/light/infer/reader.ts';

/** Longest line that is read, in UTF-16 units; a longer one is answered with an error. */
export const MAX_LINE = 1_048_576;

export interface Answer {
  readonly line: string;
  readonly ok: boolean;
}

export type ReadText = (text: string, channel?: Channel) => LightReading;

/**
 * A record `{"id","text"}` (id: string or number) to its answer, or to `{"id","line","error"}`: id is null where
 * none could be read; `line` counts from 1.
 */
export function answerLine(
  line: string,
  number: number,
  read: ReadText,
  channel: Channel | undefined,
): Answer {
  if (line.length > MAX_LINE) return refusal(null, number, `the line is longer than ${MAX_LINE} characters`);
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return refusal(null, number, `not JSON: ${(error as Error).message}`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    return refusal(null, number, 'not an object with "id" and "text"');
  }
  const { id, text } = record as { id?: unknown; text?: unknown };
  if (typeof id !== 'string' && typeof id !== 'number') {
    return refusal(null, number, '"id" must be a string or a number');
  }
  if (typeof text !== 'string') return refusal(id, number, '"text" must be a string');
  const { modelVersion, heads } = read(text, channel);
  return { line: JSON.stringify({ id, modelVersion, heads }, rounded), ok: true };
}

/** Probabilities with six digits: more would say what the models do not know. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Math.round(value * 1e6) / 1e6 : value;
}

function refusal(id: string | number | null, line: number, error: string): Answer {
  return { line: JSON.stringify({ id, line, error }), ok: false };
}

/**
 * Cuts chunks into lines, those of one chunk together. Keeps at most one line; of a line that is too long only
 * so much is kept that it is refused. A last line without an end counts.
 */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let kept = '';
  for await (const chunk of chunks) {
    const lines = chunk.split('\n');
    lines[0] = join(kept, lines[0]!);
    kept = lines.pop()!;
    if (lines.length > 0) yield lines.map(trimEnd);
  }
  if (kept !== '') yield [trimEnd(kept)];
}

function join(kept: string, more: string): string {
  return kept.length > MAX_LINE ? kept : kept + more;
}

function trimEnd(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
