/**
 * An effect on the world on a real broker: its processes die before, while and after they call. The file that
 * each call writes is what the world saw: nothing in it twice.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrashPoint } from '../../processors/runtime/crash-points.ts';
import type { WorkspacePausedData } from '../../topics/events.ts';
import { prepareGround, sleep, type Ground } from './ground.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround();
});
afterAll(async () => {
  await ground.stop();
});

it('calls at most once per input, announced before, one outcome each, whatever dies', async () => {
  const given: string[] = [];
  const say = async (count: number): Promise<void> => {
    const texts = Array.from({ length: count }, (_, n) => `call-${given.length + n}`);
    given.push(...texts);
    await ground.command(
      texts.map((text) => ({ key: `key-${text.length + (Number(text.slice(5)) % 30)}`, text })),
    );
  };
  const points: readonly (CrashPoint | `${CrashPoint}:${number}`)[] = [
    'after-announce:4',
    'after-effect:6',
    'during-commit:5',
  ];
  for (const point of points) {
    const worker = ground.workers.start('sending', point);
    await worker.ready;
    await say(60);
    expect(await worker.exited).toBe(null);
  }
  // A zombie in the middle of its work: stopped past its session, replaced, continued.
  const zombie = ground.workers.start('sending');
  await zombie.ready;
  await say(120);
  await sleep(250);
  zombie.signal('SIGSTOP');
  const heir = ground.workers.start('sending');
  await heir.ready;
  await say(60);
  zombie.signal('SIGCONT');
  await ground.until('workspace.events', 2 * given.length, 60_000);

  const called = readFileSync(path.join(ground.folder, 'calls'), 'utf8').trim().split('\n');
  expect(existsSync(path.join(ground.folder, 'calls'))).toBe(true);
  expect(new Set(called).size, 'a call was made twice').toBe(called.length);
  const told = (await ground.events('workspace.events')).map(
    (event) => (event.data as WorkspacePausedData).reason,
  );
  const texts = (word: string): readonly string[] =>
    told.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  expect([...texts('started')].sort()).toEqual([...given].sort());
  expect([...texts('sent'), ...texts('unconfirmed')].sort()).toEqual([...given].sort());
  for (const text of texts('sent')) expect(called).toContain(text);
  // Each of the five ends leaves open what was in hand: eight calls on each of three partitions.
  expect(texts('unconfirmed').length).toBeLessThanOrEqual(5 * 3 * 8);
  expect(texts('sent').length).toBeGreaterThan(given.length / 2);
});
