import { EVENT_TYPES } from '../generated/events.ts';
import type { SchemaRegistryPort } from './registry.ts';
import { canonical, schemaText } from './schemas.ts';

/**
 * Registry in memory, for tests: ids 1, 2, … for the checked-in schemas in order of their names, and the next
 * numbers for whatever else is registered. Two of them agree on the ids of today's schemas.
 */
export function createStaticRegistry(): SchemaRegistryPort {
  const texts: string[] = [];
  const ids = new Map<string, number>();
  const add = (text: string): number => {
    const key = canonical(text);
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, texts.push(text));
    return texts.length;
  };
  for (const type of EVENT_TYPES) add(schemaText(type));
  return {
    register: async (_type, text) => add(text),
    find: async (id) => texts[id - 1] ?? null,
  };
}
