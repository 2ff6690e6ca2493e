/**
 * FULL_TRANSITIVE: what any released version wrote, today's schema reads, and what today's writes, any
 * released version reads (a rolling deploy, a roll back, a replay of old topics).
 */
import { parseSchema } from './codec/schemas.ts';

/**
 * What keeps `candidate` from being compatible with every released version, both ways; empty when nothing
 * does. Versions count from 1.
 */
export function incompatibilities(released: readonly string[], candidate: string): readonly string[] {
  const problems: string[] = [];
  const check = (reader: string, writer: string, what: string): void => {
    try {
      parseSchema(reader).createResolver(parseSchema(writer));
    } catch (error) {
      problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  for (const [index, old] of released.entries()) {
    check(candidate, old, `today’s schema cannot read version ${index + 1}`);
    check(old, candidate, `version ${index + 1} cannot read what today’s schema writes`);
  }
  return problems;
}
