import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const read = (file: string): string => readFileSync(path.join(import.meta.dirname, file), 'utf8');

it('.env.example names exactly the variables that the configuration reads', () => {
  const source = `${read('config.ts')}\nSIGNALPOST_HOME:`;
  const known = new Set(
    [...source.matchAll(/\b((?:KAFKA|SCHEMA_REGISTRY|CLICKHOUSE|REDIS|SIGNALPOST|OTEL)_[A-Z_]+):/g)].map(
      (match) => match[1],
    ),
  );
  const named = new Set([...read('../.env.example').matchAll(/^([A-Z][A-Z_]+)=/gm)].map((match) => match[1]));
  expect([...named].toSorted((a, b) => String(a).localeCompare(String(b)))).toEqual(
    [...known].toSorted((a, b) => String(a).localeCompare(String(b))),
  );
  expect(named.size).toBeGreaterThan(20);
});
