import { describe, expect, it } from 'vitest';
import { answerLine, linesOf, MAX_LINE } from './classify-lines.ts';
import type { ReadText } from './classify-lines.ts';

const read: ReadText = (text) => ({
  modelVersion: 'v1',
  heads: { spam: { label: text === 'x' ? 'yes' : 'no', probabilities: { no: 0.5, yes: 0.5 } } },
});
const answer = (line: string) => {
  const { line: written, ok } = answerLine(line, 7, read, undefined);
  return { ...(JSON.parse(written) as Record<string, unknown>), ok };
};

async function lines(...chunks: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const some of linesOf(
    (async function* () {
      yield* chunks;
    })(),
  ))
    found.push(...some);
  return found;
}

describe('classify', () => {
  it('answers with the id as it came, text or number', () => {
    expect(answer('{"id":"a","text":"x"}')).toMatchObject({ id: 'a', modelVersion: 'v1', ok: true });
    expect(answer('{"id":3,"text":""}')).toMatchObject({ id: 3, heads: { spam: { label: 'no' } }, ok: true });
  });

  it.each([
    ['{"id":"a"', null, /not JSON/],
    ['[]', null, /not an object/],
    ['null', null, /not an object/],
    ['{"text":"x"}', null, /"id" must be/],
    ['{"id":"a","text":5}', 'a', /"text" must be a string/],
    ['x'.repeat(MAX_LINE + 1), null, /longer than/],
  ])('a bad line is answered in its place with what is wrong', (line, id, error) => {
    expect(answer(line)).toMatchObject({ id, line: 7, error: expect.stringMatching(error), ok: false });
  });

  it('lines are cut wherever chunks end, with either line end, and the last needs none', async () => {
    expect(await lines('a\nb', 'c\r\n', '', 'd\n\ne')).toEqual(['a', 'bc', 'd', '', 'e']);
    expect(await lines()).toEqual([]);
  });

  it('a line without end is kept only so far that it is refused', async () => {
    const [kept] = await lines(...Array.from({ length: 40 }, () => 'y'.repeat(MAX_LINE / 8)));
    expect(kept!.length).toBeGreaterThan(MAX_LINE);
    expect(kept!.length).toBeLessThanOrEqual(MAX_LINE * 1.25);
  });
});
