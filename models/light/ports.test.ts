import { describe, expect, it } from 'vitest';
import type { ClassifyInput } from '../ports.ts';
import { lexiconSentimentReader } from '../understanding/sentiment.ts';
import { defaultReader } from './default.ts';
import { lightClassifier, lightSentimentReader, lightToneReader } from './ports.ts';

const light = defaultReader();
const classifier = lightClassifier(light);
const sentiment = lightSentimentReader(light, lexiconSentimentReader);
const classify = (text: string, language: string | null = null) => {
  const input: ClassifyInput = {
    text,
    language,
    network: 'x',
    engagementKind: 'mention',
    mentionsBrand: true,
  };
  return classifier.classify(input);
};

describe('the light tier behind the ports', () => {
  it('irony widens the uncertainty of sentiment and never turns it', () => {
    const text = 'Oh great, I just love waiting two hours on hold #sarcasm #irony';
    const plain = light.heads(['sentiment', 'irony'])(text).heads;
    expect(plain['irony']!.probabilities['yes']).toBeGreaterThan(0.5);
    const reading = sentiment.read(text, 'en');
    expect(reading.label).toBe(plain['sentiment']!.label);
    expect(reading.confidence).toBeLessThan(plain['sentiment']!.probabilities[reading.label]!);
  });

  it('sentiment keeps its evidence, and languages that were not learned stay with the lexicon', () => {
    const english = sentiment.read('great coffee, terrible queue', 'en');
    expect(english.evidence.map(({ weight }) => Math.sign(weight))).toEqual([1, -1]);
    expect(english.modelVersion).toBe(light.modelVersion);
    expect(sentiment.read('świetna kawa, polecam', 'pl')).toEqual(
      lexiconSentimentReader.read('świetna kawa, polecam', 'pl'),
    );
  });

  it("the network's guess decides where the trained head does not know the language or is not sure", () => {
    expect(classify('Finns kaffet även som hela bönor i lösvikt?', 'sv').language).toBe('sv');
    expect(classify('lol same', 'en').language).toBe('en');
    expect(classify('Wo ist mein Kaffee, ich warte schon eine Stunde', 'en').language).toBe('de');
  });

  it("a customer's words about a subscription are not spam, an offer is", () => {
    expect(classify("I'd like to cancel the subscription but keep the account").spam).toBe(false);
    expect(classify('WINNER!! You have won a £1000 prize, call 09061701461 now to claim').kind).toBe('spam');
  });

  it('urgency takes the trained sentiment for the mood, and the lexicon where that has not learned the language', () => {
    const weightOf = (text: string, language: string, mood: string): number | undefined =>
      classifier
        .classify({ text, language, network: 'x', engagementKind: 'mention', mentionsBrand: true })
        .urgencyFactors.find(({ factor }) => factor === `${mood}_sentiment`)?.weight;
    const text = 'I am so done with you people, third time the order is wrong';
    expect(weightOf(text, 'en', 'negative')).toBeCloseTo(-1.2 * sentiment.read(text, 'en').score, 3);
    const polish = 'świetna kawa, polecam';
    expect(classify(polish, 'pl').language).toBe('pl');
    expect(weightOf(polish, 'pl', 'positive')).toBeCloseTo(
      -2 * lexiconSentimentReader.read(polish, 'pl').score,
      3,
    );
  });

  it.each([
    'Prêt rapide sans garantie, écrivez-moi sur WhatsApp',
    'Gana dinero desde casa con tu celular, escríbeme por privado',
    'Buy followers and likes, cheap, instant delivery, dm me',
    'My husband came back after the spell caster helped me, contact him on WhatsApp',
  ])('what is offered under the posts of brands is spam there: %s', (text) => {
    expect(classify(text).spam).toBe(true);
  });

  it.each([
    'Nine years a subscriber and never once let down',
    'Is the giveaway still on, and is shipping free?',
    'Where is my refund of 84.50? Order 22719, screenshot: https://shots.example/a1',
    'Gibt es für Abonnenten einen Rabatt auf das Jahresabo?',
  ])('a customer who uses the words of spam is none: %s', (text) => {
    expect(classify(text).spam).toBe(false);
  });

  it('whom a post is addressed to changes nothing about its being spam', () => {
    for (const text of [
      'Iced latte: good as ever',
      'Buy followers and likes, cheap, instant delivery, dm me',
    ])
      for (const to of ['@acmecoffee ', '@acmecoffee @jo@social.example: ', '@a @b @c '])
        expect(classify(to + text).spam).toBe(classify(text).spam);
    expect(classify('@acmecoffee').spam).toBe(false);
  });

  it('a kind is no surer than the less sure of rules and head, and its probabilities sum to 1', () => {
    const text = "great, my order is 'on its way' for the third week #loveit";
    const { kind, kindProbabilities } = classify(text);
    expect(kind).toBe('praise');
    expect(light.heads(['kind'])(text).heads['kind']!.probabilities['praise']).toBeGreaterThan(0.6);
    expect(kindProbabilities.praise).toBeLessThan(0.5);
    expect(Math.max(...Object.values(kindProbabilities))).toBe(kindProbabilities.praise);
    expect(Object.values(kindProbabilities).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  });

  it('tone says every flag with its threshold and version', () => {
    const tone = lightToneReader(light).read('you are a stupid idiot, I hate you');
    expect(tone.offensive).toBeGreaterThan(tone.thresholds.offensive);
    expect(tone.emotion).toBe('anger');
    expect(Object.keys(tone.thresholds)).toEqual(['irony', 'offensive', 'hate', 'toxic']);
    expect(tone.modelVersion).toBe(light.modelVersion);
  });
});
