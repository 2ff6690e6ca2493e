/** A whole path on the in-memory log, played again: the same code differs in nothing, whatever had changed meanwhile. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { PlatformClient, PostResult } from '../../platforms/port.ts';
import { bytes, samplePost } from '../../platforms/x/sample.ts';
import { PolicyTable } from '../../processors/policies.ts';
import { processors, standardDeps } from '../../processors/registry.ts';
import { settle, World } from '../../processors/runtime/simulation.ts';
import type { Aggregate } from '../../processors/runtime/types.ts';
import type { PolicySource } from '../../processors/safety.ts';
import type { History } from '../../projections/history.ts';
import { isEvent } from '../../processors/runtime/types.ts';
import { NetworkRefused } from './play.ts';
import { PolicyHistory } from './policies.ts';
import { readPolicies, replay, type ReplayReport } from './run.ts';

const DAY_MS = 86_400_000;
const NAMES = processors(
  standardDeps({ clientOf: () => undefined, policyOf: () => undefined, now: () => 0 }),
).map(({ name }) => name);

let world: World;
let history: History;
let until = 0;

/** A path with a policy that changes, an answer that is lost, a person's label, and a long stop. */
beforeAll(async () => {
  const policies = new PolicyTable();
  const posts: string[] = [];
  const client: PlatformClient = {
    network: 'x',
    poll: null,
    readLimits: null,
    post: async ({ target }): Promise<PostResult> => {
      await settle(1);
      posts.push(target.targetNativeId);
      if (posts.length === 2) return { outcome: 'unknown', code: 'answer_lost', message: 'no answer' };
      return { outcome: 'sent', networkPostId: `post-${posts.length}`, publishedText: null, rate: null };
    },
    readBack: async (target) => {
      const at = posts.indexOf(target.targetNativeId);
      return at === -1
        ? { found: false }
        : { found: true, networkPostId: `post-${at + 1}`, publishedText: 'rewritten' };
    },
  };
  let made: World | null = null;
  const all = processors(
    standardDeps({
      clientOf: () => client,
      policyOf: (tenantId, workspaceId) => policies.inForce(tenantId, workspaceId),
      now: () => made?.time.now() ?? 0,
    }),
  );
  made = world = await World.with(all);
  const hears = (n: number) =>
    world.append('inbound.raw', 'x:1001', 'InboundReceived', {
      network: 'x',
      accountId: 'x:1001',
      transport: 'webhook',
      contentType: 'application/json',
      headers: [],
      bodySha256: '',
      body: bytes(
        samplePost({
          id: String(5_000 + n),
          text: '@acmecoffee I love your coffee, best in town, thank you!',
          author: { id: String(700 + n), username: `fan${n}`, name: `Fan ${n}` },
          createdAt: new Date(world.time.now()).toISOString(),
        }),
      ),
    });
  const learn = async (): Promise<void> => {
    for (const event of await world.events('workspace.events')) policies.apply(event);
  };
  const one = await world.start(all);
  const data = { accountId: 'x:1001', network: 'x', handle: 'acmecoffee' };
  await world.append('workspace.commands', 'acme', 'ConnectAccount', data);
  for (const n of [1, 2]) await hears(n);
  await world.time.advance(20_000);
  for (const blockedWords of [['thank*', 'glad', 'happy', 'love', 'made'], []]) {
    const policy = JSON.stringify({ version: 'other', acceptUnscoredBrand: true, blockedWords });
    await world.append('workspace.commands', 'acme', 'ConfigureSafetyPolicy', { policy });
    await world.time.advance(2_000);
    await learn();
    await hears(blockedWords.length + 10);
    await world.time.advance(20_000);
  }
  const [received] = (await world.events('engagement.received')).flatMap((event) =>
    isEvent(event, 'EngagementReceived') ? [event] : [],
  );
  const { engagementId, conversationId } = received!.data.engagement;
  await world.append('label.commands', conversationId, 'CorrectLabel', {
    engagementId,
    conversationId,
    head: 'kind',
    label: 'question',
    previousLabel: 'praise',
    modelLabel: 'praise',
    modelVersion: 'm',
  });
  await world.time.advance(1_000);
  await hears(20);
  await settle(3);
  one.kill();
  await world.time.leap(DAY_MS);
  await world.start(all);
  await world.time.advance(20_000);
  until = world.time.now() + DAY_MS;
  history = { read: (range) => world.log.read(range) };
}, 60_000);

async function played(
  name: string,
  change: { readonly policyOf?: PolicySource; readonly from?: number } = {},
): Promise<ReplayReport> {
  const policies = new PolicyHistory();
  const sources = { log: world.log, codec: world.codec, history };
  await readPolicies(policies, sources);
  const refuse = (): never => {
    throw new NetworkRefused('none');
  };
  const all = processors(
    standardDeps({ clientOf: refuse, policyOf: change.policyOf ?? policies.policyOf, now: () => 0 }),
  );
  const processor = all.find((one) => one.name === name)!;
  return replay({ processor, policies, from: change.from ?? 0, to: until }, sources);
}

describe('a replay', () => {
  it.each(NAMES)('%s as it is would write what it wrote', async (name) => {
    const { same, added, removed, changed, changedFields, examples } = await played(name);
    expect({ added, removed, changed, changedFields, examples }).toEqual({
      added: 0,
      removed: 0,
      changed: 0,
      changedFields: {},
      examples: [],
    });
    expect(same).toBeGreaterThan(0);
  });

  it('judges each text under the policy that was in force then: without, there are differences', async () => {
    expect(await played('safety', { policyOf: () => undefined })).toMatchObject({ changed: 3 });
  });

  it('finds what another way of counting would have counted, minute by minute', async () => {
    const sources = { log: world.log, codec: world.codec, history };
    const rollup = processors(
      standardDeps({ clientOf: () => undefined, policyOf: () => undefined, now: () => 0 }),
    ).find((one) => one.name === 'rollup') as Aggregate;
    const twice: Aggregate = {
      ...rollup,
      count: (event) =>
        rollup
          .count(event)
          .map((change) => ({ ...change, counters: { ...change.counters, 'kind.praise': 2 } })),
    };
    const report = await replay({ processor: twice, from: 0, to: until }, sources);
    expect(report.changed).toBeGreaterThan(0);
    expect(Object.keys(report.changedFields)).toEqual(['data.counts.kind.praise']);
  });

  it('of a span takes only what was in it', async () => {
    const from = world.time.now() - DAY_MS / 2;
    const whole = await played('classify');
    const part = await played('classify', { from });
    expect(part.inputs).toBeLessThan(whole.inputs);
    expect(await played('rollup', { from })).toMatchObject({ changed: 0, added: 0, removed: 0 });
  });
});
