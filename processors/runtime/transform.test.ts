import { describe, expect, it } from 'vitest';
import { settle, World } from './simulation.ts';
import { copy } from './test-processors.ts';

const reasons = async (world: World, topic = 'workspace.events') =>
  (await world.events(topic)).map((event) => (event.data as { reason: string }).reason);

describe('transform', () => {
  it('writes outputs and offsets together, in input order, with derived envelopes', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    const cause = await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a' });
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'two' });
    await world.time.advance(200);
    expect(await reasons(world)).toEqual(['a', 'two', 'two']);
    const [first, second, third] = await world.events('workspace.events');
    expect(first).toMatchObject({
      tenantId: 'demo',
      workspaceId: 'acme',
      streamId: 'acme',
      correlationId: cause.correlationId,
      causationId: cause.eventId,
      actor: 'processor:workspace@1',
    });
    expect(second?.eventId).not.toBe(third?.eventId);
    const [committed] = await world.log.committed('workspace', ['workspace.commands']);
    expect(committed).toMatchObject({ offset: 2 });
    expect(process.fatal).toEqual([]);
    await process.host.drain();
  });

  it('leaves skips and dead letters behind and goes on; a dead letter holds the original bytes', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    await world.appendBytes('workspace.commands', 'acme', Buffer.from('not an event'), { from: 'outside' });
    for (const reason of ['skip', 'dead', 'throw', 'good']) {
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
    }
    await world.time.advance(200);
    expect(await reasons(world)).toEqual(['good']);
    const dead = (await world.events('dead.letters')).map((event) => event.data);
    expect(dead).toMatchObject([
      {
        code: 'not_wire_format',
        sourceTopic: 'workspace.commands',
        sourceOffset: 0,
        sourceValue: Buffer.from('not an event'),
        sourceHeaders: [{ name: 'from', value: 'outside' }],
      },
      { code: 'as_told', sourceOffset: 2 },
      { code: 'bug', sourceOffset: 3, attempts: 3 },
    ]);
    const counted = await process.metrics.registry.getSingleMetricAsString(
      'signalpost_processor_outcomes_total',
    );
    expect(counted).toContain('outcome="dead-letter",reason="bug"} 1');
    expect(counted).toContain('outcome="skip",reason="as_told"} 1');
    expect(counted).toContain('outcome="emit",reason="ok"} 1');
  });

  it('stops a partition whose handler throws on input after input, and only that one', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    for (let n = 0; n < 8; n++) {
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: `throw ${n}` });
    }
    await world.append('workspace.commands', 'other-key', 'PauseWorkspace', { reason: 'good' });
    await world.time.advance(500);
    expect(await world.events('dead.letters')).toHaveLength(5);
    expect(await reasons(world)).toEqual(['good']);
    expect(process.host.checks['workspace']?.()).toMatchObject({ ready: false });
    const committed = await world.log.committed('workspace', ['workspace.commands']);
    expect(committed.map((one) => one.offset).toSorted((a, b) => a - b)).toEqual([1, 5]);
  });

  it('starts over when the answer to a commit was lost, and doubles nothing', async () => {
    const world = await World.with([copy]);
    await world.start([copy]);
    for (const failure of ['lost-answer', 'lost-request', 'cut'] as const) {
      world.cluster.failNextCommit(failure);
      await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: failure });
      await world.time.advance(3_000);
    }
    expect(await reasons(world)).toEqual(['lost-answer', 'lost-request', 'cut']);
  });

  it('waits while the log is away and goes on when it is back', async () => {
    const world = await World.with([copy]);
    const process = await world.start([copy]);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'before' });
    await settle();
    world.cluster.setAway(true);
    await world.time.advance(60_000);
    world.cluster.setAway(false);
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'after' });
    await world.time.advance(10_000);
    expect(await reasons(world)).toEqual(['before', 'after']);
    expect(process.fatal).toEqual([]);
  });
});
