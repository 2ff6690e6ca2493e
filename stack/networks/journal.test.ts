import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Journal, readJournal } from './journal.ts';
import { scratch } from './scratch.ts';

const file = async () => join(await scratch(), 'a.jsonl');
const all = async (path: string) => {
  const lines: Record<string, unknown>[] = [];
  for await (const line of readJournal(path)) lines.push(line);
  return lines;
};

describe('a journal', () => {
  it('holds every line, in order, when its append has resolved', async () => {
    const path = await file();
    const journal = await Journal.open(path);
    await Promise.all(Array.from({ length: 500 }, (_, n) => journal.append({ n })));
    const text = await readFile(path, 'utf8');
    expect(text.trim().split('\n')).toHaveLength(500);
    expect((await all(path)).map((line) => line['n'])).toEqual(Array.from({ length: 500 }, (_, n) => n));
    await journal.close();
  });

  it('acknowledges nothing before the disk has it', async () => {
    const path = await file();
    const journal = await Journal.open(path);
    const probe = await open(path, 'r');
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    const syncs: (() => void)[] = [];
    const sync = vi
      .spyOn(handles, 'datasync')
      .mockImplementation(() => new Promise((resolve) => syncs.push(resolve)));
    let acknowledged = false;
    const append = journal.append({ n: 1 }).then(() => (acknowledged = true));
    await vi.waitFor(() => expect(syncs).toHaveLength(1));
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n');
    expect(acknowledged).toBe(false);
    syncs[0]!();
    await append;
    sync.mockRestore();
    await Promise.all([journal.close(), probe.close()]);
  });

  it('cuts off a last line that was never finished, and goes on behind the whole ones', async () => {
    const path = await file();
    const first = await Journal.open(path);
    await first.append({ n: 1 });
    await first.close();
    await appendFile(path, '{"n":2,"torn');
    const second = await Journal.open(path);
    await second.append({ n: 3 });
    await second.close();
    expect(await all(path)).toEqual([{ n: 1 }, { n: 3 }]);
  });

  it('keeps one older generation when it is full, and reads both', async () => {
    const path = await file();
    const journal = await Journal.open(path, 60);
    for (let n = 0; n < 12; n += 1) await journal.append({ n });
    await journal.close();
    const kept = (await all(path)).map((line) => Number(line['n']));
    expect(kept.at(-1)).toBe(11);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 12 - kept.length + i));
    expect(await readFile(`${path}.1`, 'utf8')).not.toBe('');
  });

  it('keeps the older generation where it is told, and reads it from there', async () => {
    const path = await file();
    const older = path.replace(/([^/]*)$/, 'older.$1');
    const journal = await Journal.open(path, 20, older);
    for (let n = 0; n < 4; n += 1) await journal.append({ n });
    await journal.close();
    expect(await readFile(older, 'utf8')).toContain('"n":0');
    const lines = [];
    for await (const line of readJournal(path, older)) lines.push(line);
    expect(lines).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('names file and line of a broken line', async () => {
    const path = await file();
    await writeFile(path, '{"n":1}\nnot json\n{"n":2}\n');
    await expect(all(path)).rejects.toThrow(`${path}:2 is not JSON`);
  });
});
