import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scratch } from '../networks/scratch.ts';
import { plainText, readTweetevalSentiment } from './tweeteval.ts';

const folder = async (texts: string, labels: string, packed = true) => {
  const data = await scratch();
  const at = join(data, 'tweeteval', 'sentiment');
  await mkdir(at, { recursive: true });
  await writeFile(join(at, 'mapping.txt'), '0\tnegative\n1\tneutral\n2\tpositive\n');
  if (packed) await writeFile(join(at, 'val_text.txt.gz'), gzipSync(texts));
  else await writeFile(join(at, 'val_text.txt'), texts);
  await writeFile(join(at, 'val_labels.txt'), labels);
  return data;
};

describe("a line of TweetEval's text", () => {
  it.each([
    ['school\\u2019s out\\u002c yes', 'school’s out, yes'],
    ['17 &amp; 18 &gt;&gt; &lt;3 &amp;lt;', '17 & 18 >> <3 &lt;'],
    ['"\\""@user: no.\\"" gone"', '"@someone1: no." gone'],
    ['@user @user hi ', '@someone1 @someone2 hi'],
    ['@username stays', '@username stays'],
  ])('%s', (line, expected) => {
    expect(plainText(line)).toBe(expected);
  });
});

describe('the TweetEval reader', () => {
  it('joins texts and labels by line', async () => {
    const messages = await readTweetevalSentiment(await folder('bad\ngood \n', '0\n2\n'));
    expect(messages.map((m) => [m.id, m.text, m.gold])).toEqual([
      ['tweeteval-sentiment-val-0001', 'bad', { sentiment: 'negative' }],
      ['tweeteval-sentiment-val-0002', 'good', { sentiment: 'positive' }],
    ]);
  });

  it('takes the texts as their makers publish them, too', async () => {
    const messages = await readTweetevalSentiment(await folder('bad\n', '0\n', false));
    expect(messages.map((m) => m.text)).toEqual(['bad']);
  });

  it('refuses files that do not belong together, and says where absent data is expected', async () => {
    await expect(readTweetevalSentiment(await folder('one\ntwo\n', '0\n'))).rejects.toThrow(
      '2 texts but 1 labels',
    );
    await expect(readTweetevalSentiment(await folder('one\n', '7\n'))).rejects.toThrow(
      'val_labels.txt:1 has an unknown label 7',
    );
    await expect(readTweetevalSentiment('/nowhere')).rejects.toThrow(
      '/nowhere/tweeteval/sentiment; name the folder',
    );
  });
});
