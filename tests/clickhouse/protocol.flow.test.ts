import { request } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import { clientOf, rowsOf, startEngine, temporaryDataDir, type EngineProcess } from './engine-process.ts';

let dir: Awaited<ReturnType<typeof temporaryDataDir>>;
let engine: EngineProcess;
let client: ClickHouseClient;

beforeAll(async () => {
  dir = await temporaryDataDir();
  engine = await startEngine(dir.path, {
    CLICKHOUSE_MAX_CONCURRENCY: '4',
    CLICKHOUSE_QUEUE_LENGTH: '2',
    CLICKHOUSE_QUEUE_MS: '500',
    CLICKHOUSE_MAX_BODY_MIB: '8',
    CLICKHOUSE_MAX_MEMORY_MIB: '700',
  });
  client = clientOf(engine.url);
  const window = 'SETTINGS non_replicated_deduplication_window = 100';
  await client.command({
    query: `CREATE TABLE t (a UInt32, s String) ENGINE = MergeTree ORDER BY a ${window}`,
  });
});

afterAll(async () => {
  await client.close();
  await engine.stop('SIGKILL');
  await dir.remove();
});

const ask = (query: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> =>
  fetch(`${engine.url}/?${query}`, { method: 'POST', ...init });

/** Runs SQL as body of a POST, in the own database. */
const sql = (text: string, query = '', headers: Record<string, string> = {}): Promise<Response> =>
  ask(`database=signalpost&${query}`, { body: text, headers });

/** An answer's text up to where it broke off, and how. */
async function readUntilError(answer: Response): Promise<{ readonly text: string; readonly error: unknown }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of answer.body!) pieces.push(piece);
    return { text: Buffer.concat(pieces).toString(), error: null };
  } catch (error) {
    return { text: Buffer.concat(pieces).toString(), error };
  }
}

/** What an answer tells of an error. */
const told = (answer: Response) => ({
  status: answer.status,
  code: answer.headers.get('x-clickhouse-exception-code'),
});

const count = async (table: string): Promise<number> =>
  Number((await (await sql(`SELECT count() FROM ${table}`)).text()).trim());

const running = async (needle: string): Promise<number> => {
  const query = `SELECT count() FROM system.processes WHERE query LIKE '%${needle}%' AND query NOT LIKE '%system.processes%'`;
  return Number((await (await ask('', { body: query })).text()).trim());
};

/** Waits for something that must come true, within ten seconds. */
async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('requests do not touch one another', () => {
  it('settings, bound parameters and the database end with their request', async () => {
    const first = await sql('SELECT {x:String}', 'max_block_size=77&param_x=one');
    expect(await first.text()).toBe('one\n');
    const later = await ask('', { body: "SELECT getSetting('max_block_size') = 77, currentDatabase()" });
    expect(await later.text()).toBe('0\tdefault\n');
    const missing = await sql('SELECT {x:String}');
    expect(missing.headers.get('x-clickhouse-exception-code')).toBe('456');
  });

  it('a token of one insert does not silence the next one without a token', async () => {
    await client.command({
      query:
        'CREATE TABLE leak (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS non_replicated_deduplication_window = 100',
    });
    const insert = (token: string) => sql('INSERT INTO leak FORMAT CSV\n1\n', token);
    await insert('insert_deduplication_token=k');
    await insert('insert_deduplication_token=k');
    expect(await count('leak')).toBe(1);
    await insert('insert_deduplication_token=k2');
    await insert('insert_deduplicate=0');
    expect(await count('leak')).toBe(3);
  });
});

describe('the body of an insert is data, never SQL', () => {
  const bodies = [
    [
      'a blank line and a statement',
      '{"a":1,"s":"x"}\n\nDROP TABLE victim\n\n',
      'INSERT INTO victim FORMAT JSONEachRow',
    ],
    ['a semicolon and a statement', "(1,'a'); DROP TABLE victim", 'INSERT INTO victim VALUES'],
    ['a comment that would hide the rest', '1,"/*"\n2,"*/"\n', 'INSERT INTO victim FORMAT CSV'],
  ] as const;

  it.each(bodies)('%s', async (_name, body, insert) => {
    await sql('CREATE TABLE IF NOT EXISTS victim (a UInt32, s String) ENGINE = Memory');
    for (const answer of [
      await ask(`database=signalpost&query=${encodeURIComponent(insert)}`, { body }),
      await sql(`${insert}\n${body}`),
    ]) {
      expect([200, 400, 500]).toContain(answer.status);
      await answer.text();
    }
    expect(await (await sql('EXISTS TABLE victim')).text()).toBe('1\n');
  });

  it('blank lines, semicolons, quotes and NUL bytes arrive as they were sent', async () => {
    await client.command({ query: 'CREATE TABLE exact (a UInt32, s String) ENGINE = MergeTree ORDER BY a' });
    const texts = [
      '\n\n',
      ';',
      "'; DROP TABLE exact; --",
      '\0\u0001',
      '“quotes” ’',
      '\\',
      '{"a":1}\n\n{"a":2}',
    ];
    await client.insert({ table: 'exact', values: texts.map((s, a) => ({ a, s })), format: 'JSONEachRow' });
    const binary = Buffer.concat(
      texts.map((s, a) => {
        const text = Buffer.from(s);
        const row = Buffer.alloc(5 + text.length);
        row.writeUInt32LE(a + 100, 0);
        row.writeUInt8(text.length, 4);
        text.copy(row, 5);
        return row;
      }),
    );
    const query = encodeURIComponent('INSERT INTO exact (a, s) FORMAT RowBinary');
    expect((await ask(`database=signalpost&query=${query}`, { body: binary })).status).toBe(200);
    const native = Buffer.from(
      await (
        await sql(
          'SELECT toUInt32(x + 200) AS a, s FROM (SELECT a AS x, s FROM exact WHERE a < 100) FORMAT Native',
        )
      ).arrayBuffer(),
    );
    const nativeQuery = encodeURIComponent('INSERT INTO exact (a, s) FORMAT Native');
    expect(await (await ask(`database=signalpost&query=${nativeQuery}`, { body: native })).text()).toBe('');
    const rows = await rowsOf<{ s: string }>(client, 'SELECT s FROM exact ORDER BY a');
    expect(rows.map((row) => row.s)).toEqual([...texts, ...texts, ...texts]);
  });

  it('a body that breaks off inserts nothing', async () => {
    const before = await count('t');
    await new Promise<void>((resolve) => {
      const out = request(`${engine.url}/?database=signalpost&query=INSERT%20INTO%20t%20FORMAT%20CSV`, {
        method: 'POST',
        headers: { 'content-length': '100' },
      });
      out.on('error', () => resolve());
      out.write('1,x\n2,y\n', () => out.destroy());
    });
    const spool = join(dir.path, 'signalpost-engine', 'spool');
    await until('the spool is empty', async () => (await readdir(spool)).length === 0);
    expect(await count('t')).toBe(before);
  });

  it('input(), which would insert nothing and say nothing, is refused', async () => {
    const answer = await sql("INSERT INTO t SELECT a, s FROM input('a UInt32, s String') FORMAT CSV\n1,x\n");
    expect(answer.status).toBe(501);
  });
});

describe('a statement', () => {
  it('stands alone: several are refused before any runs', async () => {
    const answer = await sql("INSERT INTO t SELECT 1, 'x'; SELECT 1");
    expect([answer.status, answer.headers.get('x-clickhouse-exception-code')]).toEqual([400, '62']);
    expect(await count('t')).toBe(0);
  });

  it('cannot read or write files, nor start programs, nor reach other machines', async () => {
    const tries = [
      "SELECT file('/etc/hostname')",
      "SELECT * FROM file('/etc/hostname', 'LineAsString')",
      'SELECT * FROM default.`/etc/hostname`',
      "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
      "SELECT * FROM remote('127.0.0.1:1', 'system.one')",
      "CREATE TABLE f (a String) ENGINE = URL('http://127.0.0.1:1/', 'CSV')",
      "SELECT 1 INTO OUTFILE '/tmp/out'",
      'SYSTEM SHUTDOWN',
      "BACKUP TABLE t TO File('/tmp/x')",
    ];
    for (const text of tries) {
      const answer = await sql(text);
      expect({ text, ...told(answer) }).toEqual({ text, status: 403, code: '497' });
    }
  });

  it('by GET only reads', async () => {
    const query = encodeURIComponent("INSERT INTO t VALUES (1, 'x')");
    const answer = await fetch(`${engine.url}/?database=signalpost&query=${query}`);
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('164');
    expect(await (await fetch(`${engine.url}/?query=SELECT%201`)).text()).toBe('1\n');
  });

  it('is acknowledged when its rows are there: async_insert is off', async () => {
    expect(await (await sql("SELECT getSetting('async_insert')")).text()).toBe('false\n');
  });

  it('answers errors with the status, code and words of a server', async () => {
    const cases = [
      ['SELEC 1', 400, '62'],
      ['SELECT * FROM nowhere', 404, '60'],
      ['SELECT nothing FROM t', 404, '47'],
      ['SELECT 1 FORMAT Nonsense', 404, '73'],
      ['SELECT throwIf(1)', 500, '395'],
      [
        'SELECT sleepEachRow(0.5) FROM numbers(100) SETTINGS max_execution_time = 1, function_sleep_max_microseconds_per_block = 0',
        408,
        '159',
      ],
    ] as const;
    for (const [text, status, code] of cases) {
      const answer = await sql(text);
      expect({ text, ...told(answer) }).toEqual({ text, status, code });
      expect(await answer.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
    }
    expect((await sql('SELECT 1', 'no_such_setting=1')).headers.get('x-clickhouse-exception-code')).toBe(
      '115',
    );
    const bad = await sql('INSERT INTO t FORMAT JSONEachRow\n{"a":"x"}');
    expect(await bad.text()).not.toContain(dir.path);
  });
});

describe('answers', () => {
  it('come whole in every format, however many blocks they have', async () => {
    const query = 'SELECT number AS n, toString(number) AS s FROM numbers(200000)';
    const json = (await (await sql(`${query} FORMAT JSONCompact`)).json()) as {
      rows: number;
      data: unknown[];
    };
    expect([json.rows, json.data.length]).toEqual([200_000, 200_000]);
    const csv = await (await sql(query, 'default_format=CSVWithNames')).text();
    expect(csv.split('\n').filter((line) => line === '"n","s"')).toHaveLength(1);
    const parquet = Buffer.from(await (await sql(`${query} FORMAT Parquet`)).arrayBuffer());
    expect([parquet.subarray(0, 4).toString(), parquet.indexOf('PAR1', 4)]).toEqual([
      'PAR1',
      parquet.length - 4,
    ]);
  });

  it('name query, format and summary', async () => {
    const answer = await sql('SELECT * FROM numbers(10)', 'query_id=mine&default_format=JSONEachRow');
    expect(answer.headers.get('x-clickhouse-query-id')).toBe('mine');
    expect(answer.headers.get('x-clickhouse-format')).toBe('JSONEachRow');
    expect(JSON.parse(answer.headers.get('x-clickhouse-summary')!)).toMatchObject({ read_rows: '10' });
    const insert = await client.insert({ table: 't', values: [{ a: 1, s: 'x' }], format: 'JSONEachRow' });
    expect(insert.summary?.written_rows).toBe('1');
    await client.command({ query: 'TRUNCATE TABLE t' });
  });

  it('break off loudly when an error comes after the first bytes, and not at all with wait_end_of_query', async () => {
    const query = 'SELECT throwIf(number = 900000) AS x FROM numbers(1000000)';
    const result = await client.query({ query, format: 'JSONEachRow' });
    const read = async (): Promise<void> => {
      for await (const rows of result.stream()) expect(rows.length).toBeGreaterThan(0);
    };
    // The client knows the code only when the block comes in one piece, and TCP promises none.
    await expect(read()).rejects.toThrow(/there was an error in the stream|Value passed to 'throwIf'/);
    const answer = await sql(query);
    const tag = answer.headers.get('x-clickhouse-exception-tag')!;
    const { text, error } = await readUntilError(answer);
    expect(error).toMatchObject({ message: 'terminated' });
    const block = /\r\n__exception__\r\n(\S+)\r\n(.*)\n(\d+) (\S+)\r\n__exception__\r\n$/s.exec(text)!;
    expect(block[2]).toMatch(/^Code: 395\. DB::Exception: /);
    expect([block[1], block[4], block[3]]).toEqual([tag, tag, String(Buffer.byteLength(block[2]!) + 1)]);
    const waited = await sql(query, 'wait_end_of_query=1');
    expect([waited.status, waited.headers.get('x-clickhouse-exception-code')]).toEqual([500, '395']);
  });

  it('are compressed when both header and setting ask, and packed bodies are unpacked', async () => {
    const raw = await new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
      const options = { method: 'POST', headers: { 'accept-encoding': 'gzip', 'content-encoding': 'gzip' } };
      const out = request(`${engine.url}/?enable_http_compression=1`, options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ encoding: answer.headers['content-encoding'], body: Buffer.concat(chunks) }),
        );
      });
      out.on('error', reject);
      out.end(gzipSync('SELECT * FROM numbers(50000)'));
    });
    expect(raw.encoding).toBe('gzip');
    expect(gunzipSync(raw.body).toString().trim().split('\n')).toHaveLength(50_000);
    const packed = clientOf(engine.url, { compression: { request: true, response: true } });
    await packed.insert({ table: 't', values: [{ a: 1, s: 'packed' }], format: 'JSONEachRow' });
    expect(await rowsOf(packed, 'SELECT s FROM t')).toEqual([{ s: 'packed' }]);
    await packed.command({ query: 'TRUNCATE TABLE t' });
    await packed.close();
    const broken = await ask('', { body: 'SELECT 1', headers: { 'content-encoding': 'gzip' } });
    expect(told(broken)).toEqual({ status: 500, code: '354' });
  });

  it('of any size need no memory of that size', async () => {
    const before = await engineRss();
    let peak = 0;
    let bytes = 0;
    let chunks = 0;
    const answer = await sql('SELECT number, toString(number) FROM numbers(15000000)');
    for await (const chunk of answer.body!) {
      bytes += chunk.length;
      if (chunks++ % 100 === 0) peak = Math.max(peak, await engineRss());
    }
    expect(bytes).toBeGreaterThan(200_000_000);
    expect(peak - before).toBeLessThan(150_000_000);
  });
});

/** Resident memory of the engine's process, in bytes. */
async function engineRss(): Promise<number> {
  const status = await readFile(`/proc/${engine.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

describe('bounds', () => {
  const slow =
    'SELECT sleepEachRow(1) FROM numbers(60) SETTINGS function_sleep_max_microseconds_per_block = 0, max_block_size = 1';

  it('a query stops when its client goes away', async () => {
    const stop = new AbortController();
    const answer = sql(`${slow} /* gone-away */`, '', {}).catch(() => undefined);
    const aborted = ask('database=signalpost', { body: `${slow} /* to-abort */`, signal: stop.signal });
    await until('it runs', async () => (await running('to-abort')) === 1);
    stop.abort();
    await expect(aborted).rejects.toThrow('abort');
    await until('it has stopped', async () => (await running('to-abort')) === 0);
    expect(await running('gone-away')).toBe(1);
    await sql("KILL QUERY WHERE query LIKE '%gone-away%' ASYNC");
    await answer;
  });

  it('a query can be killed by the id that its client gave, which is in use once', async () => {
    const victim = sql(slow, 'query_id=victim');
    await until('it runs', async () => (await running('sleepEachRow')) === 1);
    const twin = await sql('SELECT 1', 'query_id=victim');
    expect(twin.headers.get('x-clickhouse-exception-code')).toBe('216');
    await sql("KILL QUERY WHERE query_id = 'victim'");
    expect((await victim).headers.get('x-clickhouse-exception-code')).toBe('394');
  });

  it('a full queue answers 503 with Retry-After, and the process stays responsive', async () => {
    // A scalar subquery is computed while the statement is planned.
    const busy = Array.from({ length: 4 }, (_, i) => sql('SELECT (SELECT sleep(3))', `query_id=busy-${i}`));
    await until('places are taken', async () => (await metric('clickhouse_busy_places')) === 4);
    const began = performance.now();
    expect(await (await fetch(`${engine.url}/ping`)).text()).toBe('Ok.\n');
    expect(performance.now() - began).toBeLessThan(1_000);
    const waiting = [sql('SELECT 1'), sql('SELECT 1')];
    await until('the queue is full', async () => (await metric('clickhouse_waiting')) === 2);
    const refused = await sql('SELECT 1');
    expect([
      refused.status,
      refused.headers.get('retry-after'),
      refused.headers.get('x-clickhouse-exception-code'),
    ]).toEqual([503, '1', '202']);
    for (const late of waiting) expect((await late).status).toBe(503);
    for (const done of busy) expect((await done).status).toBe(200);
  });

  it('a body over the limit is 413, also when it is packed', async () => {
    const insert = 'database=signalpost&query=INSERT%20INTO%20t%20FORMAT%20LineAsString';
    const bomb = gzipSync(Buffer.alloc(9 * 1024 * 1024, 'x'));
    expect((await ask(insert, { body: bomb, headers: { 'content-encoding': 'gzip' } })).status).toBe(413);
    const plain = await ask(insert, { body: Buffer.alloc(30 * 1024 * 1024, 'x\n') });
    expect(told(plain)).toEqual({ status: 413, code: '229' });
    const long = await sql(`SELECT '${'x'.repeat(300_000)}'`);
    expect(long.status).toBe(400);
    expect(await count('t')).toBe(0);
  });

  it('memory over the cap is an error of the query, not the end of the process', async () => {
    const answer = await sql(
      'SELECT uniqExact(toString(number)) FROM numbers(100000000) SETTINGS max_threads = 2',
    );
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('241');
    expect(await (await sql('SELECT 1')).text()).toBe('1\n');
  });
});

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  return Number(new RegExp(`^signalpost_${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

describe('the process', () => {
  it('says that it lives, is ready, and how it fares', async () => {
    for (const path of ['/ping', '/healthz', '/readyz', '/', '/replicas_status']) {
      const { status } = await fetch(`${engine.url}${path}`);
      expect({ path, status }).toEqual({ path, status: 200 });
    }
    expect(await metric('clickhouse_memory_tracked_bytes')).toBeGreaterThan(0);
    expect((await fetch(`${engine.url}/nowhere`)).status).toBe(404);
  });

  it('is closed to web pages', async () => {
    const answer = await sql('SELECT 1', '', { origin: 'http://evil.example' });
    expect(answer.status).toBe(403);
  });

  it('logs no text of statements, values or rows', async () => {
    await sql("SELECT {x:String}, 'hidden-text'", 'param_x=hidden-value');
    await sql('INSERT INTO t FORMAT JSONEachRow\n{"a":"hidden-row"}');
    expect(engine.output()).toContain('"msg":"statement"');
    expect(engine.output()).not.toMatch(/hidden-(text|value|row)/);
  });

  it('shares its data directory with no other process, and says with whom', async () => {
    await expect(startEngine(dir.path)).rejects.toThrow(`process ${engine.child.pid} uses it`);
    expect(await (await sql('SELECT 1')).text()).toBe('1\n');
  });

  it('asks for the password when one is set', async () => {
    const other = await temporaryDataDir();
    const guarded = await startEngine(other.path, { CLICKHOUSE_PASSWORD: 'right' });
    const status = async (password: string | undefined): Promise<number> => {
      const headers =
        password === undefined ? {} : { 'X-ClickHouse-User': 'default', 'X-ClickHouse-Key': password };
      return (await fetch(`${guarded.url}/?query=SELECT%201`, { headers })).status;
    };
    expect([await status(undefined), await status('wrong'), await status('right')]).toEqual([403, 403, 200]);
    const known = clientOf(guarded.url, { username: 'default', password: 'right' });
    expect(await rowsOf(known, 'SELECT 1 AS x')).toEqual([{ x: 1 }]);
    await known.close();
    expect(guarded.output()).not.toContain('right');
    await guarded.stop('SIGTERM');
    await other.remove();
  });

  it('ends cleanly on SIGTERM: what runs is answered, what was acknowledged is there afterwards', async () => {
    const other = await temporaryDataDir();
    const first = await startEngine(other.path);
    const post = (url: string, body: string) =>
      fetch(`${url}/?database=signalpost`, { method: 'POST', body });
    await post(first.url, 'CREATE TABLE kept (a UInt8) ENGINE = MergeTree ORDER BY a');
    await post(first.url, 'INSERT INTO kept VALUES (1), (2)');
    const slowAnswer = post(first.url, 'SELECT sleep(1)');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const exit = first.stop('SIGTERM');
    expect(await (await slowAnswer).text()).toBe('0\n');
    expect(await exit).toBe(0);
    const second = await startEngine(other.path);
    expect(await (await post(second.url, 'SELECT count() FROM kept')).text()).toBe('2\n');
    await second.stop('SIGTERM');
    await other.remove();
  });
});
