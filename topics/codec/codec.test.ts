import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PoisonError } from '../errors.ts';
import type { AnyEvent, Event } from '../events.ts';
import { EVENT_TYPES } from '../generated/events.ts';
import { sampleEvent } from '../golden/sample.ts';
import { createCodec } from './codec.ts';
import type { SchemaRegistryPort } from './registry.ts';
import { schemaText } from './schemas.ts';
import { createStaticRegistry } from './static-registry.ts';

const prepared = async (registry: SchemaRegistryPort = createStaticRegistry()) => {
  const codec = createCodec(registry);
  await codec.prepare();
  return codec;
};
const poison = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if ((error as Error).name === 'PoisonError') return (error as PoisonError).code;
    throw error;
  }
  return 'no error';
};

const outcome = (run: () => AnyEvent): string => {
  try {
    return EVENT_TYPES.includes(run().type) ? 'event' : 'nonsense';
  } catch (error) {
    return (error as Error).name;
  }
};

describe('codec', () => {
  it('reads back every event type as it was written', async () => {
    const codec = await prepared();
    for (const type of EVENT_TYPES) {
      const event = sampleEvent(type);
      expect(codec.decode(codec.encode(event))).toEqual(event);
    }
  });

  it('gives bytes that later calls do not touch, also beyond its own buffer', async () => {
    const codec = await prepared();
    const base = sampleEvent('InboundReceived') as Event<'InboundReceived'>;
    const event = (body: Buffer): AnyEvent => ({ ...base, data: { ...base.data, body } });
    const big = codec.encode(event(Buffer.alloc(10 * 1024 * 1024, 7)));
    const small = codec.encode(event(Buffer.from('a')));
    codec.encode(event(Buffer.from('b')));
    expect((codec.decode(small) as Event<'InboundReceived'>).data.body.toString()).toBe('a');
    expect((codec.decode(big) as Event<'InboundReceived'>).data.body).toHaveLength(10 * 1024 * 1024);
  });

  it('never answers bytes from anywhere with anything but an event, poison or "not loaded"', async () => {
    const codec = await prepared();
    const whole = codec.encode(sampleEvent('EngagementReceived'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(whole.length - 1), (noise, at) => {
        const value = Buffer.from(whole);
        value.set(noise.subarray(0, value.length - at), at);
        for (const bytes of [value, Buffer.from(noise)]) {
          expect(['event', 'PoisonError', 'SchemaNotLoaded']).toContain(outcome(() => codec.decode(bytes)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('names each kind of poison by its code, without text from outside', async () => {
    const registry = createStaticRegistry();
    const codec = await prepared(registry);
    const value = codec.encode(sampleEvent('ReplyHeld'));
    expect(poison(() => codec.decode(null))).toBe('unexpected_tombstone');
    expect(poison(() => codec.decode(Buffer.from('{"secret":"words"}')))).toBe('not_wire_format');
    expect(poison(() => codec.decode(Buffer.from([0, 0])))).toBe('not_wire_format');
    expect(poison(() => codec.decode(value.subarray(0, value.length - 3)))).toBe('truncated');
    expect(poison(() => codec.decode(Buffer.concat([value, Buffer.from('x')])))).toBe('schema_violation');
    await codec.ensure([9_999]);
    expect(poison(() => codec.decode(Buffer.from([0, 0, 0, 39, 15, 1])))).toBe('unknown_schema');
    const foreign = await registry.register('ReplyHeld', '{"type":"record","name":"other.X","fields":[]}');
    await codec.ensure([foreign]);
    expect(poison(() => codec.decode(Buffer.from([0, 0, 0, 0, foreign])))).toBe('wrong_record');
    const broken = { ...sampleEvent('ReplyHeld'), tenantId: 5, actor: 'secret words' } as unknown as AnyEvent;
    expect(() => codec.encode(broken)).toThrowError(/^ReplyHeld: tenantId does not fit the schema$/);
    expect(poison(() => codec.encode({ ...broken, type: 'Nonsense' } as unknown as AnyEvent))).toBe(
      'invalid_output',
    );
  });

  it('says when an id must be fetched first, and reads a later writer by its own schema', async () => {
    const registry = createStaticRegistry();
    const codec = await prepared(registry);
    const schema = JSON.parse(schemaText('ReplyHeld')) as { fields: unknown[] };
    schema.fields.unshift({ name: 'later', type: ['null', 'string'], default: null });
    const id = await registry.register('ReplyHeld', JSON.stringify(schema));
    const old = codec.encode(sampleEvent('ReplyHeld'));
    const body = Buffer.concat([Buffer.from([2, 4]), Buffer.from('hi'), old.subarray(5)]);
    const value = Buffer.concat([Buffer.from([0, 0, 0, 0, id]), body]);
    expect(() => codec.decode(value)).toThrowError(expect.objectContaining({ name: 'SchemaNotLoaded' }));
    expect(await codec.decodeAsync(value)).toEqual(sampleEvent('ReplyHeld'));
    expect(codec.decode(value)).toEqual(sampleEvent('ReplyHeld'));
  });

  it('asks again after 30 s for an id that the registry did not have', async () => {
    const full = createStaticRegistry();
    const emptied: SchemaRegistryPort = { ...full, find: async () => null };
    let registry = emptied;
    let asked = 0;
    let now = 0;
    const lagging: SchemaRegistryPort = {
      register: (type, text) => full.register(type, text),
      find: (id) => {
        asked++;
        return registry.find(id);
      },
    };
    const codec = createCodec(lagging, undefined, () => now);
    const event = sampleEvent('ReplyHeld');
    const value = (await prepared(full)).encode(event);
    await expect(codec.decodeAsync(value)).rejects.toMatchObject({ code: 'unknown_schema' });
    registry = full;
    now = 30_000;
    await expect(codec.decodeAsync(value)).rejects.toMatchObject({ code: 'unknown_schema' });
    expect(asked).toBe(1);
    now = 30_001;
    expect(() => codec.decode(value)).toThrowError(expect.objectContaining({ name: 'SchemaNotLoaded' }));
    expect(await codec.decodeAsync(value)).toEqual(event);
    registry = emptied;
    now = 90_000;
    expect(await codec.decodeAsync(value)).toEqual(event);
    expect(asked).toBe(2);
  });

  it('refuses bytes whose type field says another record', async () => {
    const codec = await prepared();
    const lie = codec.encode(sampleEvent('WorkspacePaused'));
    const at = lie.indexOf('WorkspacePaused', lie.indexOf('WorkspacePaused.eventId') + 20);
    lie.write('WorkspaceXaused', lie.indexOf(Buffer.from('\x1eWorkspacePaused', 'latin1'), at - 5) + 1);
    expect(poison(() => codec.decode(lie))).toBe('wrong_record');
  });
});
