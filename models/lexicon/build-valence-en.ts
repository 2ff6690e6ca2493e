/**
 * Derives `valence-en.ts` and `valence-emoticons.ts` from the VADER lexicon (MIT, see NOTICE.md).
 * `node models/lexicon/build-valence-en.ts <folder with vader_lexicon.tsv.gz>`
 *
 * Kept: mean valence in tenths, per word. Dropped: deviations, raw ratings, entries with a space (the
 * reader looks at single words), and words whose absolute mean is under 0.4.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { foldWord } from '../text/fold.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node models/lexicon/build-valence-en.ts <vader folder>');

const words = new Map<string, number>();
const emoticons = new Map<string, number>();
for (const line of gunzipSync(readFileSync(join(folder, 'vader_lexicon.tsv.gz')))
  .toString('utf8')
  .split('\n')) {
  const [token, mean] = line.split('\t');
  const tenths = Math.round(Number(mean) * 10);
  if (token === undefined || token === '' || token.includes(' ') || Math.abs(tenths) < 4) continue;
  if (/^[\p{L}\p{N}'-]+$/u.test(token) && /\p{L}{2}/u.test(token)) words.set(foldWord(token), tenths);
  else if (/[^\p{L}\p{N}]/u.test(token) && isEmoticon(token)) emoticons.set(token, tenths);
}

/** Signs, not letter codes: `:c` and `8)` also end ordinary sentences. */
function isEmoticon(token: string): boolean {
  if (token === '<3' || token === '</3') return true;
  return token.length >= 2 && token.length <= 5 && !/[\p{L}\p{N}]/u.test(token.replace(/[dDpPoO]/g, ''));
}

/** Groups by valence, so that the file holds each figure once. */
function grouped(entries: ReadonlyMap<string, number>): string {
  const groups = new Map<number, string[]>();
  for (const [token, tenths] of entries) groups.set(tenths, [...(groups.get(tenths) ?? []), token]);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([tenths, tokens]) => `  [${tenths}, ${JSON.stringify(tokens.sort().join(' '))}],\n`)
    .join('');
}

function write(file: string, name: string, what: string, entries: ReadonlyMap<string, number>): void {
  const head = `// Written by models/lexicon/build-valence-en.ts from the VADER lexicon (MIT, see NOTICE.md). Do not edit.\n`;
  const body = `/** ${what}: valence in tenths (-39 to 34), then the tokens that have it. */\n`;
  const rows = `export const ${name}: readonly (readonly [number, string])[] = [\n${grouped(entries)}];\n`;
  writeFileSync(new URL(file, import.meta.url), head + body + rows);
  console.log(`${file}: ${entries.size} tokens`);
}

write('valence-en.ts', 'VALENCE_EN', 'English words', words);
write('valence-emoticons.ts', 'VALENCE_EMOTICONS', 'Emoticons', emoticons);
