import { describe, expect, it } from 'vitest';
import { AdoptedTable } from '../../processors/adopted.ts';
import { World } from '../../processors/runtime/simulation.ts';
import { workspace } from '../../processors/workspace.ts';
import type { EventData } from '../../topics/events.ts';
import { adoptInLog } from './command.ts';

const SHA = 'ab'.repeat(32);
const data: EventData['AdoptModel'] = {
  head: 'sentiment',
  sha256: SHA,
  modelVersion: 'acme-abababababab',
  inUseVersion: 'light-1',
  verdict: 'worse',
  scores: [],
  reason: null,
};
const scope = { tenantId: 'demo', workspaceId: 'acme' };

function toolsOf(world: World) {
  const { log, codec, time } = world;
  return { log, codec, now: () => time.now(), wait: (ms: number) => time.advance(ms) };
}

describe('the command to adopt weights', () => {
  it('is decided by the workspace, answered, and known to whoever reads its events', async () => {
    const world = await World.with([workspace]);
    await world.start([workspace]);
    const tools = toolsOf(world);
    const refused = await adoptInLog(tools, scope, 'command-1', data);
    expect(refused).toMatchObject({ status: 'rejected', code: 'reason_missing' });
    const answer = await adoptInLog(tools, scope, 'command-2', { ...data, reason: 'we know better' });
    expect(answer).toMatchObject({ status: 'accepted', commandId: 'command-2' });
    const events = await world.events('workspace.events');
    expect(events).toMatchObject([{ type: 'ModelAdopted', actor: 'system', causationId: 'command-2' }]);
    const table = new AdoptedTable();
    for (const event of events) table.apply(event);
    expect(table.inForce('demo', 'acme')).toEqual({ sentiment: SHA });
    expect(table.inForce('rival', 'acme')).toBeUndefined();
  });

  it('is in the log when nobody decides in time, and says that there is no answer', async () => {
    const world = await World.with([workspace]);
    expect(await adoptInLog(toolsOf(world), scope, 'command-1', data)).toBeNull();
    expect(await world.events('workspace.commands')).toMatchObject([{ type: 'AdoptModel', ...scope, data }]);
  });
});
