import { describe, expect, it } from 'vitest';
import { createEnsemble } from '../models/safety/ensemble.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import { WorkspaceStreams } from '../models/safety/workspace-streams.ts';
import { createLogger } from '../service/logger.ts';
import { engagement } from './machines/testing.ts';
import { NEWEST_RECEIVED, noteReceived } from './received.ts';
import { World } from './runtime/simulation.ts';
import { TableReader } from './runtime/table-reader.ts';

const WRITTEN =
  'Sat by the window with a flat white and watched the rain draw rivers down the glass until the sun came back';

/** As `processors/main.ts` wires it: a process that has just started, over a log that has messages. */
async function started(world: World) {
  const streams = new WorkspaceStreams();
  const reader = new TableReader({
    log: world.log,
    codec: world.codec,
    logger: createLogger('test', 'silent'),
    scheduler: world.time.scheduler(() => true),
    topic: 'engagement.received',
    apply: (event) => noteReceived(streams, event),
    ...NEWEST_RECEIVED,
  });
  await reader.start();
  const gate = createEnsemble({ streams });
  const rulesFor = async (workspace: string): Promise<readonly string[]> => {
    const verdict = await gate.check({
      text: WRITTEN,
      context: { workspace, account: 'x:1001', target: '2', media: [], language: 'und', inboundText: null },
      workspacePolicy: { ...DEFAULT_POLICY, acceptUnscoredBrand: true },
      network: 'x',
    });
    return verdict.issues.map(({ rule }) => rule);
  };
  return { reader, rulesFor };
}

describe('what workspaces were told lately', () => {
  it('is known to a process that has just started, and what comes later a look later', async () => {
    const world = await World.with([]);
    const hears = (text: string, nativeId: string) =>
      world.append('engagement.received', `c-${nativeId}`, 'EngagementReceived', {
        authorContacts: null,
        velocity: null,
        engagement: { ...engagement(), accountId: 'mastodon:2001', nativeId, text },
      });
    await hears(WRITTEN, '1');
    const early = await started(world);
    expect(await early.rulesFor('demo/acme')).toContain('near_copy');
    expect(await early.rulesFor('demo/other')).not.toContain('near_copy');
    early.reader.stop();

    const other = await World.with([]);
    const late = await started(other);
    expect(await late.rulesFor('demo/acme')).not.toContain('near_copy');
    await other.append('engagement.received', 'c-1', 'EngagementReceived', {
      authorContacts: null,
      velocity: null,
      engagement: { ...engagement(), accountId: 'mastodon:2001', text: WRITTEN },
    });
    await other.time.advance(NEWEST_RECEIVED.everyMs + 1_000);
    expect(await late.rulesFor('demo/acme')).toContain('near_copy');
    late.reader.stop();
  });
});
