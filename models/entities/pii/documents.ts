/** Identity document numbers with letters in them, passports' machine-readable lines, and numbers named by a word. */
import type { PiiFound } from './kinds.ts';
import { isLetterOrDigit } from './view.ts';
import type { PiiView } from './view.ts';

interface LetterDocument {
  readonly id: string;
  /** On folded text, of bounded length. */
  readonly spelling: RegExp;
  /** Gets letters and digits only, lower case. */
  readonly valid: (compact: string) => boolean;
}

const DNI_LETTERS = 'trwagmyfpdxbnjzsqvhlcke';
const HETU_LETTERS = '0123456789abcdefhjklmnprstuvwxy';
const always = (): boolean => true;

function dni(compact: string): boolean {
  const digits = compact.slice(0, 8).replace(/^[xyz]/, (letter) => String('xyz'.indexOf(letter)));
  return DNI_LETTERS[Number(digits) % 23] === compact[8];
}

/** Weights of the odd places of the Italian fiscal code, by value 0-25 (digits as 0-9). */
const FISCAL_ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

function fiscalCode(compact: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const value = Number.parseInt(compact[i]!, 36);
    const plain = value > 9 ? value - 10 : value;
    sum += i % 2 === 0 ? FISCAL_ODD[plain]! : plain;
  }
  return String.fromCharCode(0x61 + (sum % 26)) === compact[15];
}

/** ICAO 9303 weights 7-3-1: German identity cards and the machine-readable zone. */
function icao(compact: string): boolean {
  let sum = 0;
  for (let i = 0; i < compact.length - 1; i++) sum += Number.parseInt(compact[i]!, 36) * [7, 3, 1][i % 3]!;
  return sum % 10 === Number(compact[compact.length - 1]);
}

function curp(compact: string): boolean {
  const alphabet = '0123456789abcdefghijklmnñopqrstuvwxyz';
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += alphabet.indexOf(compact[i]!) * (18 - i);
  return (10 - (sum % 10)) % 10 === Number(compact[17]);
}

/** French number of somebody born in Corsica: 2A counts as 19, 2B as 18. */
function corsican(compact: string): boolean {
  const digits = compact.slice(0, 13).replace('2a', '19').replace('2b', '18');
  return 97 - (Number(digits) % 97) === Number(compact.slice(13));
}

/** Sources: the issuing authorities' published rules for each number. */
export const LETTER_DOCUMENTS: readonly LetterDocument[] = [
  { id: 'ES DNI', spelling: /\d{8}[ -]?[a-z]/g, valid: dni },
  { id: 'ES NIE', spelling: /[xyz][ -]?\d{7}[ -]?[a-z]/g, valid: dni },
  {
    id: 'IT codice fiscale',
    spelling: /[a-z]{6} ?[0-9lmnpqrstuv]{2}[a-ehlmprst][0-9lmnpqrstuv]{2} ?[a-z][0-9lmnpqrstuv]{3}[a-z]/g,
    valid: fiscalCode,
  },
  {
    id: 'GB national insurance number',
    spelling: /[a-ceghj-prtw-z][a-ceghj-nprtw-z] ?\d\d ?\d\d ?\d\d ?[a-d]/g,
    valid: (compact) => !/^(?:bg|gb|kn|nk|nt|tn|zz)/.test(compact),
  },
  { id: 'IN PAN', spelling: /[a-z]{3}[abcfghjlpt][a-z]\d{4}[a-z]/g, valid: always },
  { id: 'DE identity card', spelling: /[cfghjklmnprtvwxyz][0-9cfghjklmnprtvwxyz]{8}\d/g, valid: icao },
  {
    id: 'FI HETU',
    spelling: /[0-3]\d[01]\d{3}[-+a-fu-y]\d{3}[0-9a-y]/g,
    valid: (compact) => {
      const digits = compact.slice(0, 6) + compact.slice(-4, -1);
      return HETU_LETTERS[Number(digits) % 31] === compact.at(-1);
    },
  },
  { id: 'MX CURP', spelling: /[a-z]{4}\d{6}[hmx][a-z]{5}[0-9a-z]\d/g, valid: curp },
  { id: 'FR NIR (Corsica)', spelling: /[12] ?\d{2} ?\d{2} ?2[ab] ?\d{3} ?\d{3} ?\d{2}/g, valid: corsican },
];

const COMPACT = /[^a-z0-9]/g;
/** Two lines or three of a passport or card hold runs like `p<d<<mustermann<<erika<<<`. */
const MACHINE_READABLE = /[a-z0-9<]{20,90}/g;

export function findDocuments(view: PiiView): PiiFound[] {
  const { text, spanOf } = view;
  const found: PiiFound[] = [];
  for (const { spelling, valid } of LETTER_DOCUMENTS) {
    for (const match of text.matchAll(spelling)) {
      const end = match.index + match[0].length;
      if (isLetterOrDigit(text.charCodeAt(match.index - 1)) || isLetterOrDigit(text.charCodeAt(end)))
        continue;
      if (!/\d/.test(match[0]) || !valid(match[0].replace(COMPACT, ''))) continue;
      found.push({ kind: 'national_id', span: spanOf(match.index, end) });
    }
  }
  return [...found, ...findMachineReadable(view), ...findNamed(view)];
}

/** May be without a digit. */
export function findMachineReadable({ text, spanOf }: PiiView): PiiFound[] {
  if (!text.includes('<<')) return [];
  const found: PiiFound[] = [];
  for (const match of text.matchAll(MACHINE_READABLE)) {
    if (!match[0].includes('<<')) continue;
    found.push({ kind: 'national_id', span: spanOf(match.index, match.index + match[0].length) });
  }
  return found;
}

const DOCUMENT_WORDS = new Set(
  (
    'passport passports ssn nino dni nie nif cpf rg bsn pesel sin tfn curp aadhaar ahv svnr ausweis ausweisnummer ' +
    'personalausweis personalausweisnummer reisepass reisepassnummer steuernummer steueridentifikationsnummer ' +
    'fuhrerschein fuhrerscheinnummer sozialversicherungsnummer pasaporte passeport passaporto passaporte paspoort ' +
    'paszport licence license permis patente carnet identita identite identidad identidade burgerservicenummer ' +
    'rijbewijs dowod documento'
  ).split(' '),
);
const REACH = 4;
const MIN_DIGITS = 5;
const MAX_LENGTH = 20;

/** A word with five digits or more soon after a word for a document. */
function findNamed({ words, spanOf }: PiiView): PiiFound[] {
  const found: PiiFound[] = [];
  let near = 0;
  for (const word of words) {
    if (near > 0 && word.digits >= MIN_DIGITS && word.to - word.from <= MAX_LENGTH)
      found.push({ kind: 'national_id', span: spanOf(word.from, word.to) });
    near = DOCUMENT_WORDS.has(word.text) ? REACH : near - 1;
  }
  return found;
}
