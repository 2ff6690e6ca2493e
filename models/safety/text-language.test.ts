import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineSafetyGate } from './baseline.ts';
import { DEFAULT_POLICY, thresholdsFor } from './policy.ts';
import type { Thresholds, WorkspacePolicy } from './policy.ts';
import { agree, languageOfText } from './text-language.ts';

const GERMAN: Thresholds = { toxicity: 0.1, hate: 0.2, explicit: 0.3, brand: 0.9, band: 0.05 };
const FRENCH: Thresholds = { toxicity: 0.6, hate: 0.1, explicit: 0.4, brand: 0.5, band: 0.2 };
const policy: WorkspacePolicy = {
  ...DEFAULT_POLICY,
  acceptUnscoredBrand: true,
  thresholdsByLanguage: { de: GERMAN, fr: FRENCH },
};
const STRICTEST: Thresholds = { toxicity: 0.1, hate: 0.1, explicit: 0.3, brand: 0.9, band: 0.2 };

async function inForce(text: string, language = 'und'): Promise<Thresholds> {
  const context = { account: 'x:1', target: '1', media: [], language, inboundText: null };
  return (await baselineSafetyGate.check({ text, context, workspacePolicy: policy, network: 'x' }))
    .thresholds;
}

describe('the language of a text', () => {
  it.each([
    ['de', 'Vielen Dank für die Nachricht, wir schauen uns das heute noch an und melden uns bei dir.'],
    ['en', 'Thank you for your message, we are looking into it today and will come back to you.'],
    ['fr', 'Merci beaucoup pour votre message, nous regardons cela et nous revenons vers vous.'],
    ['ja', 'ご連絡ありがとうございます。確認いたします。'],
  ])('%s is certain in a whole sentence', (code, text) =>
    expect(languageOfText(text)).toEqual({ likely: [code], certain: true }),
  );

  it.each(['', 'ok', '👍', '12345', 'Hi', 'tack så mycket för ditt meddelande'])(
    '"%s" is not certain',
    (text) => expect(languageOfText(text).certain).toBe(false),
  );

  it('two readers that differ are never certain', () => {
    const code = fc.constantFrom('en', 'de', 'pt', 'und');
    fc.assert(
      fc.property(code, fc.boolean(), code, (head, sure, rules) => {
        const { likely, certain } = agree(head, sure, rules);
        expect(likely).not.toContain('und');
        const differ = head !== rules && rules !== 'und';
        expect(certain && (differ || likely.length !== 1)).toBe(false);
      }),
    );
  });
});

describe('thresholds by language', () => {
  it('are those of the text’s own language, whatever it was said to be', async () => {
    const german = 'Vielen Dank für die Nachricht, wir schauen uns das heute noch an.';
    expect(await inForce(german)).toEqual(GERMAN);
    expect(await inForce(german, 'de')).toEqual(GERMAN);
    const english = 'Thank you for your message, we are looking into it today.';
    expect(await inForce(english)).toEqual(DEFAULT_POLICY.thresholds);
    // Said to be German: the stricter numbers of both.
    expect(await inForce(english, 'de')).toMatchObject({ toxicity: 0.1, brand: 0.9, band: 0.1 });
  });

  it('where the language is not certain, the strictest numbers of all', async () => {
    for (const text of ['ok', '👍', 'x'.repeat(20_001)]) expect(await inForce(text)).toEqual(STRICTEST);
  });

  it('of several possible languages, no number is laxer than any of theirs', () => {
    const codes = fc.array(fc.constantFrom('de', 'fr', 'en', '__proto__'), { minLength: 1 });
    fc.assert(
      fc.property(codes, (languages) => {
        const strict = thresholdsFor(policy, languages);
        for (const code of languages) {
          const own = thresholdsFor(policy, [code]);
          for (const name of ['toxicity', 'hate', 'explicit'] as const)
            expect(strict[name]).toBeLessThanOrEqual(own[name]);
          expect(strict.brand).toBeGreaterThanOrEqual(own.brand);
          expect(strict.band).toBeGreaterThanOrEqual(own.band);
        }
      }),
    );
  });
});
