/**
 * A decide processor on a real broker, in real processes that are killed, paused, shuffled and restored
 * while load flows: nothing lost, nothing doubled, order kept, no timer missed or fired twice.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CrashPoint } from '../../processors/runtime/crash-points.ts';
import { foldText } from '../../processors/runtime/test-processors.ts';
import type { AnyEvent, CommandAnsweredData, WorkspacePausedData } from '../../topics/events.ts';
import { prepareGround, sleep, type Ground } from './ground.ts';
import type { Worker } from './workers.ts';

const KEYS = 40;
/** Seeds what is chosen at random; said when a test fails. */
const seed = Number(process.env['FLOW_SEED'] ?? Date.now() % 100_000);

let ground: Ground;
let commands: AnyEvent[] = [];
let timers = 0;

beforeAll(async () => {
  ground = await prepareGround();
});
afterAll(async () => {
  await ground.stop();
});

let state = seed;
function random(): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return state / 0x7fffffff;
}

/** Commands at a steady rate until told to stop; every so often one that sets a timer, on a key of its own. */
function load(perSecond: number): { stop(): Promise<void> } {
  let going = true;
  const done = (async () => {
    while (going) {
      const batch = Array.from({ length: Math.max(1, Math.round(perSecond / 20)) }, () => ({
        key: `key-${Math.floor(random() * KEYS)}`,
        text: `text ${commands.length} ${Math.floor(random() * 1_000_000)}`,
      }));
      const alarm = { key: `alarm-${timers++}`, text: `timer:${Math.floor(random() * 4_000)}` };
      commands.push(...(await ground.command([...batch, alarm])));
      await sleep(50);
    }
  })();
  return {
    stop: () => {
      going = false;
      return done;
    },
  };
}

/** What the log must hold for all commands so far, and does. */
async function expectEverythingOnce(): Promise<void> {
  await ground.until('workspace.events', commands.length + timers, 45_000);
  const events = await ground.events('workspace.events');
  const told = new Map<string, string[]>();
  for (const event of events) {
    const { reason } = event.data as WorkspacePausedData;
    told.set(event.streamId, [...(told.get(event.streamId) ?? []), reason]);
  }
  const expected = new Map<string, string[]>();
  const sums = new Map<string, { count: number; sum: string }>();
  for (const command of commands) {
    const key = command.streamId;
    const text = (command.data as { reason: string }).reason;
    const before = sums.get(key) ?? { count: 0, sum: '' };
    const after = { count: before.count + 1, sum: foldText(before.sum, text) };
    sums.set(key, after);
    const lines = expected.get(key) ?? [];
    lines.push(`${after.count} ${after.sum}`);
    const [, delay] = /^timer:(\d+)/.exec(text) ?? [];
    if (delay !== undefined) lines.push(`timer alarm ${command.occurredAt + Number(delay)}`);
    expected.set(key, lines);
  }
  expect(Object.fromEntries(told), `seed ${seed}, KEEP_LOGS=1 keeps the logs in ${ground.folder}`).toEqual(
    Object.fromEntries(expected),
  );
  expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
  const answers = await ground.events('command.results');
  const answered = answers.map((event) => (event.data as CommandAnsweredData).commandId);
  expect([...answered].sort((a, b) => (a < b ? -1 : 1))).toEqual(commands.map((command) => command.eventId));
  expect(await ground.events('dead.letters')).toEqual([]);
}

it('SIGKILLed again and again, at named points too, while load flows', async () => {
  const points: readonly (CrashPoint | `${CrashPoint}:${number}`)[] = [
    'after-commit:5',
    'during-commit:9',
    'before-timer:2',
    'during-restore',
    'before-commit:3',
    'after-produce:7',
  ];
  ground.workers.start('tally');
  const flow = load(400);
  for (const point of points) {
    const worker = ground.workers.start('tally', point);
    await worker.ready;
    await sleep(800);
    const [victim] = ground.workers.alive.filter((one) => one !== worker);
    (victim ?? worker).signal('SIGKILL');
  }
  await flow.stop();
  await ground.workers.killAll();
  ground.workers.start('tally');
  await expectEverythingOnce();
});

it('SIGSTOPped past its session and continued: the zombie writes nothing and joins again', async () => {
  const [zombie] = ground.workers.alive as readonly [Worker];
  const flow = load(200);
  await sleep(500);
  zombie.signal('SIGSTOP');
  const heir = ground.workers.start('tally');
  await heir.ready;
  await sleep(1_500);
  zombie.signal('SIGCONT');
  await sleep(2_500);
  await flow.stop();
  await expectEverythingOnce();
  // It is a member like any other again: alone, it does all the work.
  heir.signal('SIGTERM');
  expect(await heir.exited).toBe(0);
  commands.push(...(await ground.command([{ key: 'key-0', text: 'for the zombie' }])));
  await expectEverythingOnce();
});

it('members that come and go every second: nothing is lost on the way from one to the next', async () => {
  const flow = load(300);
  for (let n = 0; n < 4; n++) {
    const worker = ground.workers.start('tally');
    await worker.ready;
    await sleep(300);
    if (n % 2 === 1) {
      const leaving = ground.workers.alive[n % ground.workers.alive.length];
      leaving?.signal('SIGTERM');
    }
  }
  await flow.stop();
  await expectEverythingOnce();
});

it('killed in the middle of a restore: the next life has the whole state', async () => {
  const many = Array.from({ length: 30_000 }, (_, n) => ({ key: `wide-${n}`, text: 'x' }));
  for (let n = 0; n < many.length; n += 5_000)
    commands.push(...(await ground.command(many.slice(n, n + 5_000))));
  await ground.until('workspace.events', commands.length + timers, 60_000);
  await ground.workers.killAll();
  const victim = ground.workers.start('tally', 'during-restore:8');
  expect(await victim.exited).toBe(null);
  ground.workers.start('tally');
  commands.push(
    ...(await ground.command(Array.from({ length: 300 }, (_, n) => ({ key: `wide-${n * 97}`, text: 'y' })))),
  );
  await expectEverythingOnce();
});
