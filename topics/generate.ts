/**
 * Writes `topics/generated/events.ts` from `topics/schemas/*.avsc`, the contract.
 *
 *     node topics/generate.ts           writes
 *     node topics/generate.ts --check   exits 1 when the checked-in file is out of date
 *
 * A string with a `values` attribute becomes a union of those values: an Avro enum cannot gain a symbol
 * under FULL_TRANSITIVE compatibility, an annotated string can.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

type AvroType = string | AvroType[] | AvroComplex;
interface AvroComplex {
  readonly type: AvroType;
  readonly name?: string;
  readonly doc?: string;
  readonly values?: readonly string[] | AvroType;
  readonly items?: AvroType;
  readonly fields?: readonly { readonly name: string; readonly type: AvroType; readonly doc?: string }[];
}

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  long: 'number',
  int: 'number',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
  bytes: 'Buffer',
  null: 'null',
};

const schemasFolder = new URL('./schemas/', import.meta.url);
const target = new URL('./generated/events.ts', import.meta.url);

/** Source text of the generated module, from every schema file. */
export function generate(): string {
  const named = new Map<string, string>();
  const events: string[] = [];

  const typeText = (type: AvroType): string => {
    if (typeof type === 'string') return PRIMITIVES[type] ?? type;
    if (Array.isArray(type)) return type.map(typeText).join(' | ');
    if (type.type === 'array') return `readonly ${wrap(typeText(type.items as AvroType))}[]`;
    if (type.type === 'map') return `Readonly<Record<string, ${typeText(type.values as AvroType)}>>`;
    if (type.type === 'record') return record(type);
    if (type.type === 'string' && Array.isArray(type.values)) {
      return type.values.map((value) => `'${value as string}'`).join(' | ');
    }
    return typeText(type.type);
  };
  const record = (schema: AvroComplex): string => {
    const name = schema.name as string;
    if (!named.has(name)) {
      named.set(name, ''); // keeps the place: definitions come in order of first use
      const fields = (schema.fields ?? []).map(
        (field) => `  /** ${field.doc ?? ''} */\n  readonly ${field.name}: ${typeText(field.type)};\n`,
      );
      const doc = schema.doc ? `/** ${schema.doc} */\n` : '';
      named.set(
        name,
        fields.length
          ? `${doc}export interface ${name} {\n${fields.join('')}}\n`
          : `${doc}export type ${name} = Readonly<Record<never, never>>;\n`,
      );
    }
    return name;
  };

  for (const file of readdirSync(schemasFolder)
    .filter((name) => name.endsWith('.avsc'))
    .sort()) {
    const schema = JSON.parse(readFileSync(new URL(file, schemasFolder), 'utf8')) as AvroComplex;
    const data = (schema.fields ?? []).find((field) => field.name === 'data');
    if (!data || !schema.name) throw new Error(`${file}: an event schema needs a name and a field "data"`);
    typeText(data.type);
    events.push(schema.name);
  }
  return [
    '// Written by topics/generate.ts from topics/schemas/*.avsc. Do not edit.\n',
    ...[...named.values()].map((text) => `${text}\n`),
    '/** Event and command names to their data. */',
    'export interface EventData {',
    ...events.map((name) => `  readonly ${name}: ${name}Data;`),
    '}\n',
    `export const EVENT_TYPES = [\n${events.map((name) => `  '${name}',`).join('\n')}\n] as const;\n`,
  ].join('\n');
}

function wrap(text: string): string {
  return text.includes(' | ') ? `(${text})` : text;
}

if (import.meta.main) {
  const text = generate();
  if (process.argv.includes('--check')) {
    const current = readFileSync(target, 'utf8');
    if (current !== text) {
      console.error('topics/generated/events.ts is out of date: run `node topics/generate.ts`.');
      process.exit(1);
    }
  } else {
    writeFileSync(target, text);
  }
}
