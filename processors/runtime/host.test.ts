import { describe, expect, it } from 'vitest';
import { TRACEPARENT } from '../../service/traceparent.ts';
import { World, settle } from './simulation.ts';
import { asking, copy, tally } from './test-processors.ts';
import type { Transform } from './types.ts';

describe('host', () => {
  it('refuses to start when the broker has other partition counts, and names the topics', async () => {
    const world = new World();
    await world.codec.prepare();
    await world.log.createTopics([
      { topic: 'workspace.commands', partitions: 7, replicationFactor: 1, config: {} },
    ]);
    await expect(world.start([tally])).rejects.toThrowError(
      /workspace\.commands has 7 partitions[\s\S]*workspace\.state does not exist/,
    );
  });

  it('refuses a processor that writes where it may not', async () => {
    const world = await World.with([copy]);
    const stranger: Transform = { ...copy, name: 'stranger' };
    await expect(world.start([stranger])).rejects.toThrowError(/stranger: writes workspace\.events/);
  });

  it('is ready when every partition is restored, not before', async () => {
    const world = await World.with([tally]);
    const process = await world.start([tally]);
    expect(process.host.checks['workspace']?.()).toEqual({ ready: true });
    world.cluster.setAway(true);
    const [answer] = await Promise.allSettled([world.start([tally])]);
    expect(answer?.status).toBe('rejected');
  });

  it('finishes what is in hand when it drains, commits it and takes nothing more', async () => {
    let release: () => void = () => undefined;
    const called: string[] = [];
    const effect = asking(
      async (reason) => {
        called.push(reason);
        await new Promise<void>((resolve) => (release = resolve));
        return 'ok';
      },
      { concurrency: 1, deadlineMs: 60_000 },
    );
    const world = await World.with([effect]);
    const process = await world.start([effect]);
    for (const reason of ['in hand', 'waiting']) {
      await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason });
    }
    await settle();
    const drained = process.host.drain();
    await world.time.advance(50);
    release();
    await world.time.advance(1_000);
    await drained;
    expect(called).toEqual(['in hand']);
    expect((await world.events('workspace.events')).map((event) => event.data)).toMatchObject([
      { reason: 'in hand' },
    ]);
    expect(await world.log.committed('workspace', ['workspace.commands'])).toMatchObject([{ offset: 1 }]);
  });

  it('carries the trace of the cause on, with a span of its own', async () => {
    const world = await World.with([copy]);
    await world.start([copy]);
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const cause = await world.append('workspace.commands', 'a', 'PauseWorkspace', { reason: 'x' });
    await world.appendBytes(
      'workspace.commands',
      'a',
      world.codec.encode({ ...cause, eventId: cause.eventId.replace(/^0/, '1') }),
      {
        [TRACEPARENT]: `00-${traceId}-b7ad6b7169203331-01`,
      },
    );
    await world.time.advance(500);
    const [untraced, traced] = await world.records('workspace.events');
    expect(untraced?.headers).toEqual({});
    expect(traced?.headers[TRACEPARENT]).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    expect(traced?.headers[TRACEPARENT]).not.toContain('b7ad6b7169203331');
  });
});
