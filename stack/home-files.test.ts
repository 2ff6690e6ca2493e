import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
  closeSync,
  mkdirSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEphemeralHome, removeEphemeralHome } from './ephemeral.ts';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import { cacheDir, homeDir, openHome } from './home.ts';
import { capLog, logTail, openLog } from './logs.ts';
import { openSecrets } from './secrets.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'home-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('where things are', () => {
  it('SIGNALPOST_HOME and SIGNALPOST_CACHE win; a relative XDG folder does not count', () => {
    expect(homeDir({ SIGNALPOST_HOME: '/x/y' })).toBe('/x/y');
    expect(homeDir({})).toMatch(/\/\.signalpost$/);
    expect(cacheDir({ SIGNALPOST_CACHE: '/c' })).toBe('/c');
    expect(cacheDir({ XDG_CACHE_HOME: '/xdg' })).toBe('/xdg/signalpost');
    expect(cacheDir({ XDG_CACHE_HOME: 'relative' })).toBe(join(homedir(), '.cache', 'signalpost'));
  });
});

describe('secrets of the demo', () => {
  it('are made once, stay the same, and only the owner can read them', () => {
    const home = openHome(dir);
    const first = openSecrets(home);
    expect(openSecrets(home)).toEqual(first);
    expect(statSync(home.secretsFile).mode & 0o777).toBe(0o600);
    expect(new Set(Object.values(first)).size).toBe(4);
  });

  it('are never replaced when the file is damaged: whoever holds them would be shut out', () => {
    const home = openHome(dir);
    openSecrets(home);
    writeFileSync(home.secretsFile, '{"SIGNALPOST_X_TOKEN":"short"}');
    expect(() => openSecrets(home)).toThrow('cannot be used');
    writeFileSync(home.secretsFile, 'not json');
    expect(() => openSecrets(home)).toThrow('is not valid JSON');
  });
});

describe('a file written atomically', () => {
  it('replaces the old one and leaves no temporary behind; a missing one reads as nothing', () => {
    const path = join(dir, 'deep', 'file.json');
    expect(readJsonIfPresent(path)).toBeUndefined();
    writeFileAtomically(path, '{"a":1}');
    writeFileAtomically(path, '{"a":2}', 0o600);
    expect(readJsonIfPresent(path)).toEqual({ a: 2 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('a log', () => {
  it('over its limit is emptied in place, the old lines are kept once, and its writer goes on', () => {
    const path = join(dir, 'part.log');
    const fd = openLog(path);
    try {
      writeSync(fd, `${'x'.repeat(90)}\nlast\n`);
      expect(capLog(path, 200)).toBe(false);
      expect(capLog(path, 50)).toBe(true);
      writeSync(fd, 'after\n');
    } finally {
      closeSync(fd);
    }
    expect(readFileSync(path, 'utf8')).toBe('after\n');
    expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/last\n$/);
  });

  it('has a tail of the lines asked for, and none when it is missing', () => {
    const path = join(dir, 'part.log');
    expect(logTail(path, 3)).toEqual([]);
    appendFileSync(path, 'a\nb\nc\nd\n');
    expect(logTail(path, 3)).toEqual(['b', 'c', 'd']);
  });
});

describe('a throw-away home', () => {
  it('is deleted only if it is marked as one', () => {
    const home = makeEphemeralHome();
    mkdirSync(home.data('kafka'), { recursive: true });
    removeEphemeralHome(home);
    expect(() => statSync(home.dir)).toThrow('ENOENT');
    expect(() => removeEphemeralHome(openHome(dir))).toThrow('is not a throw-away');
    expect(statSync(dir).isDirectory()).toBe(true);
  });
});
