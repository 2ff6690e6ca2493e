import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import { World } from './simulation.ts';
import { counting } from './test-processors.ts';

const windows = async (world: World) =>
  (await world.events('metric.rollups')).map(
    (event) => event.data as { counts: { seen: number }; version: number; source: string },
  );

describe('aggregate', () => {
  it('writes absolute values with a rising version, one per flush and window, also across lives', async () => {
    const world = await World.with([counting]);
    const one = await world.start([counting]);
    for (let n = 0; n < 50; n++)
      await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    one.kill();
    await world.start([counting]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    const written = await windows(world);
    expect(written.at(-1)?.counts).toEqual({ seen: 51 });
    expect(written.map((window) => window.version)).toEqual(written.map((_, n) => n + 1));
    expect(written.length).toBeLessThan(10);
  });

  it('loses nothing of a window that is half counted when everything stands still for a day', async () => {
    const world = await World.with([counting]);
    const pauses = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++)
        await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    };
    const one = await world.start([counting]);
    await pauses(3);
    await world.time.advance(500);
    one.kill();
    // In the log, and not counted yet.
    await pauses(2);
    await world.time.leap(26 * 3_600_000);
    await world.start([counting]);
    await world.time.advance(500);
    await pauses(1);
    await world.time.advance(500);

    const newest = new Map((await windows(world)).map(({ source, counts }) => [source, counts.seen]));
    expect([...newest.values()].reduce((sum, seen) => sum + seen, 0)).toBe(6);
    expect([...newest.keys()].map((source) => source.replace(/\+\d{13}$/, '+later'))).toEqual([
      expect.stringMatching(/^rollup:\d$/),
      expect.stringMatching(/^rollup:\d\+later$/),
    ]);
    const ids = (await world.events('metric.rollups')).map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('keeps a window that is not over by the time of its input, though its own clock is behind', async () => {
    const world = await World.with([counting]);
    const ahead = {
      ...counting,
      count: (event: AnyEvent) =>
        counting.count(event).map((change) => ({ ...change, at: change.at + 3_600_000 })),
    };
    await world.start([ahead]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(120_000);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    expect((await windows(world)).at(-1)).toMatchObject({ counts: { seen: 2 }, version: 2 });
  });

  it('forgets a window some time after its last change', async () => {
    const world = await World.with([counting]);
    await world.start([counting]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(120_000);
    const changelog = await world.records('rollup.state');
    expect(changelog.at(-1)).toMatchObject({ key: Buffer.from('w:a'), value: null });
  });
});
