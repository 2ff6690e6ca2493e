/** The whole LDNOOBW list, 26 languages; see NOTICE.md. Words by language, read once. */
import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('ldnoobw/', import.meta.url);

/** `fil` has no two-letter code; all others are ISO 639-1. */
export const LDNOOBW: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .map((file) => [
      file.slice(0, -'.txt'.length),
      readFileSync(new URL(file, FOLDER), 'utf8')
        .split('\n')
        .map((word) => word.trim())
        .filter((word) => word !== ''),
    ]),
);
