/**
 * The broker itself is SIGKILLed while a decide processor works: what was acknowledged is done once. Red with
 * Kafka 4.3 (see stack/downloads/artifacts.ts), whose restarted coordinator may forget a transaction's markers.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AnyEvent, CommandAnsweredData } from '../../topics/events.ts';
import { LogError } from '../../topics/log/port.ts';
import { prepareGround, sleep, type Ground } from './ground.ts';

const KILLS = 3;
const READY_MS = 90_000;
const ANSWERED_MS = 90_000;

let ground: Ground;
beforeAll(async () => {
  ground = await prepareGround();
});
afterAll(() => ground.stop());

it('a broker killed again and again: every acknowledged command is answered once, no event stands twice', async () => {
  const acknowledged: AnyEvent[] = [];
  let going = true;
  let written = 0;
  const load = (async () => {
    while (going) {
      const texts = Array.from({ length: 10 }, () => ({
        key: `key-${written % 40}`,
        text: `text ${written++}`,
      }));
      try {
        acknowledged.push(...(await ground.command(texts)));
      } catch (error) {
        // Not acknowledged: may be in the log or not.
        if (!(error instanceof LogError)) throw error;
      }
      await sleep(25);
    }
  })();
  await ground.workers.start('tally').ready;
  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(2_500);
    await ground.stack.kill('kafka');
    await sleep(1_000);
    await ground.stack.whenReady('kafka', READY_MS);
    // The worker is back at work, so that the next kill meets transactions under way.
    const before = (await ground.events('workspace.events')).length;
    await ground.until('workspace.events', before + 50, ANSWERED_MS);
  }
  going = false;
  await load;

  const answered = async (): Promise<readonly string[]> =>
    (await ground.events('command.results')).map((event) => (event.data as CommandAnsweredData).commandId);
  const deadline = Date.now() + ANSWERED_MS;
  const missing = async (): Promise<number> => {
    const all = new Set(await answered());
    return acknowledged.filter((command) => !all.has(command.eventId)).length;
  };
  while ((await missing()) > 0 && Date.now() < deadline) await sleep(500);

  expect(acknowledged.length).toBeGreaterThan(200);
  expect(await missing()).toBe(0);
  expect(twice(await answered())).toEqual([]);
  expect(twice((await ground.events('workspace.events')).map((event) => event.eventId))).toEqual([]);
}, 600_000);

function twice(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => {
    const again = seen.has(id);
    seen.add(id);
    return again;
  });
}
