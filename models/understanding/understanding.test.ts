import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { KINDS } from '../ports.ts';
import type { ClassifyInput, Span } from '../ports.ts';
import { LANGUAGES } from '../text/language.ts';
import { PRIOR } from '../urgency/weights.ts';
import { rulesClassifier } from './classifier.ts';
import { lexiconSentimentReader } from './sentiment.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const input = (text: string, more: Partial<ClassifyInput> = {}): ClassifyInput => ({
  text,
  network: 'x',
  engagementKind: 'mention',
  mentionsBrand: true,
  ...more,
});
const classify = (text: string, more: Partial<ClassifyInput> = {}) =>
  rulesClassifier.classify(input(text, more));
const score = (text: string, language = 'en'): number => lexiconSentimentReader.read(text, language).score;
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'not',
        'GREAT',
        'awful',
        'but',
        '!!!',
        '😍',
        ':(',
        'very',
        'http://a.b',
        'lawyer',
        'free',
        '?',
      ),
      {
        maxLength: 30,
      },
    )
    .map((words) => words.join(' ')),
);

function inside(span: Span, text: string): void {
  expect(span.start).toBeGreaterThanOrEqual(0);
  expect(span.end).toBeGreaterThan(span.start);
  expect(span.end).toBeLessThanOrEqual(text.length);
}

describe('sentiment', () => {
  it.each([
    ['en', 'I love this coffee', 'the worst, awful coffee'],
    ['es', 'me encanta, excelente café', 'pésimo servicio, qué asco'],
    ['fr', 'génial, merci beaucoup', 'service horrible, très déçu'],
    ['de', 'wunderbar, vielen Dank', 'schrecklich, sehr enttäuscht'],
    ['it', 'ottimo, grazie mille', 'pessimo, che schifo'],
    ['pt', 'adorei, muito bom', 'péssimo, horrível'],
    ['nl', 'heerlijk, dank je wel', 'vreselijk slecht'],
    ['pl', 'świetna kawa, polecam', 'okropne, fatalna obsługa'],
    ['ja', '最高です、ありがとう', '最悪、ひどい'],
    ['ar', 'رائع شكرا', 'سيء مقرف'],
  ])('%s has both sides', (language, good, bad) => {
    expect(lexiconSentimentReader.read(good, language).label).toBe('positive');
    expect(lexiconSentimentReader.read(bad, language).label).toBe('negative');
  });

  it('a negation turns a word', () => {
    expect(score('this is not good')).toBeLessThan(score('this is good'));
    expect(score('this is not bad')).toBeGreaterThan(score('this is bad'));
  });

  it('a negation in the sentence before does not reach over', () => {
    expect(score('No. Good coffee')).toBeGreaterThan(score('No good coffee'));
  });

  it('intensity, capitals and marks strengthen', () => {
    expect(score('the coffee is very good')).toBeGreaterThan(score('the coffee is good'));
    expect(score('the coffee is GOOD')).toBeGreaterThan(score('the coffee is good'));
    expect(score('the coffee is good!!!')).toBeGreaterThan(score('the coffee is good'));
  });

  it('what comes after "but" weighs more', () => {
    expect(score('great coffee but awful service')).toBeLessThan(score('awful service but great coffee'));
  });

  it('emoji and emoticons count', () => {
    expect(score('coffee 😍')).toBeGreaterThan(score('coffee 😡'));
    expect(score('coffee :)')).toBeGreaterThan(score('coffee :('));
  });

  it('always: probabilities sum to 1, the score is their difference, spans lie inside, same answer twice', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom(...LANGUAGES, 'und', 'xx', '__proto__', 'constructor'),
        (text, language) => {
          const reading = lexiconSentimentReader.read(text, language);
          const { negative, neutral, positive } = reading.probabilities;
          expect(negative + neutral + positive).toBeCloseTo(1, 9);
          expect(reading.score).toBeCloseTo(positive - negative, 9);
          expect(reading.confidence).toBe(Math.max(negative, neutral, positive));
          for (const { span } of reading.evidence) inside(span, text);
          expect(lexiconSentimentReader.read(text, language)).toEqual(reading);
        },
      ),
    );
  });
});

describe('classification', () => {
  it.each([
    ['question', 'What time do you open tomorrow?'],
    ['complaint', 'My order never arrived and nobody answers. Terrible service.'],
    ['praise', 'Love the new blend, thank you!'],
    ['request', 'Please could you bring back the cinnamon roll'],
    ['lead', 'How much is a bulk order for our office? Interested in wholesale'],
    ['spam', 'Check out my channel, free crypto signals, subscribe to my page http://x.example'],
    ['other', 'Sitting by the window.'],
    ['complaint', 'Meine Bestellung ist beschädigt, ich möchte mein Geld zurück'],
    ['question', '¿Cuándo abren mañana?'],
  ])('%s: %s', (kind, text) => expect(classify(text).kind).toBe(kind));

  it.each([
    'I got food poisoning and I am in hospital',
    'someone hacked my account and my money was stolen, urgent',
    'my lawyer will contact you, third time I ask',
  ])('is urgent: %s', (text) => expect(classify(text).urgency).toBe('high'));

  it('reach raises urgency, spam never is urgent', () => {
    const text = 'my order is broken, still waiting';
    expect(classify(text, { authorFollowers: 200_000 }).urgencyScore).toBeGreaterThan(
      classify(text).urgencyScore,
    );
    expect(classify('URGENT you have won a prize, call now to claim your free cash 0800123456').urgency).toBe(
      'low',
    );
  });

  it('always: closed kinds, probabilities sum to 1, scores 0 to 1, factors explain the score, spans lie inside', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.option(fc.string({ maxLength: 5 })),
        fc.option(fc.nat()),
        (text, language, authorFollowers) => {
          const answer = classify(text, { language, authorFollowers });
          expect(KINDS).toContain(answer.kind);
          expect(Object.values(answer.kindProbabilities).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
          expect(answer.spam).toBe(answer.kind === 'spam');
          for (const value of [answer.urgencyScore, answer.spamScore]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
          const odds = Math.log(answer.urgencyScore / (1 - answer.urgencyScore));
          const explained = answer.urgencyFactors.reduce((sum, factor) => sum + factor.weight, 0);
          expect(odds - explained).toBeCloseTo(PRIOR, 6);
          for (const { span } of answer.urgencyFactors) if (span !== undefined) inside(span, text);
          expect(classify(text, { language, authorFollowers })).toEqual(answer);
        },
      ),
    );
  });
});
