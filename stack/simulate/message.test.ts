import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratch } from '../networks/scratch.ts';
import { authorOf, readMessages } from './message.ts';

const file = async (text: string) => {
  const path = join(await scratch(), 'm.jsonl');
  await writeFile(path, text);
  return path;
};

describe('a file of messages', () => {
  it('is read with its labels, and an author is made up where none is named', async () => {
    const path = await file(
      '{"id":"a","text":"hi","lang":"en","gold":{"sentiment":"positive"},"kind":"praise"}\n\n{"id":"c","text":"no","sentiment":"negative","kind":"chat"}\n{"id":"b","text":"yo"}\n',
    );
    expect(await readMessages(path)).toEqual([
      { id: 'a', text: 'hi', lang: 'en', author: authorOf('a'), gold: { sentiment: 'positive' } },
      {
        id: 'c',
        text: 'no',
        lang: 'und',
        author: authorOf('c'),
        gold: { sentiment: 'negative', kind: 'chat' },
      },
      { id: 'b', text: 'yo', lang: 'und', author: authorOf('b'), gold: null },
    ]);
    expect(authorOf('a')).not.toEqual(authorOf('b'));
  });

  it('is refused with the number and fault of every bad line', async () => {
    const path = await file('{"id":"a","text":"hi"}\n{"id":"a","text":"again"}\nno json\n{"id":"c"}\n');
    await expect(readMessages(path)).rejects.toThrow(/line 2: id a occurs twice[^]*line 3:[^]*line 4: text/);
    await expect(readMessages(await file('\n'))).rejects.toThrow('holds no message');
  });
});
