/** All that a text names: what its spelling tells, and what the workspace's catalogue knows. */
import { cut, MAX_READ } from '../text/fold.ts';
import { matcherOf } from './catalogue.ts';
import type { Catalogue } from './catalogue.ts';
import { scanEntities } from './scan.ts';
import type { Entity } from './types.ts';

/** More are left out, so that no text makes an event that cannot be written. */
export const MAX_ENTITIES = 200;

/**
 * In order. Kinds of spelling do not overlap each other, nor do items of the catalogue; an item may lie inside a tag, a
 * mention or an address. Reads the first 10,000 units.
 */
export function readEntities(text: string, catalogue: Catalogue | null): Entity[] {
  const read = cut(text, MAX_READ);
  const spelt = scanEntities(read);
  const known = catalogue === null ? [] : matcherOf(catalogue).find(read);
  const all =
    known.length === 0 ? spelt : [...spelt, ...known].sort((a, b) => a.start - b.start || b.end - a.end);
  return all.length > MAX_ENTITIES ? all.slice(0, MAX_ENTITIES) : all;
}
