import { describe, expect, it } from 'vitest';
import { createCodec, schemaIdOf, SchemaNotLoaded, type Codec } from '../../topics/codec/codec.ts';
import { RegistryError } from '../../topics/codec/registry.ts';
import { createStaticRegistry } from '../../topics/codec/static-registry.ts';
import { settle, World } from './simulation.ts';
import { asking, copy } from './test-processors.ts';

describe('a record under a schema that this process has not met', () => {
  it('holds its partition up while the registry is away, and is processed in its place when it is back', async () => {
    const registry = createStaticRegistry();
    let away = true;
    let asked = 0;
    const reader = createCodec({
      ...registry,
      async find(id) {
        asked++;
        if (away) throw new RegistryError('unavailable', 'as told');
        return registry.find(id);
      },
    });
    await reader.prepare(['WorkspacePaused', 'DeadLettered']);
    const world = await World.with([copy]);
    const process = await world.start([copy], {}, reader);
    for (const reason of ['a', 'b']) {
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
    }
    await world.time.advance(60_000);
    expect(await world.events('workspace.events')).toEqual([]);
    expect(asked).toBeLessThan(40);
    away = false;
    await world.time.advance(10_000);
    await settle();
    expect((await world.events('workspace.events')).map((event) => event.data)).toMatchObject([
      { reason: 'a' },
      { reason: 'b' },
    ]);
    expect(await world.events('dead.letters')).toEqual([]);
    expect(process.fatal).toEqual([]);
  });

  it('is read also when it waits in a restored state and what the registry said is forgotten at once', async () => {
    let away = true;
    const effect = asking(async () => (away ? { park: world.time.now() + 10_000 } : 'ok'));
    const world = await World.with([effect]);
    const first = await world.start([effect]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.time.advance(1_000);
    first.kill();
    away = false;
    let asked = 0;
    const forgetful: Codec = {
      ...world.codec,
      ensure: async (ids) => void (asked += ids.length),
      decode(value) {
        if (asked < 3) throw new SchemaNotLoaded(schemaIdOf(value as Buffer));
        return world.codec.decode(value);
      },
    };
    const second = await world.start([effect], {}, forgetful);
    await world.time.advance(30_000);
    expect(second.fatal).toEqual([]);
    expect((await world.events('workspace.events')).map((event) => event.data)).toMatchObject([
      { reason: 'a' },
    ]);
    expect(asked).toBe(3);
  });
});
