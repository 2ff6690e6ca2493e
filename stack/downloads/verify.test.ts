import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ARTIFACTS } from './artifacts.ts';
import { differences, parseDigests } from './verify.ts';

let dir: string;
let list: string;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'verify-test-'));
  list = join(dir, '..', `${dir.split('/').at(-1)}.sha256`);
  writeFileSync(join(dir, 'a.jar'), 'alpha');
  writeFileSync(list, `${digest('alpha')}  a.jar\n`);
});
afterEach(() => {
  rmSync(dir, { recursive: true });
  rmSync(list);
});

describe('a download is used only if it is exactly what the checked-in list says', () => {
  it('the same files with the same digests differ in nothing', async () => {
    expect(await differences(dir, list)).toEqual([]);
  });

  it('a changed byte is found', async () => {
    writeFileSync(join(dir, 'a.jar'), 'alphb');
    expect(await differences(dir, list)).toEqual([expect.stringContaining('a.jar has sha-256')]);
  });

  it('a missing and an extra file are found: an extra jar would be on the class path', async () => {
    rmSync(join(dir, 'a.jar'));
    writeFileSync(join(dir, 'b.jar'), '');
    expect(await differences(dir, list)).toEqual([
      'a.jar is missing',
      expect.stringContaining('b.jar is not in'),
    ]);
  });

  it('a line that is no digest is refused', () => {
    expect(() => parseDigests('deadbeef a.jar')).toThrow('not a line of sha256sum');
  });

  it('every artifact has a list that reads', () => {
    for (const artifact of Object.values(ARTIFACTS)) {
      expect(parseDigests(readFileSync(artifact.digests, 'utf8')).size).toBeGreaterThan(0);
    }
  });
});
