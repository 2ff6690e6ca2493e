import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARTIFACTS } from './artifacts.ts';
import { fetchArtifact } from './fetch.ts';

let cache: string;
let path: string | undefined;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'fetch-test-'));
  path = process.env['PATH'];
  // Nothing that could ask the network can be run.
  process.env['PATH'] = cache;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(cache, { recursive: true });
});

const said: string[] = [];
const fetchKafka = (): Promise<string> =>
  fetchArtifact(ARTIFACTS.kafka, cache, (line) => said.push(line), new AbortController().signal);

describe('a download', () => {
  it('that is there is used as it is: the second start needs no network', async () => {
    mkdirSync(join(cache, ARTIFACTS.kafka.folder));
    expect(await fetchKafka()).toBe(join(cache, ARTIFACTS.kafka.folder));
    expect(said).toEqual([]);
  });

  it('that fails leaves nothing that a later start could take for whole', async () => {
    await expect(fetchKafka()).rejects.toThrow('mvn');
    expect(
      readdirSync(cache).filter((name) => name.startsWith(ARTIFACTS.kafka.folder) && !name.endsWith('.lock')),
    ).toEqual([]);
  });
});
