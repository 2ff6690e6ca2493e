import { mkdir, open, rename, stat, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

interface Waiting {
  readonly line: string;
  readonly done: () => void;
  readonly fail: (cause: Error) => void;
}

/**
 * An append-only JSONL file. `append` resolves once the line is on the disk (fdatasync); lines that arrive
 * while a sync runs share the next one, so 500 a second do not cost 500 syncs. After a failed write the
 * journal refuses everything: its tail is unknown until it is opened again.
 */
export class Journal {
  readonly path: string;
  readonly #maxBytes: number;
  readonly #older: string;
  #handle: FileHandle;
  #bytes: number;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | null = null;
  #broken: Error | null = null;

  private constructor(path: string, handle: FileHandle, bytes: number, maxBytes: number, older: string) {
    this.path = path;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#maxBytes = maxBytes;
    this.#older = older;
  }

  /**
   * Opens for appending. A last line without its newline was never acknowledged and is cut off.
   * @param maxBytes above this the file is renamed to `older` (one generation kept) and begun anew
   */
  static async open(path: string, maxBytes = Infinity, older = `${path}.1`): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'a+');
    const size = (await handle.stat()).size;
    const whole = await lengthOfWholeLines(handle, size);
    if (whole < size) await truncate(path, whole);
    return new Journal(path, handle, whole, maxBytes, older);
  }

  append(record: object): Promise<void> {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((done, fail) => {
      this.#waiting.push({ line: JSON.stringify(record) + '\n', done, fail });
      this.#flushing ??= this.#flush();
    });
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#rotateIfFull();
        const bytes = Buffer.from(batch.map((w) => w.line).join(''));
        await this.#handle.writeFile(bytes);
        await this.#handle.datasync();
        this.#bytes += bytes.length;
        for (const w of batch) w.done();
      } catch (cause) {
        this.#broken = new Error(`journal ${this.path} cannot be written`, { cause });
        for (const w of [...batch, ...this.#waiting]) w.fail(this.#broken);
        this.#waiting = [];
      }
    }
    this.#flushing = null;
  }

  async #rotateIfFull(): Promise<void> {
    if (this.#bytes < this.#maxBytes) return;
    await this.#handle.close();
    await rename(this.path, this.#older);
    this.#handle = await open(this.path, 'a+');
    this.#bytes = 0;
  }
}

/** Reads what a rotation left, if it did, and then `path`. A broken line names the file and line number. */
export async function* readJournal(
  path: string,
  older = `${path}.1`,
): AsyncGenerator<Record<string, unknown>> {
  for (const file of [older, path]) {
    if (!(await exists(file))) continue;
    let number = 0;
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
      number += 1;
      if (line === '') continue;
      try {
        yield JSON.parse(line) as Record<string, unknown>;
      } catch (cause) {
        throw new Error(`${file}:${number} is not JSON; move the file away to start without it`, { cause });
      }
    }
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

async function lengthOfWholeLines(handle: FileHandle, size: number): Promise<number> {
  const step = 65_536;
  const buffer = Buffer.alloc(step);
  for (let end = size; end > 0; end -= Math.min(step, end)) {
    const start = Math.max(0, end - step);
    const { bytesRead } = await handle.read(buffer, 0, end - start, start);
    const newline = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (newline >= 0) return start + newline + 1;
  }
  return 0;
}
