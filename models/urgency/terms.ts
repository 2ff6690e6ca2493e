/** All terms by topic and language, compiled once a language. Own lists. */
import { list, PhraseMatcher } from '../text/phrases.ts';
import { HARM_TERMS } from './terms-harm.ts';
import { TIME_TERMS } from './terms-time.ts';
import { TROUBLE_TERMS } from './terms-trouble.ts';

export const TERM_LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt'] as const;
export type TermLanguage = (typeof TERM_LANGUAGES)[number];
export type TermsByLanguage = Readonly<Record<string, Readonly<Record<TermLanguage, string>>>>;

const TERMS = { ...HARM_TERMS, ...TROUBLE_TERMS, ...TIME_TERMS };
export type Topic = keyof typeof TERMS;
export const TOPICS = Object.keys(TERMS) as readonly Topic[];

const COMPILED = new Map<string, PhraseMatcher>();

/** Terms of the language and of English, which is mixed in everywhere; all of them where the language is not known. */
export function termsOf(language: string): PhraseMatcher {
  const known = (TERM_LANGUAGES as readonly string[]).includes(language);
  const key = known ? language : 'und';
  let matcher = COMPILED.get(key);
  if (matcher === undefined) {
    const languages = TERM_LANGUAGES.filter((one) => !known || one === language || one === 'en');
    matcher = new PhraseMatcher(
      TOPICS.map((topic) =>
        languages.flatMap((one) => [
          ...spellings(TERMS[topic][one]),
          ...(topic === 'repeated' ? ordinals(one) : []),
        ]),
      ),
    );
    COMPILED.set(key, matcher);
  }
  return matcher;
}

/** People leave the apostrophe out of `didn't`. */
function spellings(terms: string): string[] {
  return list(terms).flatMap((term) =>
    term.includes("n't") ? [term, term.replaceAll("n't", 'nt')] : [term],
  );
}

/** `third email`, `fünfte Nachricht`: how many times somebody has asked. */
const ORDINALS: Readonly<Record<TermLanguage, readonly [string, string]>> = {
  en: [
    'second third fourth fifth sixth seventh eighth ninth tenth 2nd 3rd 4th 5th 6th nth',
    'time email mail message call request ticket attempt complaint',
  ],
  de: [
    'zweite dritte vierte fünfte sechste siebte achte zehnte zweiten dritten vierten fünften',
    'nachricht mail anruf mal anfrage',
  ],
  fr: ['deuxième troisième quatrième cinquième sixième septième dixième', 'message mail fois appel relance'],
  es: [
    'segundo tercer cuarto quinto sexto séptimo segunda tercera cuarta quinta cinco seis siete ocho',
    'correo correos mensaje mensajes vez llamada llamadas',
  ],
  it: [
    'seconda terza quarta quinta sesta settima secondo terzo quarto',
    'mail volta chiamata messaggio email',
  ],
  nl: ['tweede derde vierde vijfde zesde zevende achtste', 'bericht mail keer telefoontje'],
  pt: [
    'segunda terceira quarta quinta segundo terceiro quarto quinto sexto sétimo',
    'mensagem vez ligação e-mail email contato',
  ],
};

function ordinals(language: TermLanguage): string[] {
  const [numbers, nouns] = ORDINALS[language];
  return numbers.split(' ').flatMap((number) => nouns.split(' ').map((noun) => `${number} ${noun}`));
}
