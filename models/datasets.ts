/**
 * Reads the public data that the report measures on: a folder beside the checkout, not part of it. Only
 * parts that are open for tuning (train, val) are there; test parts are never read.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Overridable by `SIGNALPOST_DATA_DIR`. */
export const DATA_FOLDER =
  process.env['SIGNALPOST_DATA_DIR'] || fileURLToPath(new URL('../../shared/data', import.meta.url));

export interface Labelled {
  readonly text: string;
  readonly label: string;
}

function lines(file: string): string[] {
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text.replace(/\n$/, '').split('\n');
}

export function hasData(folder: string): boolean {
  return existsSync(join(DATA_FOLDER, folder));
}

/** One text a line, its label on the same line of another file. */
export function readPaired(folder: string, part: 'train' | 'val'): Labelled[] {
  const texts = lines(join(DATA_FOLDER, folder, `${part}_text.txt.gz`));
  const labels = lines(join(DATA_FOLDER, folder, `${part}_labels.txt`));
  if (texts.length !== labels.length) {
    throw new Error(
      `${folder}/${part}: ${texts.length} texts but ${labels.length} labels; fetch the data again`,
    );
  }
  return texts.map((text, index) => ({ text, label: labels[index]! }));
}

/** Columns separated by tabs, the text in the last unless told. */
export function readTable(
  file: string,
  labelColumn: number,
  header: boolean,
  textColumn?: number,
): Labelled[] {
  return lines(join(DATA_FOLDER, file))
    .slice(header ? 1 : 0)
    .map((line) => {
      const cells = line.split('\t');
      return { label: cells[labelColumn]!, text: cells[textColumn ?? cells.length - 1]! };
    });
}
