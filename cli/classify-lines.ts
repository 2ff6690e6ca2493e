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
  return { line: written(id, read(text, channel)), ok: true };
}

/** Four digits: more would say what the models do not know. */
const STEPS = 10_000;
const DIGITS: readonly string[] = Array.from({ length: STEPS + 1 }, (_, step) => String(step / STEPS));

const quotes = new Map<string, string>();

/** Names of heads and classes are few and come again in every answer. */
function quoted(name: string): string {
  let found = quotes.get(name);
  if (found === undefined) quotes.set(name, (found = JSON.stringify(name)));
  return found;
}

/** Put together by hand: `JSON.stringify` of so many numbers would cost more than reading the text. */
function written(id: string | number, { modelVersion, heads }: LightReading): string {
  let line = `{"id":${JSON.stringify(id)},"modelVersion":${quoted(modelVersion)},"heads":{`;
  let comma = '';
  for (const name in heads) {
    const { label, labels, probabilities } = heads[name]!;
    line += `${comma}${quoted(name)}:{"label":${quoted(label)}`;
    if (labels !== undefined) line += `,"labels":[${labels.map(quoted).join()}]`;
    line += ',"probabilities":{';
    let between = '';
    for (const one in probabilities) {
      line += `${between}${quoted(one)}:${DIGITS[Math.round(probabilities[one]! * STEPS)]!}`;
      between = ',';
    }
    line += '}}';
    comma = ',';
  }
  return `${line}}}`;
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
