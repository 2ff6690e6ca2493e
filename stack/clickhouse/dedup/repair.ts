/**
 * Makes a table that is not replicated keep its word: a token is known only if its rows are there.
 *
 * The engine writes the token into the table's deduplication log, then renames the part into its place
 * (MergeTreeSink: `addPart` before `renameTempPartAndAdd`), and it does so for the table and for each target
 * of its views by itself. What ends it between the two, a SIGKILL or an error of the rename, leaves a token
 * without rows, and the same insert sent again is then dropped as a duplicate, with success: rows are lost.
 * So such tokens are forgotten before the engine opens the folder. Both steps run under the table's lock,
 * so there is at most one such token per table, it has the highest block number, and no merge covers it.
 *
 * A replicated table has no such gap: Keeper takes the part and the token in one transaction.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { forget, replay, withoutPart, type Known } from './log.ts';

/** One table whose log says more than the table has. */
export interface HalfDone {
  /** Folder of the table. */
  readonly table: string;
  readonly tokens: readonly Known[];
}

export interface Repaired {
  readonly tables: readonly HalfDone[];
  /** Log files that ended in a line that was cut off (a full disk, a power failure). */
  readonly cut: readonly string[];
}

interface LogFile {
  readonly path: string;
  readonly bytes: number;
  readonly readable: number;
}

/** Tables with tokens that have no part. Beside a running engine one may be just on its way: look twice. */
export function halfDone(dataDir: string): readonly HalfDone[] {
  return tablesOf(dataDir)
    .map((table) => ({ table, tokens: read(table).tokens }))
    .filter(({ tokens }) => tokens.length > 0);
}

/** Forgets tokens that have no part. Only while no engine has the folder open: it would not notice. */
export function repair(dataDir: string): Repaired {
  const tables: HalfDone[] = [];
  const cut: string[] = [];
  for (const table of tablesOf(dataDir)) {
    const { files, tokens } = read(table);
    for (const file of files) {
      if (file.readable < file.bytes) cut.push(file.path);
    }
    const last = files.at(-1);
    if (last === undefined) continue;
    // The cut first: a line behind half a line would be unreadable with it.
    for (const file of files) if (file.readable < file.bytes) append(file, '');
    if (tokens.length === 0) continue;
    append(last, forget(tokens));
    tables.push({ table, tokens });
  }
  return { tables, cut };
}

function append(file: LogFile, text: string): void {
  const handle = openSync(file.path, 'r+');
  try {
    if (fstatSync(handle).size > file.readable) ftruncateSync(handle, file.readable);
    if (text !== '') writeSync(handle, text, file.readable, 'latin1');
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const LOGS = 'deduplication_logs';
const LOG = /^deduplication_log_(\d+)\.txt$/;

/** Log before parts: what the log says is then in place already, or never will be. */
function read(table: string): { files: readonly LogFile[]; tokens: readonly Known[] } {
  const known = new Map<string, string>();
  const files = names(join(table, LOGS))
    .map((name) => ({ name, number: Number(LOG.exec(name)?.[1]) }))
    .filter(({ number }) => !Number.isNaN(number))
    .sort((a, b) => a.number - b.number)
    .flatMap(({ name }) => {
      const path = join(table, LOGS, name);
      const bytes = orGone(() => readFileSync(path), null);
      return bytes === null ? [] : [{ path, bytes: bytes.length, readable: replay(bytes, known) }];
    });
  return { files, tokens: withoutPart(known, names(table)) };
}

/** `store/` is where databases of kind Atomic keep their tables, the only kind that this engine has. */
function tablesOf(dataDir: string): readonly string[] {
  const store = join(dataDir, 'store');
  return names(store)
    .flatMap((prefix) => names(join(store, prefix)).map((id) => join(store, prefix, id)))
    .filter((table) => names(table).includes(LOGS));
}

const names = (folder: string): readonly string[] =>
  orGone(
    () =>
      readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() || entry.name.startsWith('deduplication_log_'))
        .map((entry) => entry.name),
    [],
  );

/** Beside a running engine a file that was listed may be gone, and so is what it could tell. */
function orGone<T>(work: () => T, gone: T): T {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return gone;
    throw error;
  }
}
