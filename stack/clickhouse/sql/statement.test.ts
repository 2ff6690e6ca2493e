import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LexError } from './lexer.ts';
import { readStatement } from './statement.ts';

const dataOf = (text: string): string | undefined => {
  const statement = readStatement(text);
  return statement.kind === 'insert-data' ? text.slice(statement.dataAt) : undefined;
};

describe('what follows FORMAT or VALUES of an INSERT is data', () => {
  it.each([
    ['INSERT INTO t FORMAT JSONEachRow\n{"a":1}', '{"a":1}'],
    ['INSERT INTO t (a, b) FORMAT RowBinary\n\n\0;', '\n\0;'],
    ['insert into db.t (format, values) settings x=1 format TSV \r\n1\t2', '1\t2'],
    ["INSERT INTO t VALUES (1, 'a;b'); DROP TABLE t", " (1, 'a;b'); DROP TABLE t"],
    ['INSERT INTO `values` (`select`) /* FORMAT x */ FORMAT CSV 1', '1'],
    ['INSERT INTO t (with, select) FORMAT CSV 1', '1'],
    ['INSERT INTO t FORMAT JSONEachRow {"a":1}', '{"a":1}'],
    ['INSERT INTO TABLE settings VALUES (1)', ' (1)'],
  ])('%j', (text, data) => {
    expect(dataOf(text)).toBe(data);
  });

  it('puts the file before SETTINGS', () => {
    const text = 'INSERT INTO t (a) SETTINGS x = 1 FORMAT CSV\n1';
    expect(readStatement(text)).toMatchObject({ infileAt: 18, headEnd: 33, format: 'CSV' });
  });

  it('never reads bytes of the data, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (data) => {
        const head = 'INSERT INTO t FORMAT JSONEachRow\n';
        expect(readStatement(head + data)).toEqual(readStatement(head));
      }),
    );
  });

  it('takes no data for INSERT … SELECT', () => {
    expect(readStatement('INSERT INTO t SELECT 1 AS values FORMAT Null')).toMatchObject({ kind: 'other' });
    expect(readStatement('INSERT INTO t (a) WITH 1 AS x SELECT x')).toMatchObject({ kind: 'other' });
    expect(readStatement('WITH 1 AS x INSERT INTO t SELECT x')).toMatchObject({ kind: 'other' });
  });
});

describe('one request is one statement', () => {
  it.each([
    'SELECT 1; SELECT 2',
    'SELECT 1;;',
    "SELECT ';'; DROP TABLE t",
    'INSERT INTO t SELECT 1; SELECT 2',
  ])('refuses %j', (text) =>
    expect(readStatement(text)).toMatchObject({ kind: 'refused', reason: 'multi-statement' }),
  );

  it.each([
    "SELECT ';'",
    'SELECT 1 -- ; x',
    'SELECT `;`',
    'SELECT 1 /* ; */;',
    "SELECT '\\';'",
    "SELECT ''';'",
    'SELECT $x$;$x$',
    'SELECT 1; -- end',
    '# x\nSELECT 1',
    'SELECT \u00e2\u0080\u0098;\u00e2\u0080\u0099',
  ])('reads %j as one', (text) => expect(readStatement(text).kind).toBe('rows'));

  it('never runs what follows a semicolon outside of quotes and comments', () => {
    const piece = fc.constantFrom('1', "'a;b'", '`c;`', '"d;"', '/* ; */', '-- ;\n', ' ', ',', 'x');
    fc.assert(
      fc.property(fc.array(piece), fc.array(piece), (before, after) => {
        const text = `SELECT ${before.join(' ')} ; DROP TABLE t ${after.join(' ')}`;
        expect(readStatement(text)).toMatchObject({ kind: 'refused', reason: 'multi-statement' });
      }),
    );
  });

  it('says where an unfinished text breaks off', () => {
    expect(() => readStatement("SELECT 'x")).toThrow(LexError);
    expect(() => readStatement('SELECT 1 /* x')).toThrow('comment');
    expect(() => readStatement('SELECT 1\0')).toThrow('NUL');
  });
});

describe('statements cannot reach files of the machine', () => {
  it.each([
    "SELECT * FROM file('/etc/passwd')",
    "SELECT `file` /* x */ ('/etc/passwd')",
    'SELECT "file"(\'/etc/passwd\')',
    "SELECT FILE('/etc/passwd')",
    "SELECT 1 INTO OUTFILE '/tmp/x'",
    "INSERT INTO t FROM INFILE '/etc/passwd' FORMAT LineAsString",
    "SELECT * FROM executable('x', 'TSV', 'a String')",
    "CREATE TABLE t (a String) ENGINE = File('TSV', '/etc/passwd')",
    "SELECT * FROM (SELECT 1 INTO OUTFILE '/tmp/x')",
  ])('refuses %j', (text) => {
    expect(readStatement(text)).toMatchObject({ kind: 'refused', reason: 'server-file' });
  });

  it('leaves columns and words of these names alone', () => {
    expect(readStatement('SELECT file, outfile FROM t WHERE file = 1').kind).toBe('rows');
  });

  it('refuses input(), which inserts nothing here', () => {
    const text = "INSERT INTO t SELECT a FROM input('a Int8') FORMAT CSV";
    expect(readStatement(text)).toMatchObject({ kind: 'refused', reason: 'input-function' });
  });
});

describe('the format of an answer', () => {
  it.each([
    ['SELECT 1 FORMAT JSON', 'JSON', 9],
    ['SELECT 1 format CSV SETTINGS a = 1', 'CSV', 9],
    ['SELECT 1 SETTINGS a = 1', undefined, 23],
    ['SELECT format FROM t', undefined, 20],
    ["SELECT 'FORMAT JSON'", undefined, 20],
    ['SELECT (SELECT 1 FORMAT JSON)', undefined, 29],
    ['SELECT 1 -- x', undefined, 8],
    ['SELECT 1 /* x */ ;', undefined, 8],
  ])('%j', (text, format, formatAt) => {
    expect(readStatement(text)).toMatchObject({ kind: 'rows', format, formatAt });
  });
});

describe('KILL QUERY', () => {
  it('is understood by the id that the client gave', () => {
    expect(readStatement("KILL QUERY WHERE query_id = 'a''b' SYNC")).toEqual({
      kind: 'kill',
      queryId: "a'b",
      mode: 'SYNC',
    });
    expect(readStatement("kill query where query_id='x'")).toMatchObject({ kind: 'kill', mode: 'ASYNC' });
    expect(readStatement("KILL QUERY WHERE query_id = 'x' OR 1").kind).toBe('other');
  });
});
