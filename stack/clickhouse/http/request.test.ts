import { describe, expect, it } from 'vitest';
import { authenticate, isFromWebPage } from './auth.ts';
import { exception, fromEngine, statusOf } from './exceptions.ts';
import { readRequest, type QueryRequest } from './request.ts';

const read = (query: string, headers: Record<string, string> = {}) =>
  readRequest(new URL(`http://127.0.0.1/?${query}`), headers);

describe("a request's URL", () => {
  it('tells settings, bound parameters and words of the interface apart', () => {
    const asked = read(
      'query=SELECT+1&database=d&query_id=q&default_format=CSV&max_threads=2&param_x=a%09b&wait_end_of_query=1',
    ) as QueryRequest;
    expect(asked).toMatchObject({
      query: 'SELECT 1',
      database: 'd',
      queryId: 'q',
      defaultFormat: 'CSV',
      waitEndOfQuery: true,
    });
    expect([...asked.settings]).toEqual([['max_threads', '2']]);
    expect([...asked.params]).toEqual([['x', 'a\tb']]);
  });

  it.each(['session_id=a', 'role=r', 'decompress=1', 'compress=1'])(
    'refuses %s, which this engine cannot do',
    (query) => {
      expect(read(query)).toMatchObject({ code: 48 });
    },
  );

  it.each(['a%20b=1', 'x%3D1%2C+y=1', 'param_=1', 'constructor%00=1'])(
    'refuses %s, which is no name',
    (query) => {
      expect(read(query)).toMatchObject({ code: 115 });
    },
  );
});

describe('credentials', () => {
  const wanted = { user: 'default', password: 'päss' };
  it('come by parameter, header or Basic', () => {
    const basic = `Basic ${Buffer.from('default:päss').toString('base64')}`;
    expect(read('user=u&password=p')).toMatchObject({ user: 'u', password: 'p' });
    expect(read('', { 'x-clickhouse-user': 'u', 'x-clickhouse-key': 'k' })).toMatchObject({
      user: 'u',
      password: 'k',
    });
    expect(authenticate(read('', { authorization: basic }) as QueryRequest, wanted)).toBeUndefined();
  });

  it('admit only the right user with the right password, and say the same for both', () => {
    const answers = [
      { user: 'default', password: '' },
      { user: 'other', password: 'päss' },
    ].map((given) => authenticate(given, wanted));
    expect(answers.map((answer) => answer?.code)).toEqual([516, 516]);
    expect(answers[0]?.message).toBe(answers[1]?.message);
    expect(authenticate({ user: 'x', password: 'y' }, undefined)).toBeUndefined();
  });
});

describe('errors', () => {
  it.each([
    [62, 400],
    [60, 404],
    [497, 403],
    [516, 403],
    [159, 408],
    [229, 413],
    [48, 501],
    [202, 503],
    [241, 500],
    [1002, 500],
  ])('code %i answers %i', (code, status) => expect(statusOf(code)).toBe(status));

  it("keep the engine's code and hide our own paths", () => {
    const error = fromEngine(
      new Error('Code: 27. DB::Exception: bad (in file/uri /d/spool/x.in)'),
      '/d/spool/x.in',
    );
    expect(error).toMatchObject({
      code: 27,
      message: 'Code: 27. DB::Exception: bad (in file/uri request body)',
    });
    expect(fromEngine(new Error('boom')).code).toBe(1002);
    expect(exception(62, 'SYNTAX_ERROR', 'x').message).toBe('Code: 62. DB::Exception: x. (SYNTAX_ERROR)');
  });
});

describe('web pages', () => {
  it('are told from clients', () => {
    expect(isFromWebPage({ origin: 'http://evil.example' })).toBe(true);
    expect(isFromWebPage({ 'sec-fetch-site': 'cross-site' })).toBe(true);
    expect(isFromWebPage({ 'user-agent': 'clickhouse-js' })).toBe(false);
  });
});
