import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_CARD, DEFAULT_WEIGHTS, defaultReader } from '../default.ts';
import type { ModelCard } from '../train/card.ts';
import { EXPERTS, LightReader } from './reader.ts';
import type { Channel } from './reader.ts';
import type { LightTier } from './tier.ts';
import { tierOf } from './tier.ts';

vi.setConfig({ testTimeout: 120_000 });

const reader = defaultReader();
const read = reader.heads(reader.names);
const labelOf = (head: string, text: string): string => read(text).heads[head]!.label;

describe('the weights that come with the program', () => {
  it('are at most 8 MB, and their card is of exactly these bytes', () => {
    expect(readFileSync(DEFAULT_WEIGHTS).length).toBeLessThanOrEqual(8_000_000);
    const card = JSON.parse(readFileSync(DEFAULT_CARD, 'utf8')) as ModelCard;
    expect(card.modelVersion).toBe(reader.modelVersion);
  });

  it('serve every head by its name', () => {
    const asked = [
      'sentiment',
      'emotion',
      'emotions',
      'irony',
      'offensive',
      'hate',
      'toxic',
      'spam',
      'language',
    ];
    for (const name of asked) expect(reader.names).toContain(name);
  });

  it.each([
    ['sentiment', 'I love this coffee, best in town 😍', 'positive'],
    ['sentiment', 'Worst service ever, I am so angry', 'negative'],
    ['sentiment', 'me encanta este lugar, excelente', 'positive'],
    ['sentiment', 'schrecklicher Service, nie wieder', 'negative'],
    ['emotion', 'so sad and lonely today, I just cried', 'sadness'],
    ['emotion', 'what a happy, hilarious evening 😂', 'joy'],
    ['offensive', 'you are a stupid bitch', 'yes'],
    ['offensive', 'what time do you open tomorrow', 'no'],
    ['toxic', 'you are a disgusting piece of shit', 'yes'],
    ['spam', 'WINNER!! You have won a £1000 prize, call 09061701461 now to claim', 'yes'],
    ['spam', 'Check out my channel and subscribe please!!', 'yes'],
    ['spam', 'ok see you at home later', 'no'],
    ['language', 'Wo ist mein Kaffee, ich warte schon eine Stunde', 'de'],
    ['language', 'où est ma commande, je suis très déçu', 'fr'],
    ['language', 'чудесный кофе', 'ru'],
    ['language', '😍😍', 'und'],
  ])('%s of "%s" is %s', (head, text, label) => expect(labelOf(head, text)).toBe(label));

  it('weights without an expert for posts read a post as a text whose channel is not told', () => {
    const { tier } = reader;
    const older = new LightReader(
      Object.create(tier, {
        heads: { value: tier.heads.filter(({ name }) => name !== EXPERTS.post) },
      }) as LightTier,
    );
    expect([reader.knowsPosts, older.knowsPosts]).toEqual([true, false]);
    expect(older.partsOf(['spam'])).not.toContain(EXPERTS.post);
  });

  it('the channel decides which spam expert is asked', () => {
    const spam = (channel: Channel): number =>
      read('Check out my channel and subscribe please!!', channel).heads['spam']!.probabilities['yes']!;
    expect(spam('comment')).not.toBe(spam('message'));
    expect(spam('comment')).toBeGreaterThan(0.5);
    expect([spam('comment'), spam('message')]).not.toContain(spam('post'));
  });

  it('always: probabilities sum to 1, the label is one of them, the same answer twice, the same bits without vectors', () => {
    const file = readFileSync(DEFAULT_WEIGHTS);
    const [vectors, plain] = [tierOf(file), tierOf(file, 'plain')];
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.lorem()), (text) => {
        const reading = read(text);
        expect(read(text)).toEqual(reading);
        for (const [name, { label, labels, probabilities }] of Object.entries(reading.heads)) {
          const values = Object.values(probabilities);
          for (const value of values) expect(value >= 0 && value <= 1).toBe(true);
          const sum = values.reduce((a, b) => a + b, 0);
          expect(labels !== undefined || Math.abs(sum - 1) < 1e-9).toBe(true);
          expect(name === 'language' || Object.hasOwn(probabilities, label)).toBe(true);
        }
        vectors.read(text);
        plain.read(text);
        for (const { name } of vectors.heads) {
          expect([...plain.probabilities(name)]).toEqual([...vectors.probabilities(name)]);
        }
      }),
    );
  });
});
