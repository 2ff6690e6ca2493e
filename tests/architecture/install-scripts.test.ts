/** A package that wants to run a script when it is installed must have been looked at, and exact versions only. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
interface Manifest {
  readonly allowScripts: Readonly<Record<string, boolean>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly hasInstallScript?: boolean; readonly optional?: boolean; readonly integrity?: string }
    >
  >;
}
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

describe('packages', () => {
  const manifest = read('package.json') as Manifest;
  const { packages } = read('package-lock.json') as Lock;
  const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');

  it('run an install script only when that was decided, for or against', () => {
    const wanting = Object.entries(packages).flatMap(([place, { hasInstallScript }]) =>
      hasInstallScript ? [nameOf(place)] : [],
    );
    expect(wanting).toContain('node'); // the reading itself works
    const undecided = wanting.filter((name) => !Object.hasOwn(manifest.allowScripts, name));
    // Scripts of fsevents build only on macOS, where nothing of ours runs.
    expect(undecided.filter((name) => name !== 'fsevents')).toEqual([]);
  });

  it('may run one only when it is the Node of the checkout', () => {
    expect(Object.entries(manifest.allowScripts).flatMap(([name, may]) => (may ? [name] : []))).toEqual([
      'node',
    ]);
  });

  it('run none when they are installed, but for that one: npm that does not know allowScripts, too', () => {
    const text = (file: string): string => readFileSync(path.join(root, file), 'utf8');
    const installs = (file: string): readonly string[] =>
      text(file)
        .split('\n')
        .filter(
          (line) => /npm ci\b.*|\['ci'/.test(line) && !/`|\bError\(|console|^\s*(\/\/|#|\*)/.test(line),
        );
    for (const file of ['cli/signalpost.mjs', 'stack/Dockerfile', '.ci/run', '.github/workflows/ci.yml'])
      expect(installs(file).filter((line) => !/\bci(',)? '?--ignore-scripts[' ]/.test(line))).toEqual([]);
    expect(installs('cli/signalpost.mjs')).toHaveLength(1);
    expect(text('cli/signalpost.mjs')).toContain("['rebuild', 'node', '--ignore-scripts=false'");
    expect(text('stack/Dockerfile')).toContain('npm rebuild node --ignore-scripts=false');
  });

  it('are asked for by exact version', () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('are locked with a checksum, but for those of other platforms', () => {
    const ours = new Set(Object.keys(manifest.optionalDependencies));
    const without = Object.entries(packages).filter(
      ([place, { integrity, optional }]) =>
        place !== '' && integrity === undefined && (!optional || ours.has(nameOf(place))),
    );
    expect(without.map(([place]) => place)).toEqual([]);
  });
});
