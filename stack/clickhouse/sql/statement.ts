import { skipBlank, tokens, type Token } from './lexer.ts';

/**
 * What one request asks for. Offsets are byte offsets into the text that was read.
 *
 * `end` is where the statement's text ends, comments behind it included: a client may mark it by one.
 *
 * - `rows`: SELECT and relatives; the answer may be large and is streamed. `formatAt` is where
 *   `INTO OUTFILE` belongs: before a FORMAT clause, or at the end.
 * - `insert-data`: an INSERT whose rows follow at `dataAt`; `headEnd` ends the part before FORMAT or VALUES;
 *   `infileAt` is where `FROM INFILE` belongs: before SETTINGS, or at `headEnd`.
 * - `kill`: `KILL QUERY WHERE query_id = '…'`, by the id that a client knows.
 * - `other`: everything else; small answers.
 */
export type Statement =
  | { kind: 'rows'; end: number; formatAt: number; format: string | undefined }
  | { kind: 'insert-data'; infileAt: number; headEnd: number; format: string; dataAt: number }
  | { kind: 'kill'; queryId: string; mode: 'SYNC' | 'ASYNC' | 'TEST' }
  | { kind: 'other'; end: number; format: string | undefined }
  | { kind: 'empty' }
  | { kind: 'refused'; reason: Refusal; at: number };

export type Refusal = 'multi-statement' | 'server-file' | 'input-function';

/** Statements whose answers can be of any size. */
const ROWS = new Set(['SELECT', 'WITH', '(', 'FROM']);

/**
 * Functions that read files or start programs. The engine allows them to everybody, whatever is granted:
 * its scalar `file()` read any file of the machine.
 */
const DENIED_FUNCTIONS = new Set(['file', 'executable']);

/**
 * Reads tokens until data begins, a second statement follows, or the text ends.
 *
 * @throws {LexError} when the text is no sequence of tokens
 */
export function readStatement(text: string): Statement {
  const seen: Token[] = [];
  let lastEnd = 0;
  let end = text.length;
  let depth = 0;
  // An INSERT … SELECT may hold any word; only what stands before the SELECT is the insert's own.
  let mayTakeData = true;
  let writes = false;
  for (const token of tokens(text)) {
    if (token.text === ';' && token.kind === 'symbol') {
      const rest = skipBlank(text, token.end);
      if (rest < text.length) return { kind: 'refused', reason: 'multi-statement', at: rest };
      end = token.start;
      break;
    }
    const refusal = refusalOf(token, seen);
    if (refusal) return { kind: 'refused', reason: refusal, at: token.start };
    if (token.kind === 'symbol') depth += nesting(token);
    seen.push(token);
    lastEnd = token.end;
    if (depth !== 0 || token.kind !== 'word') continue;
    if (token.text === 'INSERT') writes = true;
    if (token.text === 'SELECT' || token.text === 'WITH' || token.text === 'WATCH') mayTakeData = false;
    const data = mayTakeData ? insertData(text, seen) : undefined;
    if (data) return data;
  }
  const first = seen[0];
  if (!first) return { kind: 'empty' };
  const clause = formatClause(text, seen);
  const format = clause?.format;
  if (ROWS.has(first.text) && !writes)
    return { kind: 'rows', end, formatAt: clause?.start ?? lastEnd, format };
  return killOf(seen) ?? { kind: 'other', end, format };
}

const nesting = (token: Token): number =>
  '([{'.includes(token.text) ? 1 : ')]}'.includes(token.text) ? -1 : 0;

/** The rule that `token`, following `seen`, breaks. */
function refusalOf(token: Token, seen: readonly Token[]): Refusal | undefined {
  const before = seen.at(-1);
  if (token.text === '(' && token.kind === 'symbol' && before && before.kind !== 'string') {
    const name = before.text.toLowerCase();
    if (DENIED_FUNCTIONS.has(name)) return 'server-file';
    if (name === 'input' && isInsert(seen)) return 'input-function';
  }
  const files = token.text === 'OUTFILE' ? 'INTO' : token.text === 'INFILE' ? 'FROM' : undefined;
  if (token.kind === 'word' && files && before?.kind === 'word' && before.text === files) {
    return 'server-file';
  }
  return undefined;
}

const isInsert = (seen: readonly Token[]): boolean => seen[0]?.kind === 'word' && seen[0].text === 'INSERT';

/** The insert's data, once `seen` ends with the word that the data follows. */
function insertData(text: string, seen: readonly Token[]): Statement | undefined {
  const last = seen.at(-1)!;
  const into = isInsert(seen) ? targetEnd(seen) : undefined;
  if (into === undefined || seen.length <= into) return undefined;
  const settings = seen.find((t, i) => i >= into && t.kind === 'word' && t.text === 'SETTINGS')?.start;
  if (last.text === 'VALUES') {
    const headEnd = last.start;
    return {
      kind: 'insert-data',
      infileAt: settings ?? headEnd,
      headEnd,
      format: 'Values',
      dataAt: last.end,
    };
  }
  const before = seen.at(-2)!;
  if (before.kind === 'word' && before.text === 'FORMAT' && seen.length - 2 >= into) {
    const format = text.slice(last.start, last.end);
    const headEnd = before.start;
    const dataAt = dataStart(text, last.end);
    return { kind: 'insert-data', infileAt: settings ?? headEnd, headEnd, format, dataAt };
  }
  return undefined;
}

/** How many of the tokens name the target: INSERT [INTO] [TABLE] [FUNCTION] name[.name]; undefined if unfinished. */
function targetEnd(seen: readonly Token[]): number | undefined {
  let i = 1;
  for (const word of ['INTO', 'TABLE', 'FUNCTION']) {
    if (seen[i]?.kind === 'word' && seen[i]!.text === word) i++;
  }
  if (seen[i] === undefined) return undefined;
  i++;
  while (seen[i]?.text === '.' && seen[i + 1]) i += 2;
  return i;
}

/** Data starts after the first line break behind the format's name, or after its spaces. */
function dataStart(text: string, from: number): number {
  let i = from;
  while (text[i] === ' ' || text[i] === '\t' || text[i] === '\f') i++;
  if (text[i] === '\r') i++;
  if (text[i] === '\n') i++;
  return i;
}

/** A trailing `FORMAT name`, perhaps followed by SETTINGS. */
function formatClause(text: string, seen: readonly Token[]): { start: number; format: string } | undefined {
  let depth = 0;
  for (let i = seen.length - 1; i >= 1; i--) {
    const token = seen[i]!;
    if (token.kind === 'symbol') depth -= nesting(token);
    const word = seen[i + 1];
    const after = seen[i + 2];
    if (depth !== 0 || token.kind !== 'word' || token.text !== 'FORMAT' || !word) continue;
    if (word.kind !== 'word' && word.kind !== 'quoted') return undefined;
    if (after && !(after.kind === 'word' && (after.text === 'SETTINGS' || after.text === 'INTO')))
      return undefined;
    return { start: token.start, format: text.slice(word.start, word.end) };
  }
  return undefined;
}

/** `KILL QUERY WHERE query_id = 'x' [SYNC|ASYNC|TEST]`, and nothing more complicated. */
function killOf(seen: readonly Token[]): Statement | undefined {
  const [kill, query, where, column, equals, id, mode, more] = seen;
  const words = [kill, query, where, column, equals].map((t) => t?.text.toUpperCase()).join(' ');
  if (words !== 'KILL QUERY WHERE QUERY_ID =' || id?.kind !== 'string' || more) return undefined;
  const how = mode?.text ?? 'ASYNC';
  if (how !== 'SYNC' && how !== 'ASYNC' && how !== 'TEST') return undefined;
  return { kind: 'kill', queryId: id.text, mode: how };
}
