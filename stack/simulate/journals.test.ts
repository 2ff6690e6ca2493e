import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pruneJournals } from './journals.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'load-journals-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(name: string, bytes: number, at: number): void {
  writeFileSync(join(dir, name), 'x'.repeat(bytes));
  utimesSync(join(dir, name), at, at);
}

describe('journals of load runs', () => {
  it('given more than the limit, the oldest runs go and nothing else', () => {
    run('a.jsonl', 40, 1_000);
    run('b.jsonl', 40, 2_000);
    run('c.jsonl', 40, 3_000);
    run('notes.txt', 400, 500);
    expect(pruneJournals(dir, 100)).toEqual(['a.jsonl']);
    expect(readdirSync(dir).toSorted()).toEqual(['b.jsonl', 'c.jsonl', 'notes.txt']);
  });

  it('given a folder that is not there, nothing happens', () => {
    expect(pruneJournals(join(dir, 'none'))).toEqual([]);
  });
});
