import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import { settle, World } from './simulation.ts';
import { asking, sending } from './test-processors.ts';
import type { Effect } from './types.ts';

const reasons = (events: readonly AnyEvent[]) =>
  events.map((event) => (event.data as { reason: string }).reason);

/** Calls that end when the test says so. */
function gates() {
  const open = new Map<string, () => void>();
  const begun: string[] = [];
  return {
    begun,
    wait: (name: string) =>
      new Promise<void>((resolve) => {
        begun.push(name);
        open.set(name, resolve);
      }),
    release: (name: string) => open.get(name)?.(),
  };
}

describe('effect', () => {
  it('calls keys at the same time, inputs of one key one after another, and writes in input order', async () => {
    const calls = gates();
    const effect = asking(async (reason) => {
      await calls.wait(reason);
      return 'ok';
    });
    const world = await World.with([effect]);
    await world.start([effect]);
    // Keys "a" and "c" share a partition.
    for (const [key, reason] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['c', 'c1'],
      ['c', 'c2'],
    ] as const) {
      await world.append('workspace.commands', key, 'PauseWorkspace', { reason });
    }
    await settle();
    expect([...calls.begun].sort()).toEqual(['a1', 'c1']);
    for (const name of ['c1', 'a1', 'c2', 'a2']) {
      calls.release(name);
      await settle();
    }
    await world.time.advance(500);
    const partitions = new Set((await world.records('workspace.commands')).map((record) => record.partition));
    expect(partitions.size).toBe(1);
    expect(reasons(await world.events('workspace.events'))).toEqual(['a1', 'a2', 'c1', 'c2']);
  });

  it('gives a call its deadline, tries three times, then a dead letter; the others go on', async () => {
    let tries = 0;
    const effect = asking(
      async (reason, signal) => {
        if (reason === 'slow') {
          tries++;
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          );
        }
        return 'ok';
      },
      { deadlineMs: 300 },
    );
    const world = await World.with([effect]);
    await world.start([effect]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'slow' });
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'next' });
    await world.time.advance(5_000);
    expect(tries).toBe(3);
    expect(reasons(await world.events('workspace.events'))).toEqual(['next']);
    expect(await world.events('dead.letters')).toMatchObject([{ data: { code: 'bug' } }]);
  });

  it('parks a key whose dependency is away with all that follows it, across a restart; others go on', async () => {
    let away = true;
    const effect = asking(async (reason) =>
      away && reason.startsWith('a') ? { park: world.time.now() + 10_000 } : 'ok',
    );
    const world = await World.with([effect]);
    const one = await world.start([effect]);
    for (const [key, reason] of [
      ['a', 'a1'],
      ['c', 'c1'],
      ['a', 'a2'],
      ['c', 'c2'],
      ['a', 'a3'],
    ] as const) {
      await world.append('workspace.commands', key, 'PauseWorkspace', { reason });
    }
    await world.time.advance(2_000);
    expect(reasons(await world.events('workspace.events'))).toEqual(['c1', 'c2']);
    // The offset has moved on although three inputs wait.
    expect(await world.log.committed('workspace', ['workspace.commands'])).toMatchObject([{ offset: 5 }]);
    one.kill();
    await world.start([effect]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'a4' });
    await world.time.advance(5_000);
    expect(reasons(await world.events('workspace.events'))).toEqual(['c1', 'c2']);
    away = false;
    await world.time.advance(20_000);
    expect(reasons(await world.events('workspace.events'))).toEqual(['c1', 'c2', 'a1', 'a2', 'a3', 'a4']);
  });

  it('stops reading when too many inputs wait, and goes on when they do not', async () => {
    let away = true;
    const effect = asking(async () => (away ? { park: world.time.now() + 1_000 } : 'ok'));
    const world = await World.with([effect]);
    await world.start([effect], { maxParked: 5, maxInHand: 2 });
    for (let n = 0; n < 30; n++) {
      await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: String(n) });
    }
    await world.time.advance(5_000);
    const [offset] = await world.log.committed('workspace', ['workspace.commands']);
    expect(offset?.offset).toBeLessThan(10);
    away = false;
    await world.time.advance(30_000);
    expect(reasons(await world.events('workspace.events'))).toEqual(
      Array.from({ length: 30 }, (_, n) => String(n)),
    );
  });
});

describe('a key that waits', () => {
  const away = (world: () => World, extra: Partial<Effect> = {}): Effect => ({
    ...asking(async (reason) =>
      reason.startsWith('a') && gone ? { park: world().time.now() + 1_000 } : 'ok',
    ),
    ...extra,
  });
  let gone = true;

  /** 30 inputs of the key `a`, which is away, then 10 of `c` on the same partition, with room for 20. */
  async function crowd(effect: Effect, world: World): Promise<void> {
    gone = true;
    await world.start([effect], { maxParked: 20, maxParkedPerKey: 5, maxInHand: 4 });
    for (let n = 0; n < 30; n++)
      await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: `a${n}` });
    for (let n = 0; n < 10; n++)
      await world.append('workspace.commands', 'c', 'PauseWorkspace', { reason: `c${n}` });
    await world.time.advance(5_000);
  }
  const numbered = (name: string, from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, n) => `${name}${from + n}`);

  it('never uses up the room of the others: what it has too many of is put aside, the first ones go on', async () => {
    const effect = away(() => world);
    const world = await World.with([effect]);
    await crowd(effect, world);
    expect(reasons(await world.events('workspace.events'))).toEqual(numbered('c', 0, 10));
    const letters = await world.events('dead.letters');
    expect(letters.map(({ data }) => (data as { code: string }).code)).toEqual(
      Array.from({ length: 25 }, () => 'too_many_parked'),
    );
    gone = false;
    await world.time.advance(30_000);
    expect(reasons(await world.events('workspace.events')).slice(10)).toEqual(numbered('a', 0, 5));
  });

  it('ends what it has too many of as its processor says', async () => {
    const effect = away(() => world, { overflow: () => ({ kind: 'skip', reason: 'too_many' }) });
    const world = await World.with([effect]);
    await crowd(effect, world);
    expect(reasons(await world.events('workspace.events'))).toEqual(numbered('c', 0, 10));
    expect(await world.events('dead.letters')).toEqual([]);
  });
});

describe('effect on the world', () => {
  it('commits the announcement before it calls', async () => {
    const seen: string[][] = [];
    const effect = sending(async () => {
      seen.push(reasons(await world.events('workspace.events')));
    });
    const world = await World.with([effect]);
    await world.start([effect]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    expect(seen).toEqual([['started x']]);
    expect(reasons(await world.events('workspace.events'))).toEqual(['started x', 'sent x']);
  });

  it('recovers and does not call again after a crash while it was calling', async () => {
    const calls = gates();
    const effect = sending((reason) => calls.wait(reason), { deadlineMs: 60_000 });
    const world = await World.with([effect]);
    const one = await world.start([effect]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    one.kill();
    await world.start([effect]);
    await world.time.advance(500);
    expect(calls.begun).toEqual(['x']);
    expect(reasons(await world.events('workspace.events'))).toEqual(['started x', 'unconfirmed x']);
  });

  it('recovers when the call throws or passes its deadline', async () => {
    const effect = sending(
      async (reason) => {
        if (reason === 'throws') throw new Error('connection reset');
        await new Promise(() => undefined);
      },
      { deadlineMs: 300 },
    );
    const world = await World.with([effect]);
    await world.start([effect]);
    for (const reason of ['throws', 'hangs']) {
      await world.append('workspace.commands', reason, 'PauseWorkspace', { reason });
    }
    await world.time.advance(2_000);
    expect(new Set(reasons(await world.events('workspace.events')))).toEqual(
      new Set(['started throws', 'started hangs', 'unconfirmed throws', 'unconfirmed hangs']),
    );
    expect(await world.events('dead.letters')).toEqual([]);
  });

  it('calls nothing when it was paused, fenced, and its announcement is refused', async () => {
    const calls: string[] = [];
    const by = (name: string) =>
      sending(async (reason) => {
        calls.push(`${name} ${reason}`);
      });
    const world = await World.with([by('')]);
    const zombie = await world.start([by('zombie')]);
    const hold = world.cluster.holdNextCommit();
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    zombie.pause();
    await world.start([by('heir')]);
    await world.time.advance(2_000);
    hold();
    zombie.resume();
    await world.time.advance(20_000);
    expect(calls).toEqual(['heir x']);
    expect(reasons(await world.events('workspace.events'))).toEqual(['started x', 'sent x']);
  });

  it('waits for its own call over a minute without the log instead of declaring it unconfirmed', async () => {
    const calls = gates();
    const effect = sending((reason) => calls.wait(reason), { deadlineMs: 600_000 });
    const world = await World.with([effect]);
    await world.start([effect]);
    await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.time.advance(500);
    world.cluster.setAway(true);
    await world.append('workspace.commands', 'c', 'PauseWorkspace', { reason: 'y' }).catch(() => undefined);
    calls.release('x');
    await world.time.advance(60_000);
    world.cluster.setAway(false);
    await world.time.advance(20_000);
    expect(calls.begun).toEqual(['x']);
    expect(reasons(await world.events('workspace.events'))).toEqual(['started x', 'sent x']);
  });

  it('calls once when the answer to the commit of its announcement was lost', async () => {
    const calls: string[] = [];
    const effect = sending(async (reason) => {
      calls.push(reason);
    });
    const world = await World.with([effect]);
    await world.start([effect]);
    for (const failure of ['lost-answer', 'lost-request', 'cut'] as const) {
      world.cluster.failNextCommit(failure);
      await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: failure });
      await world.time.advance(3_000);
    }
    expect(calls).toEqual(['lost-answer', 'lost-request', 'cut']);
    expect(reasons(await world.events('workspace.events'))).toEqual(
      calls.flatMap((reason) => [`started ${reason}`, `sent ${reason}`]),
    );
  });
});
