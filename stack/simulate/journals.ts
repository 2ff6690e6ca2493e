import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** What the journals of all runs may take together; the load of one run may pass it, and goes with the next. */
export const LOAD_JOURNAL_BYTES = 512 * 1024 * 1024;

/** Deletes the journals of the oldest runs until the others fit. Returns the names of what went. */
export function pruneJournals(folder: string, limitBytes = LOAD_JOURNAL_BYTES): readonly string[] {
  if (!existsSync(folder)) return [];
  const newestFirst = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => ({ name, ...sizeAndTime(path.join(folder, name)) }))
    .toSorted((a, b) => b.at - a.at);
  let kept = 0;
  const gone = newestFirst.filter(({ bytes }) => (kept += bytes) > limitBytes);
  for (const { name } of gone) rmSync(path.join(folder, name), { force: true });
  return gone.map(({ name }) => name);
}

function sizeAndTime(file: string): { readonly bytes: number; readonly at: number } {
  const { size, mtimeMs } = statSync(file);
  return { bytes: size, at: mtimeMs };
}
