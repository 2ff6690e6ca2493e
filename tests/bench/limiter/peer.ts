/** What a shared counter in Redis does, as `redis-benchmark` measures it: the usual way to limit, and a peer in speed. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 120_000;
const CLIENTS = 50;

/** The times of the last window in a sorted set, as exact as our ledger by the clock of Redis. */
const WINDOW = [
  "local t = redis.call('TIME')",
  'local now = t[1] * 1000 + math.floor(t[2] / 1000)',
  "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 1000)",
  "if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end",
  "redis.call('ZADD', KEYS[1], now, t[1] .. '.' .. t[2])",
  'return 1',
].join(' ');

const COMMANDS = [
  { what: 'INCR of one key', args: ['INCR', 'bench:counter'], pipeline: 1 },
  { what: 'INCR of one key, 16 in a pipeline', args: ['INCR', 'bench:counter'], pipeline: 16 },
  {
    what: 'a Lua window of 300 exact times',
    args: ['EVAL', WINDOW, '1', 'bench:window', '300'],
    pipeline: 1,
  },
  {
    what: 'a Lua window of 300 exact times, 16 in a pipeline',
    args: ['EVAL', WINDOW, '1', 'bench:window', '300'],
    pipeline: 16,
  },
] as const;

export interface PeerRow {
  readonly what: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @param requests for each command without a pipeline. @throws when redis-benchmark is not there. */
export async function redisPeers(port: number, requests: number): Promise<readonly PeerRow[]> {
  const rows: PeerRow[] = [];
  for (const { what, args, pipeline } of COMMANDS) {
    const options = ['-h', '127.0.0.1', '-p', String(port), '-c', String(CLIENTS), '-P', String(pipeline)];
    const { stdout } = await run(
      'redis-benchmark',
      [...options, '-n', String(requests * Math.ceil(pipeline / 4)), '--csv', ...args],
      { timeout: LIMIT_MS },
    );
    rows.push({ what, ...parseCsv(stdout) });
  }
  return rows;
}

/** @throws when the columns are not there. */
export function parseCsv(csv: string): Omit<PeerRow, 'what'> {
  const [head = '', line = ''] = csv.trim().split('\n').slice(-2);
  // Names hold no commas; the test's name, the first field, may (it is the command): count from the end.
  const names = cells(head);
  const values = cells(line).slice(-names.length + 1);
  const column = (name: string): number => {
    const value = Number(values[names.indexOf(name) - 1]);
    if (Number.isNaN(value)) throw new Error(`redis-benchmark said nothing of ${name}: ${head}`);
    return value;
  };
  return {
    perSecond: Math.round(column('rps')),
    p50Ms: column('p50_latency_ms'),
    p99Ms: column('p99_latency_ms'),
  };
}

const cells = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"(?:,|$)/g)].map(([, cell]) => cell ?? '');
