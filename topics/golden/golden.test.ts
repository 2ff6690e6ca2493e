import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCodec } from '../codec/codec.ts';
import { releasedSchemas } from '../codec/schemas.ts';
import { createStaticRegistry } from '../codec/static-registry.ts';
import type { Event } from '../events.ts';
import { EVENT_TYPES } from '../generated/events.ts';
import { upcast } from '../upcasters/registry.ts';
import { sampleEvent } from './sample.ts';

const revive = (_key: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && (value as { type?: unknown }).type === 'Buffer'
    ? Buffer.from((value as { data: number[] }).data)
    : value;

describe('golden records', () => {
  it.each(EVENT_TYPES)('%s: bytes of every released version are read as today’s event', async (type) => {
    const registry = createStaticRegistry();
    const codec = createCodec(registry);
    const released = releasedSchemas(type);
    expect(released.length).toBeGreaterThan(0);
    for (const [index, text] of released.entries()) {
      const file = new URL(`./records/${type}/${index + 1}.json`, import.meta.url);
      expect(existsSync(file), `run node topics/golden/write.ts for ${type} ${index + 1}`).toBe(true);
      const golden = JSON.parse(readFileSync(file, 'utf8'), revive) as { hex: string; event: object };
      const header = Buffer.alloc(5);
      header.writeUInt32BE(await registry.register(type, text), 1);
      const event = await codec.decodeAsync(Buffer.concat([header, Buffer.from(golden.hex, 'hex')]));
      expect(event).toMatchObject(golden.event);
      await codec.prepare([type]);
      expect(codec.decode(codec.encode(event))).toEqual(event);
    }
  });
});

describe('upcasters', () => {
  it('lift step by step from the writer’s version to today’s, and leave others alone', () => {
    const event = sampleEvent('ReplyHeld') as Event<'ReplyHeld'>;
    const step = (mark: string) => (one: Event<'ReplyHeld'>) => ({ ...one, actor: `${one.actor}${mark}` });
    const upcasters = { ReplyHeld: { 1: step('a'), 3: step('c') } };
    expect(upcast(upcasters, { ...event, actor: '' }, 1, 4).actor).toBe('ac');
    expect(upcast(upcasters, { ...event, actor: '' }, 2, 4).actor).toBe('c');
    expect(upcast(upcasters, { ...event, actor: '' }, 4, 4).actor).toBe('');
  });
});
