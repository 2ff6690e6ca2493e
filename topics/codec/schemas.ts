import { readdirSync, readFileSync } from 'node:fs';
import avro from 'avsc';
import type { EventType } from '../events.ts';
import { EVENT_TYPES } from '../generated/events.ts';

const folder = new URL('../schemas/', import.meta.url);
const historyFolder = new URL('../schemas/history/', import.meta.url);

/** Namespace of every record; the subject in the registry is `namespace.RecordName`. */
export const NAMESPACE = 'signalpost';

export function subjectOf(type: EventType): string {
  return `${NAMESPACE}.${type}`;
}

/** Record name of a schema without our namespace, or null when it is none of ours. */
export function eventTypeOf(fullName: string | undefined): EventType | null {
  const name = fullName?.startsWith(`${NAMESPACE}.`) ? fullName.slice(NAMESPACE.length + 1) : null;
  return (EVENT_TYPES as readonly string[]).includes(name ?? '') ? (name as EventType) : null;
}

/** Avro type of a schema text. Unions are plain values, as in the generated TypeScript types. */
export function parseSchema(text: string): avro.Type {
  return avro.Type.forSchema(JSON.parse(text) as avro.Schema, { omitRecordMethods: true });
}

/** Checked-in schema text of today. */
export function schemaText(type: EventType): string {
  return readFileSync(new URL(`${type}.avsc`, folder), 'utf8');
}

/** Versions ever released, oldest first. Version n is at index n - 1. */
export function releasedSchemas(type: EventType): readonly string[] {
  const versions = new URL(`${type}/`, historyFolder);
  const numbers = readdirSync(versions)
    .filter((name) => name.endsWith('.avsc'))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  return numbers.map((number) => readFileSync(new URL(`${number}.avsc`, versions), 'utf8'));
}

/**
 * What decides how bytes are read, without docs, order of attributes or white space: two texts with the same
 * canonical form are the same version. Avro's own canonical form drops defaults, which a reader needs.
 */
export function canonical(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key === 'doc' || key === 'values') return Array.isArray(value) || key === 'doc' ? undefined : value;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
