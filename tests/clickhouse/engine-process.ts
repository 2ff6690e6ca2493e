/** Starts and stops real engine processes for tests. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient, type ClickHouseClient } from '@clickhouse/client';

const MAIN = join(import.meta.dirname, '..', '..', 'stack', 'clickhouse', 'main.ts');
const START_MS = 30_000;

export type EngineProcess = {
  readonly url: string;
  readonly child: ChildProcess;
  /** Milliseconds from the start of the process until it said that it serves. */
  readonly readyMs: number;
  /** Everything that it wrote, so far. */
  readonly output: () => string;
  /** Resolves with the exit code, or the signal's name. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>;
};

/** @throws {Error} with everything that the process wrote, when it ends or is silent for too long */
export async function startEngine(dataDir: string, env: Record<string, string> = {}): Promise<EngineProcess> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], CLICKHOUSE_DATA_DIR: dataDir, CLICKHOUSE_HTTP_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const port = await new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`not ready after ${START_MS} ms:\n${output}`));
    }, START_MS);
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      output += `${line}\n`;
      const said = line.startsWith('{"ready"') ? (JSON.parse(line) as { port: number }) : undefined;
      if (!said) return;
      clearTimeout(timer);
      resolve(said.port);
    });
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code ?? signal} before it was ready:\n${output}`));
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    readyMs: performance.now() - began,
    output: () => output,
    stop: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A client without its own logs, for the own database. */
export function clientOf(url: string, more: Parameters<typeof createClient>[0] = {}): ClickHouseClient {
  return createClient({ url, database: 'signalpost', request_timeout: 60_000, log: { level: 127 }, ...more });
}

export async function temporaryDataDir(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'signalpost-clickhouse-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** The rows of a query, as objects. */
export async function rowsOf<T>(client: ClickHouseClient, query: string): Promise<T[]> {
  return (await client.query({ query, format: 'JSONEachRow' })).json<T>();
}
