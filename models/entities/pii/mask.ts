/** Takes personal data out of a text before it leaves the installation, and puts it back into the answer. */
import { findPii, merged } from './find.ts';
import type { PiiOptions } from './find.ts';
import { PLACEHOLDER, PLACEHOLDER_WORDS, REST_WORD } from './kinds.ts';
import type { PiiFound, PiiKind } from './kinds.ts';

export interface Replacement {
  /** `[EMAIL_1]` */
  readonly placeholder: string;
  readonly kind: PiiKind | 'rest';
  /** As it stood in the text. */
  readonly value: string;
}

export interface Masked {
  readonly text: string;
  /** In the order in which they were found; the only way back. Never leaves the installation. */
  readonly replacements: readonly Replacement[];
}

/**
 * What a finder sees may change when its neighbour is taken out, so the text is read again until nothing is found.
 * After this many rounds the rest of the text, from the first find on, goes as a whole.
 */
const MAX_ROUNDS = 6;

/**
 * Masks everything `findPii` finds: the same value has the same placeholder within a text, numbers count up per kind
 * and never repeat one that stood in the text. Masking again changes nothing; no surrogate pair is split.
 */
export function mask(text: string, options: PiiOptions = {}): Masked {
  const names = new Names(text);
  let now = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = merged(findPii(now, options));
    if (found.length === 0) return { text: now, replacements: names.replacements };
    now = replaced(now, found, names);
  }
  return withoutRest(now, options, names);
}

/** Takes the rest of the text from the first find on; what is left of that after two more looks goes too. */
function withoutRest(text: string, options: PiiOptions, names: Names): Masked {
  let now = text;
  for (let round = 0; ; round++) {
    const [first] = merged(findPii(now, options));
    if (first === undefined) return { text: now, replacements: names.replacements };
    const from = round < 2 ? first.span.start : 0;
    now = now.slice(0, from) + names.of('rest', unmask(now.slice(from), names.replacements));
  }
}

/** Puts the values back; placeholders that are not in `replacements` stay. */
export function unmask(text: string, replacements: readonly Replacement[]): string {
  const values = new Map(replacements.map(({ placeholder, value }) => [placeholder, value]));
  return text.replace(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? placeholder);
}

function replaced(text: string, found: readonly PiiFound[], names: Names): string {
  let out = '';
  let from = 0;
  for (const { kind, span } of found) {
    out += text.slice(from, span.start) + names.of(kind, text.slice(span.start, span.end));
    from = span.end;
  }
  return out + text.slice(from);
}

class Names {
  readonly replacements: Replacement[] = [];
  readonly #taken: Set<string>;
  readonly #byValue = new Map<string, string>();
  readonly #next = new Map<string, number>();

  constructor(text: string) {
    this.#taken = new Set(text.match(PLACEHOLDER));
  }

  of(kind: PiiKind | 'rest', value: string): string {
    const key = `${kind}:${value}`;
    const known = this.#byValue.get(key);
    if (known !== undefined) return known;
    const placeholder = this.#free(kind === 'rest' ? REST_WORD : PLACEHOLDER_WORDS[kind]);
    this.#byValue.set(key, placeholder);
    this.replacements.push({ placeholder, kind, value });
    return placeholder;
  }

  #free(word: string): string {
    for (;;) {
      const number = (this.#next.get(word) ?? 0) + 1;
      this.#next.set(word, number);
      const placeholder = `[${word}_${number}]`;
      if (!this.#taken.has(placeholder)) return placeholder;
    }
  }
}
