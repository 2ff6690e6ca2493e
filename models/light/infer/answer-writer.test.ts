import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultReader } from '../default.ts';
import { AnswerWriter } from './answer-writer.ts';
import { CHANNELS } from './reader.ts';
import type { LightReading } from './reader.ts';

const reader = defaultReader();

/** As the writer says it: probabilities of four digits. */
function rounded(id: string | number, { modelVersion, heads }: LightReading): unknown {
  const short = Object.entries(heads).map(([name, { label, labels, probabilities }]) => [
    name,
    {
      label,
      ...(labels === undefined ? {} : { labels }),
      probabilities: Object.fromEntries(
        Object.entries(probabilities).map(([one, value]) => [one, Math.round(value * 10_000) / 10_000]),
      ),
    },
  ]);
  return { id, modelVersion, heads: Object.fromEntries(short) };
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.lorem(),
  fc.constantFrom('чудесный кофе', '😍😍', 'Wo ist mein Kaffee, ich warte schon eine Stunde', ''),
);
const anyId = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer(), fc.double());

describe('answers as lines', () => {
  it('always: say what the reader says, for any id, text, channel and choice of heads', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyId, anyText), { minLength: 1, maxLength: 5 }),
        fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
        fc.subarray([...reader.names], { minLength: 1 }),
        (texts, channel, names) => {
          const writer = new AnswerWriter(reader, names);
          const read = reader.heads(names);
          for (const [id, text] of texts) writer.answer(id, text, channel);
          const lines = writer.take().toString('utf8').split('\n');
          expect(lines.pop()).toBe('');
          expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
            texts.map(
              ([id, text]) => JSON.parse(JSON.stringify(rounded(id, read(text, channel)))) as unknown,
            ),
          );
        },
      ),
    );
  });

  it('hold any number of answers, and lines of other values between them', () => {
    const writer = new AnswerWriter(reader, ['spam', 'emotions']);
    for (let i = 0; i < 500; i++) {
      writer.answer(i, `text ${i}`);
      writer.line({ id: null, error: 'é"\n' });
    }
    const lines = writer.take().toString('utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: number | null }).id)).toEqual(
      Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? i / 2 : null)),
    );
    expect(writer.length).toBe(0);
  });

  it('a head that does not exist is named', () => {
    expect(() => new AnswerWriter(reader, ['mood'])).toThrow(/no head "mood"; there are: sentiment/);
  });
});
