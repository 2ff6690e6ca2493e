/**
 * Tokens of ClickHouse SQL, as far as this process must understand a statement: where it ends, what kind
 * it is, and where insert data begins. Rules follow ClickHouse's own lexer (`src/Parsers/Lexer.cpp`).
 *
 * Text is one character per byte (latin1), so that offsets are byte offsets and bytes after an INSERT's
 * head, which may be binary, cannot break the reading of the head.
 */

export type Token = {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol';
  /** For words, upper case; for quoted identifiers and strings, the unescaped content; else the text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

/** Why the text is not a statement. `at` is a byte offset. */
export class LexError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'LexError';
    this.at = at;
  }
}

/** Characters that the engine also accepts as quotes: ‘ ’ and “ ”, here as their UTF-8 bytes in latin1. */
const UNICODE_QUOTES = [
  { open: '\u00e2\u0080\u0098', close: '\u00e2\u0080\u0099', kind: 'string' },
  { open: '\u00e2\u0080\u009c', close: '\u00e2\u0080\u009d', kind: 'quoted' },
] as const;

const WORD_START = /[A-Za-z_]/;
const WORD = /[A-Za-z0-9_$]/;
const DIGIT = /[0-9]/;
const SPACE = /[ \t\n\r\f\v]/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', 0: '\0' };

/** Reads a quoted run that begins at `start`; a doubled quote and a backslash both escape. */
function quotedRun(text: string, start: number, quote: string): { content: string; end: number } {
  let content = '';
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) {
      const next = text[++i]!;
      content += ESCAPES[next] ?? next;
    } else if (c !== quote) {
      content += c;
    } else if (text[i + 1] === quote) {
      content += quote;
      i++;
    } else {
      return { content, end: i + 1 };
    }
  }
  throw new LexError(`A ${quote} is opened and never closed`, start);
}

/** End of the white space and comments that begin at `from`. */
export function skipBlank(text: string, from: number): number {
  let i = from;
  for (;;) {
    while (i < text.length && SPACE.test(text[i]!)) i++;
    const lineComment = text.startsWith('--', i) || text.startsWith('# ', i) || text.startsWith('#!', i);
    if (lineComment) {
      const eol = text.indexOf('\n', i);
      i = eol === -1 ? text.length : eol + 1;
    } else if (text.startsWith('/*', i)) {
      const close = text.indexOf('*/', i + 2);
      if (close === -1) throw new LexError('A comment is opened and never closed', i);
      i = close + 2;
    } else {
      return i;
    }
  }
}

/** Reads the token that begins at `start`, which must not be blank. */
function tokenAt(text: string, start: number): Token {
  const c = text[start]!;
  if (c === "'" || c === '"' || c === '`') {
    const { content, end } = quotedRun(text, start, c);
    return { kind: c === "'" ? 'string' : 'quoted', text: content, start, end };
  }
  for (const quote of UNICODE_QUOTES) {
    if (!text.startsWith(quote.open, start)) continue;
    const close = text.indexOf(quote.close, start + 3);
    if (close === -1) throw new LexError('A typographic quote is opened and never closed', start);
    return { kind: quote.kind, text: text.slice(start + 3, close), start, end: close + 3 };
  }
  if (c === '$') {
    const tag = /^\$[A-Za-z0-9_]*\$/.exec(text.slice(start, start + 256))?.[0];
    const close = tag === undefined ? -1 : text.indexOf(tag, start + tag.length);
    if (tag !== undefined && close !== -1) {
      const end = close + tag.length;
      return { kind: 'string', text: text.slice(start + tag.length, close), start, end };
    }
  }
  let end = start + 1;
  if (WORD_START.test(c)) {
    while (end < text.length && WORD.test(text[end]!)) end++;
    return { kind: 'word', text: text.slice(start, end).toUpperCase(), start, end };
  }
  if (DIGIT.test(c)) {
    while (end < text.length && WORD.test(text[end]!)) end++;
    return { kind: 'number', text: text.slice(start, end), start, end };
  }
  if (c === '\0') throw new LexError('A statement must not hold a NUL byte', start);
  if (c === '\\') throw new LexError('A backslash outside of quotes is no SQL', start);
  return { kind: 'symbol', text: c, start, end };
}

/**
 * Yields the tokens of `text` one by one, so that a caller can stop where insert data begins.
 *
 * @throws {LexError} for an unclosed quote or comment, a NUL byte, or a bare backslash
 */
export function* tokens(text: string): Generator<Token, void, undefined> {
  for (let i = skipBlank(text, 0); i < text.length;) {
    const token = tokenAt(text, i);
    yield token;
    i = skipBlank(text, token.end);
  }
}
