/** The engine: one data directory, a fresh connection for each request, one way to stop a statement. */
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { fromEngine } from '../http/exceptions.ts';
import { killByTag } from '../sql/text.ts';
import { layOutRuntime, writeConfig, type EngineFiles } from './files.ts';
import type { EngineLimits } from './config-xml.ts';
import { loadNative, type Connection, type Native, type NativeResult } from './native.ts';

export type Engine = {
  readonly version: string;
  readonly files: EngineFiles;
  /**
   * Runs one statement on a connection of its own, after `prelude`.
   *
   * @param format used when the statement names none
   * @throws {ClickHouseException}
   */
  run(request: { prelude: string; sql: string; format: string; hidden?: string }): Promise<NativeResult>;
  /** Stops the statement that carries the tag; does nothing when there is none any more. */
  kill(tag: string): Promise<void>;
  /** One small answer as text. For health and metrics: it waits for no place. */
  ask(sql: string): Promise<string>;
  /** Closes everything; the data directory is then free. All statements must have ended. */
  close(): void;
};

/** Database of this installation. Atomic: the engine's default database cannot hold refreshable views. */
export const OWN_DATABASE = 'signalpost';

/**
 * Opens the data directory, which no other process may use meanwhile.
 *
 * @throws {Error} that says who holds it, if somebody does
 */
export async function openEngine(dataDir: string, limits: EngineLimits, pipeCount: number): Promise<Engine> {
  const home = writeConfig(dataDir, limits);
  const native = loadNative();
  // The engine looks for its configuration in the working directory and nowhere that we could name.
  process.chdir(home);
  const anchor = connect(native, dataDir);
  const files = layOutRuntime(home, pipeCount);
  const control = native.CreateConnection(dataDir);
  const ask = async (sql: string): Promise<string> => {
    const result = await native.QueryAsyncConnection(control, sql, 'TabSeparated').catch((error: unknown) => {
      throw fromEngine(error);
    });
    return result.bytes.toString('utf8').trim();
  };
  await ask(`CREATE DATABASE IF NOT EXISTS ${OWN_DATABASE} ENGINE = Atomic`);
  const version = await ask('SELECT version()');

  return {
    version,
    files,
    ask,
    run: async ({ prelude, sql, format, hidden }) => {
      const connection = native.CreateConnection(dataDir);
      try {
        if (prelude !== '') await native.QueryAsyncConnection(connection, prelude, 'Null');
        return await native.QueryAsyncConnection(connection, sql, format);
      } catch (error) {
        throw fromEngine(error, hidden);
      } finally {
        native.CloseConnection(connection);
      }
    },
    kill: async (tag) => {
      await ask(killByTag(tag, 'ASYNC'));
    },
    close: () => {
      native.CloseConnection(control);
      native.CloseConnection(anchor);
    },
  };
}

/** The connection that keeps the engine running; the first one starts it. */
function connect(native: Native, dataDir: string): Connection {
  try {
    return native.CreateConnection(dataDir);
  } catch (error) {
    const holder = holderOf(dataDir);
    const why =
      holder === undefined
        ? 'the lines above, on standard error, say why'
        : `process ${holder} uses it; only one process may: stop it, or choose another CLICKHOUSE_DATA_DIR`;
    throw new Error(`The engine could not open ${dataDir}: ${why}`, { cause: error });
  }
}

/** The process that the engine's `status` file names, if it still runs. */
function holderOf(dataDir: string): number | undefined {
  let pid: number | undefined;
  try {
    pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(dataDir, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // EPERM: it runs, as somebody else. ENOENT, ESRCH: there is nobody.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}
