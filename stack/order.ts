import type { Part, PartName } from './part.ts';

/**
 * The chosen parts in start order: every part after those it needs. A need that was not chosen is left
 * out: tests start subsets. Throws when parts need each other.
 */
export function startOrder(parts: readonly Part[]): Part[] {
  const byName = new Map(parts.map((part) => [part.name, part]));
  const ordered: Part[] = [];
  const visiting = new Set<PartName>();
  const visit = (part: Part): void => {
    if (ordered.includes(part)) return;
    if (visiting.has(part.name))
      throw new Error(`parts need each other: ${[...visiting, part.name].join(' → ')}`);
    visiting.add(part.name);
    for (const need of part.needs) {
      const needed = byName.get(need);
      if (needed !== undefined) visit(needed);
    }
    visiting.delete(part.name);
    ordered.push(part);
  };
  for (const part of parts) visit(part);
  return ordered;
}

/** The chosen parts that directly need `name`; they are stopped before it. */
export function dependents(parts: readonly Part[], name: PartName): Part[] {
  return parts.filter((part) => part.needs.includes(name));
}
