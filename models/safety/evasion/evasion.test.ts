import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { skeleton } from '../../text/skeleton.ts';
import { findWords } from '../layers/words.ts';
import { ATTACKS } from './attacks.ts';
import { measure, samples } from './measure.ts';
import { seeded } from './random.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Share of listed words that an attack may hide; most hide none. */
const ALLOWED: Readonly<Record<string, number>> = {
  stars: 0.1,
  pieces: 0.15,
  leet_signs: 0.15,
  'leet_signs+dots': 0.5,
};

function found(text: string) {
  const folded = fold(text);
  const words = findWords({ flat: flatten(folded), skeleton: skeleton(folded), languages: ['en'] });
  return [...words.toxicity, ...words.hate, ...words.explicit];
}

describe('tricks with letters', () => {
  // Every fourth word: the report measures all of them.
  const rows = samples().filter((_, index) => index % 4 === 0);

  it.each(ATTACKS.filter((attack) => attack.undone).map((attack) => [attack.id, attack] as const))(
    '%s is undone',
    (id, attack) => {
      const { tried, found: still } = measure(attack, rows, 1);
      expect(tried).toBeGreaterThan(100);
      expect(1 - still / tried).toBeLessThanOrEqual(ALLOWED[id] ?? 0.03);
    },
  );

  it.each([
    ['the pen is on the table', 0],
    ['he’ll be there and we’ll see', 0],
    ['por nosotros, por navidad', 0],
    ['who really cares', 0],
    ['fu cking rude', 1],
    ['🇫🇺🇨🇰 this', 1],
    ['an id🔥iot', 1],
    ['k*ll y*urs*lf', 1],
  ])('in "%s" %d are found at least or none', (text, least) => {
    expect(Math.min(found(text).length, 1)).toBe(least);
  });

  it('spans always lie inside the original text, whatever is attacked and how', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...rows),
        fc.constantFrom(...ATTACKS),
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 20 }),
        ({ carrier, word }, attack, seed, noise) => {
          const text = noise + carrier.replace('_', () => attack.rewrite(word, seeded(seed))) + noise;
          for (const { span } of found(text)) {
            expect(span.start).toBeGreaterThanOrEqual(0);
            expect(span.end).toBeGreaterThan(span.start);
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
        },
      ),
    );
  });
});
