import avro from 'avsc';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_TYPES } from '../generated/events.ts';
import { sampleEvent } from '../golden/sample.ts';
import { compile } from './compile.ts';
import type { Compiled } from './compile.ts';
import { parseSchema, schemaText } from './schemas.ts';

const made = EVENT_TYPES.map((type) => {
  const avsc = parseSchema(schemaText(type));
  return { type, avsc, compiled: compile(avsc) };
});
const room = Buffer.alloc(512 * 1024);
const written = (compiled: Compiled, value: unknown, size = room.length): Buffer | number => {
  const bytes = room.subarray(0, size);
  const end = compiled.write(value, bytes, 3);
  return end < 0 || end > size ? end : bytes.subarray(3, end);
};
/** Any value of a schema, with the numbers, texts and sizes at which lengths and encodings change. */
const valueOf = (type: avro.Type): fc.Arbitrary<unknown> => {
  const inner = type as unknown as {
    fields: readonly { name: string; type: avro.Type }[];
    types: readonly avro.Type[];
    itemsType: avro.Type;
    valuesType: avro.Type;
  };
  switch (type.typeName) {
    case 'string':
      return fc.oneof(
        fc.string({ maxLength: 80 }),
        fc.string({ unit: 'binary', maxLength: 70 }),
        fc.constantFrom(
          '',
          'x'.repeat(63),
          'x'.repeat(64),
          'x'.repeat(65),
          'é'.repeat(32),
          'x'.repeat(9_000),
        ),
      );
    case 'long':
      return fc.oneof(
        fc.maxSafeInteger().filter((n) => Math.abs(n) <= 9_007_199_254_740_990),
        fc.constantFrom(
          0,
          -1,
          63,
          64,
          -64,
          -65,
          2 ** 30 - 1,
          2 ** 30,
          -(2 ** 30),
          -(2 ** 30) - 1,
          2 ** 31,
          2 ** 35,
        ),
      );
    case 'int':
      return fc.integer();
    case 'double':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'bytes':
      return fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
    case 'record':
      return fc.record(Object.fromEntries(inner.fields.map(({ name, type: of }) => [name, valueOf(of)])));
    case 'array':
      return fc.array(valueOf(inner.itemsType), { maxLength: 4 });
    case 'map':
      return fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        valueOf(inner.valuesType),
        { maxKeys: 4, noNullPrototype: true },
      );
    case 'union:unwrapped':
      return fc.oneof(...inner.types.map(valueOf));
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(type.typeName);
  }
};

describe('the generated reader and writer', () => {
  it('exist for every schema of the catalogue', () => {
    expect(made.filter(({ compiled }) => compiled === null).map(({ type }) => type)).toEqual([]);
  });

  it.each(made)(
    'write the bytes of avsc and read its values, always: $type',
    ({ avsc, compiled }) => {
      fc.assert(
        fc.property(valueOf(avsc), (value) => {
          const bytes = avsc.toBuffer(value);
          const ours = written(compiled as Compiled, value);
          expect(Buffer.isBuffer(ours) && ours.equals(bytes)).toBe(true);
          const wide = Buffer.concat([Buffer.from('abc'), bytes, Buffer.from('xyz')]);
          expect(compiled?.read(wide, 3, 3 + bytes.length)).toEqual(avsc.fromBuffer(bytes));
          expect(compiled?.readBrief(wide, 3, 3 + bytes.length)).toEqual(avsc.fromBuffer(bytes));
          expect(compiled?.read(wide, 3, 4 + bytes.length)).toBeUndefined();
          expect(compiled?.read(wide, 3, 2 + bytes.length)).toBeUndefined();
        }),
        { numRuns: 40 },
      );
    },
    30_000,
  );

  it('never read what avsc reads otherwise or refuses, whatever the bytes', () => {
    const { avsc, compiled } = made.find(
      ({ type }) => type === 'EngagementClassified',
    ) as (typeof made)[number];
    const whole = avsc.toBuffer(sampleEvent('EngagementClassified'));
    let read = 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.nat(whole.length - 5), (noise, at) => {
        const bytes = Buffer.from(whole);
        bytes.set(noise, at);
        const ours = compiled?.read(bytes, 0, bytes.length);
        expect(compiled?.readBrief(bytes, 0, bytes.length)).toEqual(ours);
        if (ours === undefined) return;
        read++;
        expect(ours).toEqual(avsc.fromBuffer(bytes));
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(100);
  }, 30_000);

  it('leave to avsc what does not fit, and say when the buffer is too small', () => {
    const event = sampleEvent('EngagementReceived');
    const { avsc, compiled } = made.find(
      ({ type }) => type === 'EngagementReceived',
    ) as (typeof made)[number];
    const size = avsc.toBuffer(event).length;
    const breaks: readonly object[] = [
      { ...event, occurredAt: 1.5 },
      { ...event, occurredAt: 2 ** 53 },
      { ...event, tenantId: 5 },
      { ...event, tenantId: undefined },
      { ...event, data: null },
      { ...event, data: {} },
      { ...event, streamVersion: undefined },
    ];
    for (const broken of breaks) expect(written(compiled as Compiled, broken)).toBe(-1);
    for (const short of [10, 100, size + 2])
      expect(written(compiled as Compiled, event, short)).toBe(size + 3);
  });

  it('give up on schemas with parts that they do not know', () => {
    const schema = {
      type: 'record',
      name: 'R',
      fields: [{ name: 'e', type: { type: 'enum', name: 'E', symbols: ['A'] } }],
    };
    expect(compile(avro.Type.forSchema(schema as avro.Schema))).toBeNull();
  });
});
