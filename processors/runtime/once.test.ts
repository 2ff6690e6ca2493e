import { expect, it } from 'vitest';
import { World } from './simulation.ts';
import { sending } from './test-processors.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

it('an effect that was done is not done again after more than a day off, though an earlier input held up its offset', async () => {
  const calls: string[] = [];
  const processor = sending(
    async (reason) => {
      calls.push(reason);
      if (reason === 'slow') await new Promise(() => undefined);
    },
    { deadlineMs: 60_000 },
  );
  const world = await World.with([processor]);
  const first = await world.start([processor]);
  await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'slow' });
  for (const key of ['b', 'c', 'd', 'e', 'f'])
    await world.append('workspace.commands', key, 'PauseWorkspace', { reason: `to ${key}` });
  await world.time.advance(5_000);
  first.kill();
  await world.time.leap(26 * 60 * 60 * 1_000);
  const second = await world.start([processor]);
  await world.time.advance(DAY_MS / 24);
  expect(new Set(calls).size).toBe(calls.length);
  const events = await world.events('workspace.events');
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
  second.kill();
});
