import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ALLOWED = /^(node:|\.\/|hono$|@hono\/node-server|twitter-text$|vitest$|fast-check$)/;

describe('the simulated networks', () => {
  it('share no code with the product: they import only Node, the HTTP server, twitter-text and themselves', async () => {
    const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) {
      const text = await readFile(join(import.meta.dirname, name), 'utf8');
      const imports = [...text.matchAll(/^(?:import|export) [^;]*?from '([^']+)';$/gm)].map(
        (found) => found[1]!,
      );
      expect({ name, foreign: imports.filter((from) => !ALLOWED.test(from)) }).toEqual({ name, foreign: [] });
    }
  });
});
