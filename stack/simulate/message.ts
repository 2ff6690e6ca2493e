import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Author } from '../networks/types.ts';
import { UsageError } from './usage-error.ts';

const authorSchema = z.object({
  id: z.string().min(1),
  handle: z.string().min(1),
  name: z.string().min(1),
  followers: z.number().int().min(0).default(0),
});

const lineSchema = z.object({
  id: z.string().min(1),
  text: z.string().min(1),
  lang: z.string().optional(),
  author: authorSchema.optional(),
  /** Labels made by people, carried into the load journal so that results can be joined to them. */
  gold: z.record(z.string(), z.unknown()).optional(),
  /** The labels of this repository's own corpus; gold where a line has no `gold` of its own. */
  sentiment: z.string().optional(),
  kind: z.string().optional(),
  urgency: z.string().optional(),
});

/** One message to simulate. Further fields of a line (note …) are for people and ignored. */
export interface SimulatedMessage {
  readonly id: string;
  readonly text: string;
  readonly lang: string;
  readonly author: Author;
  readonly gold: Readonly<Record<string, unknown>> | null;
}

/** Reads a JSONL file of messages. Throws one error that names every bad line (at most ten). */
export async function readMessages(path: string): Promise<readonly SimulatedMessage[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read`, { cause });
  });
  const lines = text.split('\n');
  const messages: SimulatedMessage[] = [];
  const problems: string[] = [];
  const ids = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = parseLine(line);
    if (typeof parsed === 'string') problems.push(`line ${index + 1}: ${parsed}`);
    else if (ids.has(parsed.id)) problems.push(`line ${index + 1}: id ${parsed.id} occurs twice`);
    else messages.push(parsed);
    if (typeof parsed !== 'string') ids.add(parsed.id);
  }
  if (problems.length > 0)
    throw new UsageError(`${path} is not usable:\n  ${problems.slice(0, 10).join('\n  ')}`);
  if (messages.length === 0) throw new UsageError(`${path} holds no message`);
  return messages;
}

function parseLine(line: string): SimulatedMessage | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`).join('; ');
  const { id, text, lang = 'und', author = authorOf(id), sentiment, kind, urgency } = parsed.data;
  const own = { ...(sentiment && { sentiment }), ...(kind && { kind }), ...(urgency && { urgency }) };
  const gold = parsed.data.gold ?? (Object.keys(own).length > 0 ? own : null);
  return { id, text, lang, author, gold };
}

/** A made-up author for a message that names none: the same one for the same id. */
export function authorOf(id: string): Author {
  const digest = createHash('sha256').update(id).digest();
  const number = digest.readUInt32BE(0);
  const handle = `user_${number.toString(36)}`;
  return {
    id: String(10_000_000 + number),
    handle,
    name: `User ${number.toString(36)}`,
    followers: digest.readUInt16BE(4) % 2_000,
  };
}
