/**
 * The whole engagement path on the in-memory log: a network's bytes go in, posts come out. The network is
 * a list of posts behind the client's port; the runners, the models and all processors are the real ones.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlatformClient, PostRequest, PostResult } from '../platforms/port.ts';
import { bytes, samplePost } from '../platforms/x/sample.ts';
import type { SamplePost } from '../platforms/x/sample.ts';
import type { AnyEvent, Event, EventData, EventType } from '../topics/events.ts';
import { PolicyTable } from './policies.ts';
import { processors, standardDeps } from './registry.ts';
import { settle, World } from './runtime/simulation.ts';
import type { SimulatedProcess } from './runtime/simulation.ts';

/** More runs when asked: `SIMULATION_RUNS=200`. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 12);

type Manner = 'answers' | 'drops_answer' | 'drops_request' | 'refuses';

/** A network that keeps what it accepted and when, and answers as told. */
class Network {
  readonly posts: PostRequest[] = [];
  readonly times: number[] = [];
  manner: Manner = 'answers';
  /** Whether it recognises a repeated request by its key. */
  keepsKeys = false;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly client: PlatformClient = {
    network: 'x',
    poll: null,
    readLimits: null,
    post: async (request) => {
      await settle(1);
      return this.#take(request);
    },
    readBack: async (target) => {
      const at = this.posts.findIndex((post) => post.target.targetNativeId === target.targetNativeId);
      return at === -1
        ? { found: false }
        : { found: true, networkPostId: `post-${at}`, publishedText: 'rewritten' };
    },
  };

  #take(request: PostRequest): PostResult {
    if (this.manner === 'refuses') {
      const rest = { retryable: true, retryAt: null, rate: null };
      return { outcome: 'not_sent', code: 'not_connected', message: 'refused', ...rest };
    }
    const lost = { outcome: 'unknown', code: 'answer_lost', message: 'no answer' } as const;
    if (this.manner === 'drops_request') return lost;
    const before = this.posts.findIndex(
      (post) => this.keepsKeys && post.idempotencyKey === request.idempotencyKey,
    );
    if (before === -1) {
      this.posts.push(request);
      this.times.push(this.#now());
    }
    if (this.manner === 'drops_answer') return lost;
    const networkPostId = `post-${before === -1 ? this.posts.length - 1 : before}`;
    return { outcome: 'sent', networkPostId, publishedText: request.target.text, rate: null };
  }
}

class Installation {
  readonly world: World;
  readonly network: Network;
  readonly policies: PolicyTable;
  readonly #all: ReturnType<typeof processors>;

  constructor(world: World, network: Network, policies: PolicyTable, all: ReturnType<typeof processors>) {
    this.world = world;
    this.network = network;
    this.policies = policies;
    this.#all = all;
  }

  static async open(): Promise<Installation> {
    let world: World | null = null;
    const now = () => world?.time.now() ?? 0;
    const network = new Network(now);
    const policies = new PolicyTable();
    const all = processors(
      standardDeps({
        clientOf: () => network.client,
        policyOf: (tenantId, workspaceId) => policies.inForce(tenantId, workspaceId),
        now,
      }),
    );
    world = await World.with(all);
    return new Installation(world, network, policies, all);
  }

  start(): Promise<SimulatedProcess> {
    return this.world.start(this.#all);
  }

  async connect(accountId = 'x:1001'): Promise<void> {
    const network = accountId.split(':')[0] as string;
    const data = { accountId, network, handle: 'acmecoffee' };
    await this.world.append('workspace.commands', 'acme', 'ConnectAccount', data);
  }

  /** What the reader of the table does in a real process. */
  async learnPolicies(): Promise<void> {
    for (const event of await this.world.events('workspace.events')) this.policies.apply(event);
  }

  async hears(post: SamplePost): Promise<void> {
    await this.receives(
      'x:1001',
      samplePost({ createdAt: new Date(this.world.time.now()).toISOString(), ...post }),
    );
  }

  async receives(accountId: string, json: unknown): Promise<void> {
    await this.world.append('inbound.raw', accountId, 'InboundReceived', {
      network: accountId.split(':')[0] as string,
      accountId,
      transport: 'webhook',
      contentType: 'application/json',
      headers: [],
      body: bytes(json),
      bodySha256: '',
    });
  }

  async told<T extends EventType>(topic: string, type: T): Promise<readonly Event<T>[]> {
    const events = await this.world.events(topic);
    return events.filter((event: AnyEvent) => event.type === type) as unknown as readonly Event<T>[];
  }
}

/** Praise from somebody new each time: a template answers it, and the policy lets the answer out. */
const praise = (n: number): SamplePost => ({
  id: String(5_000 + n),
  text: `@acmecoffee I love your coffee, best in town, thank you!`,
  author: { id: String(700 + n), username: `fan${n}`, name: `Fan ${n}` },
});

describe('the engagement path', { timeout: 60_000 + RUNS * 3_000 }, () => {
  it('answers praise: from the webhook’s bytes to the network’s id, every step on the log', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    await it.hears(praise(1));
    await it.world.time.advance(5_000);
    expect(it.network.posts).toHaveLength(1);
    const [completed] = await it.told('reply.events', 'ReplyCompleted');
    expect(completed?.data).toMatchObject({ outcome: 'posted', networkPostId: 'post-0' });
    const [received] = await it.told('engagement.received', 'EngagementReceived');
    const { engagementId } = received!.data.engagement;
    for (const topic of [
      'engagement.analyzed',
      'reply.drafted',
      'safety.checked',
      'reply.events',
      'action.events',
      'action.attempts',
    ]) {
      const steps = (await it.world.events(topic)).filter((event) => event.type !== 'AccountConfigured');
      expect([topic, steps.length > 0, steps.every((event) => event.correlationId === engagementId)]).toEqual(
        [topic, true, true],
      );
    }
    expect(await it.world.events('dead.letters')).toEqual([]);
  });

  it.each([
    ['forbids the word', { blockedWords: ['thank*', 'glad', 'happy', 'love', 'made'] }, 0],
    ['changes nothing for it', { acceptUnscoredBrand: true }, 1],
  ])('a text approved before the safety policy changed is judged again: it %s', async (_, change, posts) => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    await it.world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'a moment' });
    await it.world.time.advance(2_000);
    await it.hears(praise(1));
    await it.world.time.advance(5_000);
    expect(await it.told('reply.events', 'ReplyApproved')).toHaveLength(1);
    const policy = JSON.stringify({ version: 'stricter', acceptUnscoredBrand: true, ...change });
    await it.world.append('workspace.commands', 'acme', 'ConfigureSafetyPolicy', { policy });
    await it.world.append('workspace.commands', 'acme', 'ResumeWorkspace', {});
    await it.world.time.advance(5_000);
    const [refused] = await it.told('action.events', 'ActionRefused');
    expect(refused?.data.code).toBe('verdict_outdated');
    expect(it.network.posts).toHaveLength(0);
    await it.learnPolicies();
    await it.world.time.advance(10_000);
    expect(it.network.posts).toHaveLength(posts);
    const again = (await it.told('safety.checked', 'SafetyChecked')).at(-1);
    expect(again?.data.verdict).toMatchObject({ policyVersion: 'stricter', policyNumber: 1 });
    expect(await it.told('reply.events', 'ReplyHeld')).toHaveLength(1 - posts);
    expect(await it.world.events('dead.letters')).toEqual([]);
  });

  it('drops what comes again, keeps what is malformed as a dead letter, and passes by what is not for us', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    await it.hears(praise(1));
    await it.hears({ ...praise(1), eventType: 'post.reply.create' });
    await it.hears({ ...praise(2), createdAt: 'yesterday' });
    await it.hears({ ...praise(3), eventType: 'follow.follow' });
    await it.world.time.advance(5_000);
    expect(await it.told('engagement.received', 'EngagementReceived')).toHaveLength(1);
    const letters = await it.told('dead.letters', 'DeadLettered');
    expect(letters.map(({ data }) => [data.processor, data.code])).toEqual([
      ['normalise', 'post_incomplete'],
    ]);
    expect(it.network.posts).toHaveLength(1);
  });

  it('posts nothing for spam, threats and insults by itself', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    const texts = [
      '@acmecoffee FREE crypto!!! Click http://win.example/now to claim your prize $$$ DM me',
      '@acmecoffee I will burn your shop down and hurt your staff tonight',
      '@acmecoffee this is the worst, your staff are idiots, I want a refund immediately or I call my lawyer',
    ];
    for (const [n, text] of texts.entries()) await it.hears({ ...praise(n), text });
    await it.world.time.advance(10_000);
    expect(it.network.posts).toEqual([]);
  });

  it('lets a person approve what was held, once, and answers the same command again the same way', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    await it.hears({
      ...praise(1),
      text: '@acmecoffee I found glass in my coffee and cut my mouth, this is dangerous, help',
    });
    await it.world.time.advance(5_000);
    const [held] = await it.told('reply.events', 'ReplyHeld');
    const { engagementId, conversationId, draftId, draftVersion, conversationVersion } = held!.data;
    const data: EventData['ApproveReply'] = {
      engagementId,
      conversationId,
      draftId,
      draftVersion,
      conversationVersion,
    };
    const eventId = '11111111-1111-4111-8111-111111111111';
    for (let n = 0; n < 2; n += 1) {
      await it.world.append('reply.commands', conversationId, 'ApproveReply', data, {
        eventId,
        actor: 'member:7',
      });
    }
    await it.world.time.advance(5_000);
    const answers = await it.told('command.results', 'CommandAnswered');
    expect(
      answers.filter((answer) => answer.data.commandId === eventId).map(({ data: { status } }) => status),
    ).toEqual(['accepted', 'accepted']);
    expect(it.network.posts).toHaveLength(1);
  });

  it('stops with the kill switch and goes on after it', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    await it.world.append('workspace.commands', 'acme', 'PauseWorkspace', { reason: 'fire drill' });
    await it.world.time.advance(1_000);
    for (let n = 0; n < 5; n += 1) await it.hears(praise(n));
    await it.world.time.advance(60_000);
    expect(it.network.posts).toEqual([]);
    await it.world.append('workspace.commands', 'acme', 'ResumeWorkspace', {});
    await it.world.time.advance(5_000);
    expect(it.network.posts).toHaveLength(5);
  });

  it.each([
    ['drops_answer', 'posted', 1],
    ['drops_request', 'unresolved', 0],
  ] as const)('when the network %s, the reply is %s and never sent again', async (manner, outcome, posts) => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    it.network.manner = manner;
    await it.hears(praise(1));
    await it.world.time.advance(3_000);
    it.network.manner = 'answers';
    await it.world.time.advance(600_000);
    expect((await it.told('reply.events', 'ReplyCompleted')).map(({ data }) => data.outcome)).toEqual([
      outcome,
    ]);
    expect(it.network.posts).toHaveLength(posts);
    expect(await it.told('action.attempts', 'AttemptStarted')).toHaveLength(1);
  });

  it('tries again when nothing was sent', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    it.network.manner = 'refuses';
    await it.hears(praise(1));
    await it.world.time.advance(3_000);
    it.network.manner = 'answers';
    await it.world.time.advance(120_000);
    expect(it.network.posts).toHaveLength(1);
    expect((await it.told('reply.events', 'ReplyCompleted')).map(({ data }) => data.outcome)).toEqual([
      'posted',
    ]);
  });

  it('posts as many as the network allows in a window, and the others when their time comes', async () => {
    const it = await Installation.open();
    await it.start();
    await it.connect();
    for (let n = 0; n < 130; n += 1) await it.hears(praise(n));
    await it.world.time.advance(60_000);
    expect(it.network.posts).toHaveLength(100);
    await it.world.time.advance(16 * 60_000);
    expect(it.network.posts).toHaveLength(130);
    const { times } = it.network;
    const inWindow = (from: number) =>
      times.filter((time) => time >= from && time < from + 15 * 60_000).length;
    expect(Math.max(...times.map(inWindow))).toBeLessThanOrEqual(100);
  });

  it('on a network that knows our key, what was not found is sent again, and is there once', async () => {
    for (const manner of ['drops_request', 'drops_answer'] as const) {
      const it = await Installation.open();
      it.network.keepsKeys = true;
      await it.start();
      await it.connect('mastodon:2001');
      it.network.manner = manner;
      const status = {
        id: '11',
        created_at: new Date(it.world.time.now()).toISOString(),
        visibility: 'public',
        content: '<p>@acmecoffee I love your coffee, best in town, thank you!</p>',
        account: { id: '77', acct: 'jo', display_name: 'Jo' },
        mentions: [{ id: '2001' }],
      };
      await it.receives('mastodon:2001', [{ id: '12', type: 'mention', status }]);
      await it.world.time.advance(3_000);
      it.network.manner = 'answers';
      await it.world.time.advance(600_000);
      expect(it.network.posts).toHaveLength(1);
      const ended = await it.told('reply.events', 'ReplyCompleted');
      expect(ended.map(({ data }) => data.outcome)).toEqual(['posted']);
    }
  });

  it('no message is lost and none is answered twice, whenever processes are killed', async () => {
    const step = fc.record({
      hear: fc.nat(3),
      manner: fc.constantFrom<Manner>('answers', 'answers', 'drops_answer', 'drops_request', 'refuses'),
      turns: fc.nat(20),
      wait: fc.nat(3_000),
      kill: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        const it = await Installation.open();
        let process = await it.start();
        await it.connect();
        let heard = 0;
        for (const { hear, manner, turns, wait, kill } of steps) {
          it.network.manner = manner;
          for (let n = 0; n < hear; n += 1) {
            await it.hears(praise(heard));
            heard += 1;
          }
          await it.world.time.advance(wait);
          await settle(turns);
          if (kill) {
            process.kill();
            process = await it.start();
          }
        }
        it.network.manner = 'answers';
        await it.world.time.advance(1_200_000);
        const targets = it.network.posts.map((post) => post.target.targetNativeId);
        expect(new Set(targets).size).toBe(targets.length);
        expect(await it.told('engagement.received', 'EngagementReceived')).toHaveLength(heard);
        const ended = await it.told('reply.events', 'ReplyCompleted');
        expect(new Set(ended.map(({ data }) => data.engagementId)).size).toBe(heard);
        expect(ended.filter(({ data }) => data.outcome === 'posted')).toHaveLength(targets.length);
        expect(await it.world.events('dead.letters')).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
