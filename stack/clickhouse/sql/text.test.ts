import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tokens } from './lexer.ts';
import { insertFrom, literal, prelude, selectInto } from './text.ts';

describe('values of a request', () => {
  it('never leave the literal that they are put in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (value) => {
        const read = [...tokens(literal(value))];
        expect(read).toHaveLength(1);
        expect(read[0]).toMatchObject({ kind: 'string', text: value });
      }),
    );
  });

  it('become one USE and one SET, and read-only comes last', () => {
    const request = {
      database: 'a`b',
      settings: new Map([['max_threads', '2']]),
      params: new Map([['x', "it's"]]),
      readOnly: true,
    };
    expect(prelude(request)).toBe("USE `a\\`b`; SET max_threads = '2', param_x = 'it\\'s'; SET readonly = 2");
    expect(
      prelude({ ...request, database: '', settings: new Map(), params: new Map(), readOnly: false }),
    ).toBe('');
  });
});

describe('what is added to a statement', () => {
  it('is not swallowed by a comment at its end', () => {
    const sql = 'SELECT 1 -- FORMAT?';
    expect(selectInto(sql, 8, 19, '/p', 't')).toBe("SELECT 1\nINTO OUTFILE '/p' APPEND  -- FORMAT?\n/* t */");
    const head = { sql: 'INSERT INTO t -- x\n', infileAt: 19 };
    expect(insertFrom(head, '/f', 'CSV', 't')).toBe(
      "INSERT INTO t -- x\n\nFROM INFILE '/f' /* t */ COMPRESSION 'none' \nFORMAT CSV",
    );
  });
});
