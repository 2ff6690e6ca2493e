import { describe, expect, it } from 'vitest';
import type { Log } from '../../topics/log/port.ts';
import { noteOf, openPartition } from './restore.ts';
import { World } from './simulation.ts';
import { StateStore } from './state-store.ts';
import { tally } from './test-processors.ts';

const partition = 0;
const outside = { groupId: 'workspace', memberId: '', generationId: -1 };
const sourceOf = (log: Log) => ({
  log,
  processor: 'workspace',
  inputs: ['workspace.commands'],
  changelog: 'workspace.state',
  transactionTimeoutMs: 10_000,
});

/** One commit of an owner: an entry of the state, and the offset that belongs to it. */
async function ownerCommits(world: World, log: Log, offset: number): Promise<void> {
  const store = new StateStore();
  store.set('s:acme', offset, null);
  const writer = await log.openTransactional('workspace-0');
  await writer.commit({
    batches: [{ topic: 'workspace.state', partition, records: store.seal(world.time.now()) }],
    offsets: {
      member: outside,
      offsets: [{ topic: 'workspace.commands', partition, offset, metadata: noteOf(offset * 1_000) }],
    },
  });
}

describe('taking a partition over', () => {
  it('sees the last commit of the old owner, state and offset alike, when it lands just before the fencing', async () => {
    const world = await World.with([tally]);
    await ownerCommits(world, world.log, 1);
    const log: Log = {
      ...world.log,
      async openTransactional(id) {
        await ownerCommits(world, world.log, 2);
        return world.log.openTransactional(id);
      },
    };
    const opened = await openPartition(sourceOf(log), partition, new AbortController().signal);
    expect(opened.store.get('s:acme', 0)).toBe(2);
    expect(opened.positions.get('workspace.commands')).toBe(2);
    expect(opened.highWater).toBe(2_000);
  });

  it('refuses to jump over records that were deleted before they were processed', async () => {
    const world = await World.with([tally]);
    for (let n = 0; n < 5; n++) await world.append('workspace.commands', 'acme', 'ResumeWorkspace', {});
    const [first] = await world.records('workspace.commands');
    const at = first?.partition ?? 0;
    await world.log.commitOffsets(outside, [{ topic: 'workspace.commands', partition: at, offset: 1 }]);
    world.cluster.truncate('workspace.commands', at, 3);
    await expect(openPartition(sourceOf(world.log), at, new AbortController().signal)).rejects.toMatchObject({
      code: 'out_of_range',
    });
  });

  it('refuses state that a newer version wrote', async () => {
    const world = await World.with([tally]);
    const writer = await world.log.openWriter();
    const value = Buffer.from(JSON.stringify({ v: 99, x: null, d: {} }));
    await writer.write([
      { topic: 'workspace.state', partition, records: [{ key: Buffer.from('s:a'), value, timestamp: 0 }] },
    ]);
    await expect(
      openPartition(sourceOf(world.log), partition, new AbortController().signal),
    ).rejects.toThrowError(/state format 99/);
  });
});
