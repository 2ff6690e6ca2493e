import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { harperReader } from './grammar.ts';
import { QUALITY_SCORES, qualityOf } from './quality.ts';
import type { Quality } from './quality.ts';

// Harper's WebAssembly takes seconds to start, and much longer on a busy machine.
vi.setConfig({ testTimeout: 180_000 });

const policy = {
  ...DEFAULT_POLICY,
  factRules: [{ id: 'hours', whenMentions: ['we open'], mustContainOneOf: ['8 to 18'] }],
};
const read = (text: string, inboundText: string | null = null): Quality =>
  qualityOf({ text, inboundText, policy, grammar: null });

describe('quality', () => {
  it.each([
    ['Thank you, see you soon!', 1],
    ['Thank you {name}, see you soon!', 0.4],
    ['Thank you and', 0.5],
    ['Thank you', 0.8],
    ['', 0],
  ])('completeness of "%s" is %d', (text, score) => expect(read(text).completeness).toBeCloseTo(score));

  it('coherence: repeated sentences and words cost, taking up what was said helps', () => {
    const good = read('Our oat milk is back. Come by today.', 'do you have oat milk again?').coherence!;
    expect(read('Our shop is back. Come by today.', 'do you have oat milk again?').coherence).toBeLessThan(
      good,
    );
    expect(read('Come by today. Come by today. Come by today.').coherence).toBeLessThan(0.5);
    expect(read('Come come come by by today.').coherence).toBe(0);
  });

  it('facts: only where one is mentioned, and only in an approved wording', () => {
    expect(read('Thank you!').facts).toBeUndefined();
    expect(read('We open 8 to 18.').facts).toBe(1);
    expect(read('We open at nine.').facts).toBe(0);
  });

  it('spelling and grammar are absent without an answer, and go down with what is found', () => {
    expect(read('Thank you!')).not.toHaveProperty('spelling');
    const grammar = [{ kind: 'spelling' as const, rule: 'Spelling', span: { start: 0, end: 5 } }];
    const scores = qualityOf({ text: 'thnak you very much indeed', inboundText: null, policy, grammar });
    expect(scores).toMatchObject({ spelling: 0, grammar: 1 });
  });

  it('every score is from 0 to 1, for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'binary' }),
        (text, inbound) => {
          const scores = read(text, inbound);
          for (const name of QUALITY_SCORES) {
            const value = scores[name] ?? 0;
            expect(value >= 0 && value <= 1).toBe(true);
          }
        },
      ),
    );
  });
});

describe('Harper', () => {
  const reader = harperReader();
  afterAll(() => reader.close());

  it('finds a misspelt word and a wrong verb, with the place in UTF-16 units', async () => {
    const text = '☕👋 We is sorry for the delai.';
    const issues = await reader.read(text, 170_000);
    expect(issues?.map(({ kind, span }) => [kind, text.slice(span.start, span.end)])).toEqual([
      ['grammar', 'is'],
      ['spelling', 'delai'],
    ]);
  });

  it('what does not come in time is not known, and the next question is answered', async () => {
    expect(await reader.read('We is sorry.', 0)).toBeNull();
    expect(await reader.read('x'.repeat(5_001), 60_000)).toBeNull();
    expect(await reader.read('All is well.', 60_000)).toEqual([]);
  });

  it('a thread that cannot start is tried three times, and nothing is known', async () => {
    const broken = harperReader(new URL('data:text/javascript,throw new Error("broken")'));
    for (let n = 0; n < 5; n++) expect(await broken.read('All is well.', 60_000)).toBeNull();
    await broken.close();
  });
});
