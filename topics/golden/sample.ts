/**
 * One valid event per type, made from its schema alone: every field present, unions at their last branch.
 * What golden records were written from, and what tests use where the content does not matter.
 */
import { schemaText } from '../codec/schemas.ts';
import type { AnyEvent, EventType } from '../events.ts';

type Schema =
  | string
  | readonly Schema[]
  | {
      readonly type: Schema;
      readonly name?: string;
      readonly values?: readonly string[] | Schema;
      readonly items?: Schema;
      readonly fields?: readonly { readonly name: string; readonly type: Schema }[];
    };

const PRIMITIVES: Readonly<Record<string, (path: string) => unknown>> = {
  null: () => null,
  boolean: () => true,
  int: (path) => path.length,
  long: (path) => 1_700_000_000_000 + path.length,
  float: () => 0.5,
  double: () => 0.25,
  bytes: (path) => Buffer.from(path),
  string: (path) => `${path} äöü 👋`,
};

function build(schema: Schema, path: string, named: Map<string, Schema>): unknown {
  if (typeof schema === 'string') {
    const primitive = PRIMITIVES[schema];
    if (primitive) return primitive(path);
    return build(named.get(schema) as Schema, path, named);
  }
  if (Array.isArray(schema)) return build((schema as readonly Schema[]).at(-1) as Schema, path, named);
  const one = schema as Exclude<Schema, string | readonly Schema[]>;
  if (one.type === 'record') {
    named.set(one.name as string, one);
    return Object.fromEntries(
      (one.fields ?? []).map((field) => [field.name, build(field.type, `${path}.${field.name}`, named)]),
    );
  }
  if (one.type === 'array') return [build(one.items as Schema, `${path}[0]`, named)];
  if (one.type === 'map') return { key: build(one.values as Schema, `${path}.key`, named) };
  if (Array.isArray(one.values)) return one.values[0];
  return build(one.type, path, named);
}

/** Deterministic sample of an event type, from a schema text (today's unless told). */
export function sampleEvent(type: EventType, text: string = schemaText(type)): AnyEvent {
  const event = build(JSON.parse(text) as Schema, type, new Map()) as Record<string, unknown>;
  return { ...event, type } as unknown as AnyEvent;
}
