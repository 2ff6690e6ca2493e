/** What each attack costs: share of listed words that the gate's lists find in a sentence before and after. */
import { EXPLICIT } from '../lists/explicit.ts';
import { SLURS } from '../lists/hate.ts';
import { TOXICITY } from '../lists/toxicity.ts';
import { findWords } from '../layers/words.ts';
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';
import { skeleton } from '../../text/skeleton.ts';
import type { Span } from '../../ports.ts';
import type { Attack } from './attacks.ts';
import { seeded } from './random.ts';

/** Sentences around a word, by language; `_` is the word's place. No other word in them is on a list. */
export const CARRIERS: Readonly<Record<string, readonly string[]>> = {
  en: ['You are such a _ today', 'what a _, really', '_ for everybody at the counter'],
  es: ['Hoy has sido _ con todos', 'vaya _ de servicio'],
  fr: ['Tu es vraiment _ ce matin', 'quel _ dans ce magasin'],
  de: ['Du bist heute wirklich _ gewesen', 'so ein _ im Laden'],
  it: ['Oggi sei davvero _ con tutti', 'che _ di negozio'],
  pt: ['Hoje foste mesmo _ com todos', 'que _ de loja'],
  nl: ['Wat ben jij vandaag een _ geweest', 'die _ in de winkel'],
  pl: ['Dzisiaj jesteś naprawdę _ dla nas', 'ale _ w sklepie'],
};

export interface Sample {
  readonly language: string;
  readonly word: string;
  readonly carrier: string;
}

export interface Loss {
  readonly attack: string;
  readonly undone: boolean;
  /** Sentences that the attack changed. */
  readonly tried: number;
  /** Of those, found after the attack. */
  readonly found: number;
  /** Of those found, with the whole attacked word inside what is pointed at. */
  readonly pointed: number;
  /** Harmless sentences attacked, and of those found by mistake. */
  readonly harmless: number;
  readonly mistaken: number;
}

/** Words that weigh enough to be seen, once per language; phrases of one or two words. */
export function samples(): readonly Sample[] {
  const all: Sample[] = [];
  for (const [language, carriers] of Object.entries(CARRIERS)) {
    const strong = (TOXICITY[language] ?? []).filter(([weight]) => weight >= 0.75).map(([, words]) => words);
    const slurs = language === 'en' ? SLURS.filter(([weight]) => weight >= 0.75).map(([, list]) => list) : [];
    const words = [...strong, EXPLICIT[language] ?? '', ...slurs].join(',').split(',');
    const plain = words
      .map((word) => word.replace(/\*$/, ''))
      .filter((word) => /^\p{L}{3,}( \p{L}+)?$/u.test(word));
    for (const [index, word] of [...new Set(plain)].entries())
      all.push({ language, word, carrier: carriers[index % carriers.length]! });
  }
  return all;
}

/** Ordinary words that the same attacks are tried on. */
export const HARMLESS: Readonly<Record<string, string>> = {
  en: 'friend teacher barista delight coffee morning flower penguin classic cockpit assistant grape title analyst',
  es: 'amigo profesor camarera café mañana disputa calculo computadora',
  fr: 'ami professeur serveuse matin fleur concours culture',
  de: 'Freund Lehrerin Kaffee Morgen Blume Analyse',
  it: 'amico maestra barista mattina fiore analisi calcolo',
  pt: 'amigo professora barista manhã flor análise disputa',
  nl: 'vriend lerares koffie morgen bloem analyse',
  pl: 'przyjaciel kawa rano kwiat analiza',
};

export function places(text: string, language: string): readonly Span[] {
  const folded = fold(text);
  const found = findWords({
    flat: flatten(folded),
    skeleton: skeleton(folded),
    languages: [...new Set([language, 'en'])],
  });
  return [...found.toxicity, ...found.hate, ...found.explicit].map((one) => one.span);
}

export function measure(attack: Attack, rows: readonly Sample[], seed: number): Loss {
  const random = seeded(seed);
  let [tried, found, pointed, harmless, mistaken] = [0, 0, 0, 0, 0];
  for (const { language, word, carrier } of rows) {
    const attacked = attack.rewrite(word, random);
    if (
      attacked === word ||
      places(
        carrier.replace('_', () => word),
        language,
      ).length === 0
    )
      continue;
    tried++;
    const start = carrier.indexOf('_');
    const spans = places(
      carrier.replace('_', () => attacked),
      language,
    );
    if (spans.length > 0) found++;
    const [first, last] = [
      Math.min(...spans.map((one) => one.start)),
      Math.max(...spans.map((one) => one.end)),
    ];
    // A trick may stand before the first or behind the last letter; one unit of each is not missed.
    if (spans.length > 0 && first <= start + 1 && last >= start + attacked.length - 1) pointed++;
  }
  for (const [language, words] of Object.entries(HARMLESS)) {
    for (const word of words.split(' ')) {
      const text = CARRIERS[language]![0]!.replace('_', () => attack.rewrite(word, random));
      harmless++;
      if (places(text, language).length > 0) mistaken++;
    }
  }
  return { attack: attack.id, undone: attack.undone, tried, found, pointed, harmless, mistaken };
}
