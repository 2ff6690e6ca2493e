import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { authorOf } from './message.ts';
import type { SimulatedMessage } from './message.ts';
import { UsageError } from './usage-error.ts';

/** Folder of the data sets: `SIGNALPOST_DATA_DIR`, or `../shared/data` beside the checkout. */
export function dataFolder(env: Readonly<Record<string, string | undefined>>): string {
  return path.resolve(env['SIGNALPOST_DATA_DIR'] || path.join(import.meta.dirname, '../../../shared/data'));
}

/**
 * The validation split of TweetEval's sentiment task as messages, with its label as gold sentiment. Throws an
 * error that says where the data is expected when it is absent.
 */
export async function readTweetevalSentiment(dataDir: string): Promise<readonly SimulatedMessage[]> {
  const folder = path.join(dataDir, 'tweeteval', 'sentiment');
  if (!existsSync(folder)) {
    throw new UsageError(
      `TweetEval's sentiment data is not at ${folder}; name the folder that holds tweeteval/ with SIGNALPOST_DATA_DIR`,
    );
  }
  const names = parseMapping(await readFile(path.join(folder, 'mapping.txt'), 'utf8'));
  const texts = lines(await textOf(path.join(folder, 'val_text.txt')));
  const labels = lines(await readFile(path.join(folder, 'val_labels.txt'), 'utf8'));
  if (texts.length !== labels.length) {
    throw new UsageError(
      `${folder}: ${texts.length} texts but ${labels.length} labels; the files do not belong together`,
    );
  }
  return texts.map((text, index) => {
    const id = `tweeteval-sentiment-val-${String(index + 1).padStart(4, '0')}`;
    const sentiment = names.get(labels[index]!.trim());
    if (!sentiment)
      throw new UsageError(`${folder}/val_labels.txt:${index + 1} has an unknown label ${labels[index]}`);
    return { id, text: plainText(text), lang: 'en', author: authorOf(id), gold: { sentiment } };
  });
}

/** The file as the set's makers publish it, or compressed with gzip. */
async function textOf(file: string): Promise<string> {
  const packed = `${file}.gz`;
  if (existsSync(packed)) return gunzipSync(await readFile(packed)).toString('utf8');
  return readFile(file, 'utf8');
}

/**
 * A line of TweetEval as its author typed it. The set writes non-ASCII characters and commas as `\uXXXX`,
 * quotes as `""` or `\""` (it once was a CSV), `&`, `<`, `>` as HTML entities, and every user as `@user`;
 * distinct masked users become distinct names, because one name twice would be one person.
 */
export function plainText(line: string): string {
  let person = 0;
  return line
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll(/\\?""/g, '"')
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replaceAll(/&(lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replaceAll('&amp;', '&')
    .replaceAll(/@user\b/g, () => `@someone${(person += 1)}`)
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

function parseMapping(text: string): ReadonlyMap<string, string> {
  return new Map(
    lines(text)
      .map((line) => line.split('\t') as [string, string])
      .map(([id, name]) => [id, name.trim()]),
  );
}

function lines(text: string): readonly string[] {
  const all = text.split('\n');
  if (all.at(-1) === '') all.pop();
  return all;
}
