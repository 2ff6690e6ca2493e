import { describe, expect, it } from 'vitest';
import { World } from './simulation.ts';
import { counting } from './test-processors.ts';

const windows = async (world: World) =>
  (await world.events('metric.rollups')).map(
    (event) => event.data as { counts: { seen: number }; version: number },
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

  it('forgets a window some time after its last change', async () => {
    const world = await World.with([counting]);
    await world.start([counting]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(120_000);
    const changelog = await world.records('rollup.state');
    expect(changelog.at(-1)).toMatchObject({ key: Buffer.from('w:a'), value: null });
  });
});
