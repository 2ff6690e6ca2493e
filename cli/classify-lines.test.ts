import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerLine, LineCutter, MAX_LINE } from './classify-lines.ts';

function answer(line: string): unknown {
  let written: unknown;
  const writer = {
    line: (value: unknown) => (written = value),
    answer: (id: string | number, text: string) => (written = { id, text }),
  };
  const ok = answerLine(line, 7, writer, undefined);
  return { ...(written as object), ok };
}

function lines(...chunks: string[]): string[] {
  const cutter = new LineCutter();
  return [...chunks.flatMap((chunk) => cutter.push(Buffer.from(chunk))), ...cutter.end()];
}

describe('classify', () => {
  it('answers with the id as it came, text or number', () => {
    expect(answer('{"id":"a","text":"x"}')).toEqual({ id: 'a', text: 'x', ok: true });
    expect(answer('{"id":3,"text":""}')).toEqual({ id: 3, text: '', ok: true });
  });

  it.each([
    ['{"id":"a"', null, /not JSON/],
    ['[]', null, /not an object/],
    ['null', null, /not an object/],
    ['{"text":"x"}', null, /"id" must be/],
    ['{"id":"a","text":5}', 'a', /"text" must be a string/],
    ['x'.repeat(MAX_LINE + 1), null, /longer than/],
  ])('a bad line is answered in its place with what is wrong', (line, id, error) => {
    expect(answer(line)).toEqual({ id, line: 7, error: expect.stringMatching(error), ok: false });
  });

  it('lines are cut wherever chunks end, with either line end, and the last needs none', () => {
    expect(lines('a\nb', 'c\r\n', '', 'd\n\ne')).toEqual(['a', 'bc', 'd', '', 'e']);
    expect(lines()).toEqual([]);
  });

  it('always: the same lines whatever the chunks, cut within a character too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }).map((one) => one.replace(/[\r\n]/gu, ''))),
        fc.integer({ min: 1, max: 9 }),
        (texts, size) => {
          const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
          const cutter = new LineCutter();
          const found: string[] = [];
          const chunk = Buffer.alloc(size);
          for (let at = 0; at < bytes.length; at += size) {
            const read = bytes.copy(chunk, 0, at, at + size);
            found.push(...cutter.push(chunk.subarray(0, read)));
          }
          expect([...found, ...cutter.end()]).toEqual(texts);
        },
      ),
    );
  });

  it('a line without end is kept only so far that it is refused, and the next one is read', () => {
    const [kept, next] = lines(...Array.from({ length: 60 }, () => 'y'.repeat(MAX_LINE / 8)), 'y\nnext\n');
    expect(kept!.length).toBeGreaterThan(MAX_LINE);
    expect(kept!.length).toBeLessThanOrEqual(MAX_LINE * 3.25);
    expect(next).toBe('next');
  });
});
