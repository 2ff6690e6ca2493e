/** For tests: small weights with one head, trained here and now, and the texts that they know. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTask } from './train/task.ts';
import { train } from './train/train.ts';
import type { Trained } from './train/train.ts';

const SAYS = { negative: 'awful', neutral: 'ordinary', positive: 'lovely' } as const;
const THINGS = ['coffee', 'cup', 'table', 'bill', 'queue', 'cake', 'door', 'music', 'window', 'chair'];

/** Texts that say what their label is. `salt` makes others of the same kind. */
export function moods(salt: string): { readonly text: string; readonly label: string }[] {
  return Object.entries(SAYS).flatMap(([label, word]) =>
    THINGS.flatMap((thing) => [
      { text: `${salt} the ${thing} was ${word} here`, label },
      { text: `such ${word} ${thing} at ${salt}`, label },
    ]),
  );
}

/**
 * Weights with a sentiment head.
 * @param examples what they learn from
 */
export function trainedSentiment(name: string, examples = moods('berlin')): Trained {
  const folder = mkdtempSync(join(tmpdir(), 'moods-'));
  try {
    writeFileSync(join(folder, 'moods.jsonl'), examples.map((row) => JSON.stringify(row)).join('\n'));
    const task = {
      name,
      folds: 2,
      heads: [
        {
          name: 'sentiment',
          kind: 'softmax',
          classes: ['negative', 'neutral', 'positive'],
          bits: 12,
          sources: [{ name: 'moods', format: 'jsonl', file: 'moods.jsonl' }],
        },
      ],
    };
    return train(parseTask(JSON.stringify(task)), { folder, date: '2026-11-30' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
