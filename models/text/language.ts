/**
 * Which language a text is in, from its script and from its commonest words. A baseline: eleven languages
 * and `und`. Own word lists.
 */
import { foldWord } from './fold.ts';
import type { Token } from './tokens.ts';

/** Languages that drafts, lexicons and word lists cover. */
export const LANGUAGES = ['en', 'es', 'fr', 'de', 'it', 'pt', 'nl', 'pl', 'ja', 'ar'] as const;

const COMMON: Readonly<Record<string, string>> = {
  en: "the and to of is you that it for on with are this be have was not at but we they my your can do what so if just there would from when will how an all about i'm it's don't i've why who been has out up get like know did does want our am please thanks any here more today good new love now still anyone he she his her me were by as or one us their them u ur lol oh yes",
  es: 'el la los las de que y en un una es por con para no se lo como mas pero su mi muy ya esta este todo cuando hay si tu te ha son al del le porque gracias hola soy estoy tengo nos yo eso sin ser donde hoy siempre nada bien ahora ni tambien fue me otra quien les asi desde voy',
  fr: "le la les de des et est un une que qui pas je vous nous pour dans sur avec ce il elle mais c'est j'ai plus du au en ne son sa mon ma mes tout etre fait bonjour merci ça ca suis avez sont cette comme trop on tu ai si ou par aux se bien quand faut encore toujours leur moi toi tres bon d'un d'une qu'il l'on y",
  de: 'der die das und ist nicht ich sie es ein eine zu mit auf für von den dem im auch wie wir aber noch nur so bei habe hat sind war wenn man was mir mich euch ihr schon kann mal oder bitte danke heute immer wird als du er dass nach aus um einen einem einer am vom zum zur dann jetzt da doch mein meine dein kein keine sich uns sein über wieder hier gut alle gibt',
  it: "il lo la gli le di che e un una per non sono con del della al ma come si mi ho anche piu questo questa se cosa tutto molto perche ci ciao grazie dei delle nel nella ha hanno sei io alla dal quando ora solo oggi essere è c'è da tu te lui lei noi fatto ti suo sua poi gia sempre chi bene va a in ne dell'",
  pt: 'o os as de que e um uma para com não nao por em do da dos das no na se mais mas eu você voce isso muito bem meu minha ser esta tem foi obrigado ja quando tudo so ta pra ele ela como ao pelo ate vou hoje sempre nem vai me te aqui agora gente era sou estou quem todo sem num',
  nl: 'de het een en van ik is dat niet je op te in voor met zijn maar er wat ook aan als heb dit nog bij naar ze hij wel om deze geen mijn heeft jullie kan was zo dan moet gaat goed hoe bedankt hoi waar we wij wordt echt meer door over uit al toch nu hier weer even haar mij u ben iets niks veel worden moeten jij',
  pl: 'nie to sie w na i jest z ze do co jak ale mam juz tak czy bardzo za dla od tylko moje mnie tego po byc przez sa było jestem bo teraz kiedy gdzie dzien dobry prosze dziekuje dlaczego ktos nas ten ta te już się są',
};

const CODES = Object.keys(COMMON);
const VOTES: ReadonlyMap<string, readonly (readonly [number, number])[]> = buildVotes();

/** A word that several languages share counts less for each. */
function buildVotes(): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  const owners = new Map<string, number[]>();
  for (const [index, code] of Object.keys(COMMON).entries()) {
    for (const word of new Set((COMMON[code] ?? '').split(' ').map(foldWord))) {
      owners.set(word, [...(owners.get(word) ?? []), index]);
    }
  }
  return new Map(
    [...owners].map(([word, list]) => [word, list.map((index) => [index, 1 / list.length] as const)]),
  );
}

/** Endings and letter pairs that are common in one language and rare in the others; each counts little. */
const TRAITS: Readonly<Record<string, string>> = {
  en: 'ing ght tion ould ness ful ally ther wh ck ty ed',
  es: 'cion ando iendo ados adas mente dad ll ue os ez ien',
  fr: 'eux eaux aient ement oir ais ait ique eur oi qu tte',
  de: 'ung heit keit lich isch sch ein cht pf tz ei au ier ten',
  it: 'zione zioni gli ghi chi cch zz tt are ere ire ato ata sse',
  pt: 'cao coes nh lh ento inha inho oes am ei ou',
  nl: 'ij oe aa uu ee oo ui eu ijk cht sch ingen elijk den',
  pl: 'sz cz rz dz owa ego ych ski ck wie nie scie',
};
const TRAIT_WEIGHT = 0.13;
const TRAIT_VOTES: ReadonlyMap<string, readonly number[]> = buildTraits();

function buildTraits(): ReadonlyMap<string, readonly number[]> {
  const owners = new Map<string, number[]>();
  for (const [code, list] of Object.entries(TRAITS)) {
    for (const trait of list.split(' '))
      owners.set(trait, [...(owners.get(trait) ?? []), CODES.indexOf(code)]);
  }
  return owners;
}

/** By two letters a to z. */
const PAIR_VOTES: readonly (readonly number[])[] = Array.from({ length: 1 << 10 }, (_, pair) => {
  const letters = String.fromCharCode(0x60 + (pair >> 5), 0x60 + (pair & 31));
  return TRAIT_VOTES.get(letters) ?? [];
});
/** By the last two letters: 1 where a longer trait ends with them. */
const TRAIT_ENDS = new Uint8Array(1 << 10);
for (const trait of TRAIT_VOTES.keys()) if (trait.length > 2) TRAIT_ENDS[pairAt(trait, trait.length - 2)] = 1;

/** Number of the two letters at a place; -1 where one is not a to z. Traits are made of nothing else. */
function pairAt(word: string, at: number): number {
  const [first, second] = [word.charCodeAt(at) - 0x60, word.charCodeAt(at + 1) - 0x60];
  return first > 0 && first <= 26 && second > 0 && second <= 26 ? (first << 5) | second : -1;
}

/** Pairs anywhere, longer traits at the end of the word. */
function voteTraits(word: string, votes: number[]): void {
  let last = -1;
  for (let i = 0; i + 2 <= word.length; i++) {
    last = pairAt(word, i);
    if (last < 0) continue;
    for (const index of PAIR_VOTES[last]!) votes[index]! += TRAIT_WEIGHT;
  }
  if (last < 0 || TRAIT_ENDS[last] === 0) return;
  for (let length = 3; length <= 5 && length < word.length; length++) {
    for (const index of TRAIT_VOTES.get(word.slice(-length)) ?? []) votes[index]! += 2 * TRAIT_WEIGHT;
  }
}

/** Letters that only some languages use, read from the original text. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ...Array.from('ñ¿¡', (c): [string, string] => [c, 'es']),
  ...Array.from('ßäöü', (c): [string, string] => [c, 'de']),
  ...Array.from('ãõ', (c): [string, string] => [c, 'pt']),
  ...Array.from('œèêëâîûæ', (c): [string, string] => [c, 'fr']),
  ...Array.from('ìò', (c): [string, string] => [c, 'it']),
  ...Array.from('łąęśćźżń', (c): [string, string] => [c, 'pl']),
]);

interface Scripts {
  latin: number;
  kana: number;
  arabic: number;
  other: number;
}

function countScripts(text: string, votes: number[]): Scripts {
  const scripts: Scripts = { latin: 0, kana: 0, arabic: 0, other: 0 };
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i) | (text.charCodeAt(i) < 0x80 ? 0x20 : 0);
    if (unit >= 0x61 && unit <= 0x7a) scripts.latin++;
    else if (unit < 0x80) continue;
    else if (unit < 0x250) {
      const code = LETTERS.get(text[i]!.toLowerCase());
      if (unit >= 0xc0) scripts.latin++;
      if (code !== undefined) votes[CODES.indexOf(code)]! += 0.7;
    } else if (unit >= 0x3040 && unit <= 0x30ff) scripts.kana++;
    else if ((unit >= 0x600 && unit <= 0x6ff) || (unit >= 0xfb50 && unit <= 0xfeff)) scripts.arabic++;
    else if (unit >= 0x370 && unit <= 0xd7ff && !(unit >= 0x2000 && unit <= 0x2fff)) scripts.other++;
  }
  return scripts;
}

/** `pt-BR` is `pt`; anything that is not a language tag is null. */
export function primaryLanguage(tag: string | null | undefined): string | null {
  const found = /^([a-z]{2})(?:[-_]|$)/i.exec(tag ?? '');
  return found === null ? null : found[1]!.toLowerCase();
}

/**
 * ISO 639-1, or `und` when nothing tells. `hint` decides where the text leaves it open, and names languages
 * that this baseline has no words for (`ru`, `hi`, …).
 */
export function detectLanguage(read: string, tokens: readonly Token[], hint?: string | null): string {
  const votes = CODES.map(() => 0);
  const scripts = countScripts(read, votes);
  const guess = primaryLanguage(hint);
  if (scripts.kana > 0 && scripts.kana * 4 >= scripts.latin) return 'ja';
  if (scripts.arabic > scripts.latin) return guess === 'fa' || guess === 'ur' ? guess : 'ar';
  if (scripts.other > scripts.latin) return guess ?? 'und';
  for (const token of tokens) {
    if (token.kind !== 'word') continue;
    const shared = VOTES.get(token.text);
    if (shared === undefined) voteTraits(token.text, votes);
    else for (const [index, weight] of shared) votes[index]! += weight;
  }
  if (guess !== null && CODES.includes(guess)) votes[CODES.indexOf(guess)]! += 0.8;
  let best = 0;
  let runnerUp = -Infinity;
  for (let index = 1; index < votes.length; index++) {
    if (votes[index]! > votes[best]!) [best, runnerUp] = [index, votes[best]!];
    else if (votes[index]! > runnerUp) runnerUp = votes[index]!;
  }
  if (votes[best]! >= 0.5 && votes[best]! > runnerUp) return CODES[best]!;
  return guess ?? 'und';
}
