/** The house rule of ARCHITECTURE.md: who may import whom. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** Folder to the folders it may import from, besides itself. `main.ts` files wire and see everything. */
const MAY_IMPORT = {
  service: [],
  topics: ['service'],
  models: ['service', 'topics'],
  platforms: ['service', 'topics'],
  processors: ['service', 'topics', 'models', 'platforms'],
  projections: ['service', 'topics'],
  gateway: ['service', 'topics', 'projections', 'platforms'],
  stack: ['service', 'topics', 'models', 'platforms', 'processors', 'projections', 'gateway', 'cli', 'tests'],
  cli: ['service', 'topics', 'models', 'platforms', 'processors', 'projections', 'gateway', 'stack', 'tests'],
} as const satisfies Record<string, readonly string[]>;
type Folder = keyof typeof MAY_IMPORT;

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]|(?:^|\n)\s*import\s*['"](\.[^'"]+)['"]/g;

interface Import {
  readonly file: string;
  readonly from: Folder;
  readonly to: string;
}

function importsOf(folder: Folder): readonly Import[] {
  const files = readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(ts|tsx|mjs)$/.test(file) && !file.includes('node_modules') && !/(^|\/)dist\//.test(file),
  );
  return files.flatMap((file) => {
    const absolute = path.join(root, folder, file);
    const text = readFileSync(absolute, 'utf8');
    return [...text.matchAll(IMPORT)].map((match) => ({
      file: path.join(folder, file),
      from: folder,
      to: path.relative(root, path.resolve(path.dirname(absolute), match[1] ?? match[2] ?? match[3] ?? '')),
    }));
  });
}

describe('imports', () => {
  for (const folder of Object.keys(MAY_IMPORT) as Folder[]) {
    it(`${folder}/ imports only what its place allows`, () => {
      const imports = importsOf(folder);
      expect(imports.length).toBeGreaterThan(0); // the reading itself works
      const allowed: readonly string[] = [folder, ...MAY_IMPORT[folder]];
      const broken = imports.filter(({ file, to }) => {
        const wires = path.basename(file) === 'main.ts' || /\.test\.tsx?$/.test(file);
        return !wires && !allowed.includes(to.split(path.sep)[0] ?? '') && to.includes(path.sep);
      });
      expect(broken.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
    });
  }

  it('the simulated networks share no code with the product', () => {
    const foreign = importsOf('stack').filter(
      ({ file, to }) =>
        file.startsWith('stack/networks/') && !file.endsWith('.test.ts') && !to.startsWith('stack/networks/'),
    );
    expect(foreign.map(({ file, to }) => `${file} imports ${to}`)).toEqual([]);
  });

  it('only topics/log knows the Kafka client', () => {
    const users = (Object.keys(MAY_IMPORT) as Folder[])
      .flatMap((folder) =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          path.join(folder, file),
        ),
      )
      .filter((file) => file.endsWith('.ts') && !file.startsWith('topics/log/'))
      .filter((file) => /from 'kafkajs['/]/.test(readFileSync(path.join(root, file), 'utf8')));
    expect(users).toEqual([]);
  });
});
