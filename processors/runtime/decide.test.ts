import { describe, expect, it } from 'vitest';
import { World } from './simulation.ts';
import { tally } from './test-processors.ts';
import type { AnyEvent, CommandAnsweredData } from '../../topics/events.ts';
import type { Decide, TableMachine } from './types.ts';

const reasons = (events: readonly AnyEvent[]) =>
  events.map((event) => (event.data as { reason: string }).reason);

describe('decide', () => {
  it('answers a command that comes again with its first answer and nothing else', async () => {
    const world = await World.with([tally]);
    await world.start([tally]);
    const first = await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'b' });
    await world.append(
      'workspace.commands',
      'acme',
      'PauseWorkspace',
      { reason: 'a' },
      { eventId: first.eventId },
    );
    await world.time.advance(500);
    expect(await world.events('workspace.events')).toHaveLength(2);
    const answers = await world.events('command.results');
    const toFirst = answers
      .map((event) => event.data as CommandAnsweredData)
      .filter((data) => data.commandId === first.eventId);
    expect(toFirst).toMatchObject([
      { status: 'accepted', answerVersion: 1 },
      { status: 'accepted', answerVersion: 1 },
    ]);
    expect(new Set(answers.map((event) => event.eventId)).size).toBe(3);
  });

  it('forgets an answer after 24 h, and its changelog entry with it', async () => {
    const world = await World.with([tally]);
    await world.start([tally]);
    const first = await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.time.advance(1_000);
    await world.time.leap(25 * 60 * 60 * 1_000);
    const changelog = await world.records('workspace.state');
    expect(changelog.filter((record) => record.value === null).map((record) => String(record.key))).toEqual([
      `c:${first.eventId}`,
    ]);
  });

  it('restores its state from the changelog in the next life', async () => {
    const world = await World.with([tally]);
    const one = await world.start([tally]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.time.advance(500);
    one.kill();
    await world.start([tally]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'b' });
    await world.time.advance(500);
    const undisturbed = await World.with([tally]);
    await undisturbed.start([tally]);
    for (const reason of ['a', 'b']) {
      await undisturbed.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
    }
    await undisturbed.time.advance(500);
    expect(reasons(await world.events('workspace.events'))).toEqual(
      reasons(await undisturbed.events('workspace.events')),
    );
  });

  it('keeps state and timers as they were when the handler throws', async () => {
    const world = await World.with([tally]);
    await world.start([tally]);
    for (const reason of ['a', 'throw', 'b']) {
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
    }
    await world.time.advance(500);
    expect(reasons(await world.events('workspace.events')).map((text) => text.split(' ')[0])).toEqual([
      '1',
      '2',
    ]);
    expect(await world.events('dead.letters')).toHaveLength(1);
  });

  it('fires a timer once, when it is due, also across lives', async () => {
    const world = await World.with([tally]);
    const one = await world.start([tally]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'timer:60000' });
    await world.time.advance(30_000);
    one.kill();
    await world.time.advance(10_000);
    const two = await world.start([tally]);
    await world.time.advance(19_000);
    expect(await world.events('workspace.events')).toHaveLength(1);
    await world.time.advance(2_000);
    two.kill();
    await world.start([tally]);
    await world.time.advance(100_000);
    const fired = (await world.events('workspace.events'))[1];
    expect(await world.events('workspace.events')).toHaveLength(2);
    expect(fired).toMatchObject({ data: { reason: expect.stringMatching(/^timer alarm/) as string } });
  });

  it('lets a cancel win that was in the log before the timer fell due, however late it is read', async () => {
    const world = await World.with([tally]);
    const one = await world.start([tally]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'timer:10000' });
    await world.time.advance(5_000);
    one.kill();
    // Queued while nobody reads; the timer is overdue when the next life begins.
    for (let n = 0; n < 300; n++) {
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: `n${n}` });
    }
    await world.append('workspace.commands', 'acme', 'ResumeWorkspace', {});
    await world.time.advance(60_000);
    await world.start([tally]);
    await world.time.advance(60_000);
    const texts = reasons(await world.events('workspace.events'));
    expect(texts).toHaveLength(301);
    expect(texts.some((text) => text.startsWith('timer'))).toBe(false);
  });

  it('never shows its handler an earlier time than before, also after a restart with a clock set back', async () => {
    const seen: number[] = [];
    const machine: TableMachine = {
      decide: (_input, _rows, { now }) => {
        seen.push(now);
        return { skip: 'seen' };
      },
    };
    const watching: Decide = { ...tally, machine };
    const world = await World.with([watching]);
    const one = await world.start([watching]);
    await world.time.advance(1_000_000);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.time.advance(2_000);
    one.kill();
    world.time.setBack(900_000);
    const early = await world.start([watching]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'b' });
    await world.time.advance(2_000);
    expect(seen).toHaveLength(2);
    expect(seen[1]).toBeGreaterThanOrEqual(seen[0] ?? Infinity);
    expect(early.fatal).toEqual([]);
  });

  it('keeps rows of a table as entries of their own, with their own expiry', async () => {
    const machine: TableMachine = {
      decide(input, rows, { now }) {
        if (input.type !== 'PauseWorkspace') return { skip: 'other' };
        const id = input.data.reason;
        if (rows.get(id) !== undefined) return { skip: 'duplicate' };
        return {
          rows: [{ row: id, value: 1, expiresAt: now + 10_000 }],
          outputs: [
            { topic: 'workspace.events', key: input.streamId, type: 'WorkspacePaused', data: { reason: id } },
          ],
        };
      },
    };
    const dedupe: Decide = { ...tally, machine };
    const world = await World.with([dedupe]);
    await world.start([dedupe]);
    const say = (reason: string) => world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
    await say('x');
    await say('y');
    await say('x');
    await world.time.advance(11_000);
    await say('x');
    await world.time.advance(500);
    expect(reasons(await world.events('workspace.events'))).toEqual(['x', 'y', 'x']);
    expect((await world.records('workspace.state')).map((record) => String(record.key))).toContain(
      's:acme\u0000x',
    );
  });
});
