/** The engine: one data directory, a fresh connection for each request, one way to stop a statement. */
import { halfDone, repair, type HalfDone, type Repaired } from '../dedup/repair.ts';
import { fromEngine, statusOf, type ClickHouseException } from '../http/exceptions.ts';
import { killByTag } from '../sql/text.ts';
import { layOutRuntime, writeConfig, type EngineFiles } from './files.ts';
import type { EngineLimits } from './config-xml.ts';
import { holderOf, isFree } from './holder.ts';
import { loadNative, type Connection, type Native, type NativeResult } from './native.ts';

export type Engine = {
  readonly version: string;
  readonly files: EngineFiles;
  /** What was put right before the folder was opened. */
  readonly repaired: Repaired;
  /**
   * Runs one statement on a connection of its own, after `prelude`.
   *
   * @param format used when the statement names none
   * @param writes that it may leave rows; if it fails, the tables' tokens are looked at before it rejects
   * @throws {ClickHouseException}
   */
  run(request: {
    prelude: string;
    sql: string;
    format: string;
    hidden?: string;
    writes?: boolean;
  }): Promise<NativeResult>;
  /** Stops the statement that carries the tag; does nothing when there is none any more. */
  kill(tag: string): Promise<void>;
  /** One small answer as text. For health and metrics: it waits for no place. */
  ask(sql: string): Promise<string>;
  /** Closes everything; the data directory is then free. All statements must have ended. */
  close(): void;
};

/** Database of this installation. Atomic: the engine's default database cannot hold refreshable views. */
export const OWN_DATABASE = 'signalpost';

/** A part is in its place this long after its token was written, however slow the disk is (milliseconds). */
const ON_ITS_WAY_MS = 500;

/**
 * Opens the data directory, which no other process may use meanwhile.
 *
 * @param onHalfDone must end the process: a token is known whose rows are missing, and only a start puts
 *   that right. It comes before the failed statement is answered, so nobody can send it again in between.
 * @throws {Error} that says who holds it, if somebody does
 */
export async function openEngine(
  dataDir: string,
  limits: EngineLimits,
  pipeCount: number,
  onHalfDone: (found: readonly HalfDone[]) => never,
): Promise<Engine> {
  const home = writeConfig(dataDir, limits);
  // Somebody else's folder stays as it is; opening it fails below, and says whose it is.
  const repaired = isFree(dataDir) ? repair(dataDir) : { tables: [], cut: [] };
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
    repaired,
    ask,
    run: async ({ prelude, sql, format, hidden, writes }) => {
      const connection = native.CreateConnection(dataDir);
      try {
        if (prelude !== '') await native.QueryAsyncConnection(connection, prelude, 'Null');
        return await native.QueryAsyncConnection(connection, sql, format);
      } catch (error) {
        const failure = fromEngine(error, hidden);
        if (writes && mayBeHalfDone(failure)) {
          const found = await stillHalfDone(dataDir);
          if (found.length > 0) onHalfDone(found);
        }
        throw failure;
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

/** A client's mistake is found before a part is written; what fails inside is the engine's or the machine's. */
function mayBeHalfDone({ code }: ClickHouseException): boolean {
  const status = statusOf(code);
  return status >= 500 || status === 408;
}

/** Tokens without a part, and still without one after a while: others may insert at this moment. */
async function stillHalfDone(dataDir: string): Promise<readonly HalfDone[]> {
  const before = halfDone(dataDir);
  if (before.length === 0) return [];
  await new Promise((resolve) => setTimeout(resolve, ON_ITS_WAY_MS));
  const seen = new Set(before.flatMap(({ table, tokens }) => tokens.map(({ block }) => `${table}/${block}`)));
  return halfDone(dataDir).filter(({ table, tokens }) =>
    tokens.some(({ block }) => seen.has(`${table}/${block}`)),
  );
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
