/** The order in which flow tests run names files that there are, and all that start a whole installation. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../stack/home.ts';
import { ALONE, ORDER, WHOLE } from '../running-order.ts';

it('names only files that there are, each once', () => {
  expect(ORDER.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  expect(new Set(ORDER).size).toBe(ORDER.length);
});

it('has every file that starts a whole installation among those of which two run at a time, or alone', () => {
  const starting = globSync('tests/**/*.test.ts', { cwd: ROOT }).filter((file) =>
    /\b(startInstallation|openGround)\(|signalpost\([^)]*\['up'/.test(
      readFileSync(path.join(ROOT, file), 'utf8'),
    ),
  );
  expect(starting.length).toBeGreaterThan(5);
  const bounded: readonly string[] = [...WHOLE, ...ALONE];
  expect(starting.filter((file) => !bounded.includes(file))).toEqual([]);
});
