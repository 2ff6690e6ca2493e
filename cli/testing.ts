/** For tests of replay and audit: a whole engagement path on the in-memory log, with what happens to one in its life. */
import type { PlatformClient, PostResult } from '../platforms/port.ts';
import { bytes, samplePost } from '../platforms/x/sample.ts';
import { PolicyTable } from '../processors/policies.ts';
import { processors, standardDeps } from '../processors/registry.ts';
import { settle, World } from '../processors/runtime/simulation.ts';
import { isEvent } from '../processors/runtime/types.ts';

const DAY_MS = 86_400_000;

/** A policy that changes, an answer that is lost, a person's label, an undone reply, and a day off in the middle. */
export async function playedPath(): Promise<World> {
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
  const world = await World.with(all);
  made = world;
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
    unselected: false,
  });
  await world.time.advance(1_000);
  // One is approved while nothing may go out, and undone; a command that changes nothing, and one that is refused.
  for (const reason of ['a moment', 'still'])
    await world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason });
  await world.append('workspace.commands', 'acme', 'ConnectAccount', { ...data, network: 'mastodon' });
  await world.time.advance(2_000);
  await hears(17);
  await world.time.advance(5_000);
  const approved = (await world.events('reply.events'))
    .toSorted((a, b) => a.recordedAt - b.recordedAt)
    .findLast((event) => event.type === 'ReplyApproved');
  if (approved && isEvent(approved, 'ReplyApproved')) {
    const { draftId, draftVersion, conversationVersion } = approved.data;
    await world.append('reply.commands', approved.data.conversationId, 'UndoReply', {
      engagementId: approved.data.engagementId,
      conversationId: approved.data.conversationId,
      draftId,
      draftVersion,
      conversationVersion,
    });
  }
  await world.time.advance(2_000);
  await world.append('workspace.commands', 'acme', 'ResumeWorkspace', {});
  await world.time.advance(5_000);
  await hears(20);
  await settle(3);
  one.kill();
  await world.time.leap(DAY_MS);
  await world.start(all);
  await world.time.advance(20_000);
  return world;
}
