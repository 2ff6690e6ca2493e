/** Readable features of style: what a person would point at when a text does not sound like the brand. */
import { fold } from '../../text/fold.ts';
import { flatten } from '../../text/phrases.ts';

const MAX_WORDS = 400;

/** Readable features, each a rate or a length; the names are shown to people. */
export const STYLE_FEATURES = [
  'words',
  'words_per_sentence',
  'letters_per_word',
  'emoji_per_word',
  'hashtags',
  'exclamations',
  'questions',
  'first_person',
  'second_person',
  'contractions',
  'capitals',
] as const;
export type StyleFeature = (typeof STYLE_FEATURES)[number];
export type Style = Readonly<Record<StyleFeature, number>>;

const EMOJI = /\p{Extended_Pictographic}/gu;
const SENTENCE_END = /[.!?…。！？]+/g;
const FIRST = new Set(
  'i me my we us our ours ich mein wir uns unser je moi nous notre yo mi nosotros nuestro io mio noi nostro eu nos nosso ik mijn wij ons onze'.split(
    ' ',
  ),
);
const SECOND = new Set(
  'you your yours du dein sie ihr tu toi vous votre te usted vuestro voi vostro voce seu jij jouw jullie u uw'.split(
    ' ',
  ),
);

export function styleOf(text: string): Style {
  const words = flatten(fold(text))
    .text.split(' ', MAX_WORDS)
    .filter((word) => word !== '');
  const count = Math.max(1, words.length);
  const share = (test: (word: string) => boolean): number => words.filter(test).length / count;
  const found = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return {
    words: Math.log1p(words.length),
    words_per_sentence: Math.log1p(count / Math.max(1, found(SENTENCE_END))),
    letters_per_word: words.reduce((sum, word) => sum + word.length, 0) / count,
    emoji_per_word: found(EMOJI) / count,
    hashtags: found(/#/g) / count,
    exclamations: found(/!/g) / count,
    questions: found(/\?/g) / count,
    first_person: share((word) => FIRST.has(word)),
    second_person: share((word) => SECOND.has(word)),
    contractions: share((word) => word.includes("'")),
    capitals: found(/\p{Lu}/gu) / Math.max(1, text.length),
  };
}
