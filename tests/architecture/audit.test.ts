/** The auditor reckons for itself: nothing that it uses, directly or not, is part of what it audits. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const AUDITED = ['processors', 'projections', 'gateway', 'models', 'platforms', 'stack'];
const IMPORT = /\bfrom\s*['"](\.[^'"]+)['"]|\bimport\(?\s*['"](\.[^'"]+)['"]/g;

/** All files that these files need, themselves included, relative to the checkout. */
function reach(files: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const match of readFileSync(path.join(root, file), 'utf8').matchAll(IMPORT)) {
      const to = path.relative(root, path.resolve(root, path.dirname(file), match[1] ?? match[2] ?? ''));
      if (to.endsWith('.ts')) waiting.push(to);
    }
  }
  return seen;
}

describe('the auditor', () => {
  const own = readdirSync(path.join(root, 'cli/audit'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => `cli/audit/${file}`);

  it('shares no code with what it audits', () => {
    const reached = [...reach(own)];
    expect(reached).toContain('topics/catalogue.ts'); // the reading itself works
    expect(reached.filter((file) => AUDITED.includes(file.split('/')[0] ?? ''))).toEqual([]);
  });
});
