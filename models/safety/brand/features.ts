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
const CAPITAL = /\p{Lu}/gu;
const SENTENCE_ENDS = new Set(Array.from('.!?…。！？', (char) => char.charCodeAt(0)));
const [HASH, EXCLAMATION, QUESTION] = [0x23, 0x21, 0x3f];
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
  let [letters, first, second, contractions] = [0, 0, 0, 0];
  for (const word of words) {
    letters += word.length;
    if (FIRST.has(word)) first++;
    if (SECOND.has(word)) second++;
    if (word.includes("'")) contractions++;
  }
  const signs = signsOf(text);
  return {
    words: Math.log1p(words.length),
    words_per_sentence: Math.log1p(count / Math.max(1, signs.ends)),
    letters_per_word: letters / count,
    emoji_per_word: signs.emoji / count,
    hashtags: signs.hashtags / count,
    exclamations: signs.exclamations / count,
    questions: signs.questions / count,
    first_person: first / count,
    second_person: second / count,
    contractions: contractions / count,
    capitals: signs.capitals / Math.max(1, text.length),
  };
}

interface Signs {
  /** Runs of signs that end a sentence. */
  readonly ends: number;
  readonly hashtags: number;
  readonly exclamations: number;
  readonly questions: number;
  readonly emoji: number;
  readonly capitals: number;
}

/** Counted in one pass; patterns only look for what ASCII does not have. */
function signsOf(text: string): Signs {
  let [ends, hashtags, exclamations, questions, capitals] = [0, 0, 0, 0, 0];
  let ascii = true;
  let ended = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === HASH) hashtags++;
    else if (unit === EXCLAMATION) exclamations++;
    else if (unit === QUESTION) questions++;
    else if (unit >= 0x41 && unit <= 0x5a) capitals++;
    else if (unit >= 128) ascii = false;
    const isEnd = (unit < 0x40 || unit >= 128) && SENTENCE_ENDS.has(unit);
    if (isEnd && !ended) ends++;
    ended = isEnd;
  }
  const counts = { ends, hashtags, exclamations, questions };
  if (ascii) return { ...counts, emoji: 0, capitals };
  const found = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return { ...counts, emoji: found(EMOJI), capitals: found(CAPITAL) };
}
