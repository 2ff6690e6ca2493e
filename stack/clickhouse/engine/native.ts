/** The binding of `@chdb/lib-linux-x64-gnu`, typed as far as it is used here. */
import { createRequire } from 'node:module';

/** A connection: its settings, bound parameters and current database are its own. */
export type Connection = { readonly __connection: unique symbol };

export type NativeResult = {
  readonly bytes: Buffer;
  /** Seconds. */
  readonly elapsed: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
};

export type Native = {
  EngineVersion(): string;
  CreateConnection(path: string): Connection;
  CloseConnection(connection: Connection): void;
  /** Runs on a thread of libuv's pool; rejects with the engine's words, `Code: N. DB::Exception: …`. */
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<NativeResult>;
};

/** Loading takes half a second: it maps a library of 540 MB. */
export function loadNative(): Native {
  return createRequire(import.meta.url)('@chdb/lib-linux-x64-gnu') as Native;
}
