/**
 * A model is a folder on this machine: `manifest.json`, `model.onnx`, `tokenizer.json` and, where the model has one,
 * `tokenizer_config.json`. The manifest names the SHA-256 of every file; a folder that is not what its manifest says
 * is refused, and nothing is ever downloaded. See README.md beside this file.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SENTIMENTS } from '../ports.ts';

/** A model that may not be used; the message says which file, what is wrong and what to do. */
export class ModelRefused extends Error {
  override readonly name = 'ModelRefused';
}

export const MODEL_FILE = 'model.onnx';
export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';
export const MANIFEST_FILE = 'manifest.json';

/** Largest file that is read, bytes: a base-size model in float32 has a third of it. */
const MAX_BYTES = 1_536 * 1_024 * 1_024;
const MAX_MANIFEST_BYTES = 64 * 1_024;

const word = z.string().regex(/^[\w.-]{1,60}$/, 'must be 1 to 60 letters, digits, dots, dashes');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 lower-case hexadecimal digits');

const schema = z.strictObject({
  format: z.literal(1),
  name: word,
  version: word,
  /** What it was trained for; the only one that is used so far. */
  task: z.literal('sentiment'),
  licence: z.string().min(1),
  /** In the order of the model's outputs. */
  labels: z
    .array(z.enum(SENTIMENTS))
    .refine((labels) => new Set(labels).size === SENTIMENTS.length && labels.length === SENTIMENTS.length, {
      message: `must name ${SENTIMENTS.join(', ')} in the order of the outputs`,
    }),
  /** ISO 639-1 codes of what it can read; null for all. */
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/))
    .min(1)
    .nullable(),
  /** Longest input, in tokens, those at the ends included. */
  maxTokens: z.int().min(8).max(512),
  padTokenId: z.int().min(0),
  /** Divides the outputs before the softmax; fitted on texts that the model was not trained on. */
  temperature: z.number().positive().default(1),
  files: z.strictObject({
    [MODEL_FILE]: sha256,
    [TOKENIZER_FILE]: sha256,
    [TOKENIZER_CONFIG_FILE]: sha256.optional(),
  }),
});

export type Manifest = z.infer<typeof schema>;

export interface VerifiedModel {
  readonly manifest: Manifest;
  /** The very bytes that were hashed. */
  readonly model: Buffer;
  readonly tokenizer: object;
  readonly tokenizerConfig: object;
}

/** Recorded with every answer: other weights under the same name are another version. */
export function modelVersionOf({ name, version, files }: Manifest): string {
  return `${name}-${version}+${files[MODEL_FILE].slice(0, 8)}`;
}

/** @throws ModelRefused */
export async function loadVerified(folder: string): Promise<VerifiedModel> {
  const text = (await bytesOf(folder, MANIFEST_FILE, MAX_MANIFEST_BYTES)).toString('utf8');
  const parsed = schema.safeParse(json(folder, MANIFEST_FILE, text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'it'} ${message}`);
    throw new ModelRefused(`${path.join(folder, MANIFEST_FILE)} is no manifest: ${problems.join('; ')}.`);
  }
  const manifest = parsed.data;
  const verified = async (file: string, wanted: string): Promise<Buffer> => {
    const bytes = await bytesOf(folder, file, MAX_BYTES);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found === wanted) return bytes;
    throw new ModelRefused(
      `${path.join(folder, file)} has the SHA-256 ${found}, its manifest says ${wanted}. ` +
        'Copy the file again; if it was changed on purpose, write its sum into the manifest and raise the version.',
    );
  };
  const model = await verified(MODEL_FILE, manifest.files[MODEL_FILE]);
  const tokenizer = await verified(TOKENIZER_FILE, manifest.files[TOKENIZER_FILE]);
  const configSum = manifest.files[TOKENIZER_CONFIG_FILE];
  const config = configSum === undefined ? null : await verified(TOKENIZER_CONFIG_FILE, configSum);
  return {
    manifest,
    model,
    tokenizer: json(folder, TOKENIZER_FILE, tokenizer.toString('utf8')),
    tokenizerConfig: config === null ? {} : json(folder, TOKENIZER_CONFIG_FILE, config.toString('utf8')),
  };
}

async function bytesOf(folder: string, file: string, most: number): Promise<Buffer> {
  const place = path.join(folder, file);
  const found = await stat(place).catch(() => null);
  if (!found?.isFile())
    throw new ModelRefused(`${place} is not there. A model needs it; see models/transformer/README.md.`);
  if (found.size > most) throw new ModelRefused(`${place} has ${found.size} bytes, more than ${most}.`);
  return readFile(place);
}

function json(folder: string, file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below: the parser's own words may quote the file.
  }
  throw new ModelRefused(`${path.join(folder, file)} is not a JSON object.`);
}
