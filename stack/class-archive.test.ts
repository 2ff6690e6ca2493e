import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { classArchive } from './class-archive.ts';

let dir: string;
let context: { cache: string; dataDir: string; say: (line: string) => void };
const said: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'class-archive-'));
  context = { cache: join(dir, 'cache'), dataDir: join(dir, 'data'), say: (line) => said.push(line) };
  said.length = 0;
  mkdirSync(context.cache);
  mkdirSync(context.dataDir);
});
afterEach(() => rmSync(dir, { recursive: true }));

const archive = classArchive('program-1.0', () => '17.0.15');

describe('the class archive of a program', () => {
  it('is written by the first that ends in order, and used by all after it', () => {
    const [flag = ''] = archive.flags(context);
    expect(flag).toBe(`-XX:ArchiveClassesAtExit=${join(context.dataDir, 'classes.jsa')}`);
    writeFileSync(flag.split('=')[1]!, 'classes', { mode: 0o444 });
    archive.keep(context);
    const kept = join(context.cache, 'program-1.0-java-17.0.15.jsa');
    expect(readFileSync(kept, 'utf8')).toBe('classes');
    expect(readdirSync(context.dataDir)).toEqual([]);
    expect(archive.flags(context)).toEqual([`-XX:SharedArchiveFile=${kept}`]);
    expect(said).toEqual([]);
  });

  it('is another one for another Java, which would refuse it', () => {
    writeFileSync(join(context.dataDir, 'classes.jsa'), 'classes');
    archive.keep(context);
    expect(classArchive('program-1.0', () => '21.0.1').flags(context)[0]).toMatch(/ArchiveClassesAtExit/);
  });

  it('is left out, with a word, where the cache cannot be written', () => {
    writeFileSync(join(context.dataDir, 'classes.jsa'), 'classes');
    rmSync(context.cache, { recursive: true });
    archive.keep(context);
    expect(said).toEqual([expect.stringMatching(/the next start is no faster: .*ENOENT/)]);
    expect(existsSync(join(context.dataDir, 'classes.jsa'))).toBe(false);
  });

  it('is nobody’s concern when the program was killed before it wrote one', () => {
    archive.keep(context);
    expect(readdirSync(context.cache)).toEqual([]);
    expect(said).toEqual([]);
  });
});
