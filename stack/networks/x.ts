import { join } from 'node:path';
import { Hono } from 'hono';
import { Counters } from './counters.ts';
import { DeliveryQueue } from './delivery.ts';
import { X_IDS } from './ids.ts';
import { Journal, readJournal } from './journal.ts';
import { Limits } from './limits.ts';
import type { LimitRow } from './limits.ts';
import { router } from './operation.ts';
import type { Desk, Dialect } from './operation.ts';
import { JOURNAL_BYTES, Store } from './store.ts';
import { tokenFor, accountForToken } from './tokens.ts';
import type {
  Account,
  InboundMessage,
  InjectRequest,
  NetworkOptions,
  SimulatedNetwork,
  Wire,
} from './types.ts';
import { XPosts } from './x-posts.ts';
import { addWebhookRoutes } from './x-webhook-routes.ts';
import { mentions, problem } from './x-wire.ts';
import { XWebhooks } from './x-webhooks.ts';

const MINUTE = 60_000;
/** Messages kept for a replay while no webhook is registered; the oldest go first. */
const MOST_WAITING = 100_000;
/** Limits per user, from X's rate limit page; the reads marked † are general knowledge. */
const LIMITS: readonly LimitRow[] = [
  { name: 'POST /2/tweets', operations: ['post.create'], limit: 100, windowMs: 15 * MINUTE },
  // From X's page on post creation; its headers tell of the 15 minutes only.
  { name: 'posts in 3 hours', operations: ['post.create'], limit: 300, windowMs: 180 * MINUTE, unseen: true },
  { name: 'DELETE /2/tweets/:id', operations: ['post.delete'], limit: 50, windowMs: 15 * MINUTE },
  { name: 'PUT /2/tweets/:id/hidden', operations: ['reply.hide'], limit: 50, windowMs: 15 * MINUTE },
  { name: 'GET /2/tweets/:id †', operations: ['post.read'], limit: 900, windowMs: 15 * MINUTE },
  { name: 'GET /2/users/:id/tweets †', operations: ['timeline.read'], limit: 900, windowMs: 15 * MINUTE },
  { name: 'GET /2/users/me †', operations: ['me.read'], limit: 75, windowMs: 15 * MINUTE },
];

const DIALECT: Dialect = {
  unauthorized: () => problem(401, 'Unauthorized', 'Unauthorized'),
  refused: (status) =>
    problem(status, status === 503 ? 'Service Unavailable' : 'Forbidden', 'Refused by a fault rule.'),
  tooMany: (retryAfter) => {
    const answer = problem(429, 'Too Many Requests', 'Too Many Requests');
    // X itself sends no Retry-After; only a fault rule adds one.
    if (retryAfter !== null) answer.headers.set('retry-after', String(retryAfter));
    return answer;
  },
  limitHeaders: (limit, taken) => ({
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(taken.remaining),
    'x-rate-limit-reset': String(Math.ceil(taken.resetAtMs / 1000)),
  }),
  failed: () => problem(503, 'Service Unavailable', 'Service Unavailable'),
};

/** Opens the simulated X: its journals are read back, and webhooks that were under way are sent again. */
export async function openX(options: NetworkOptions): Promise<SimulatedNetwork> {
  const store = await Store.open('x', options.dataDir, X_IDS);
  const deliveriesPath = join(options.dataDir, 'x.deliveries.jsonl');
  const settled = new Set<string>();
  for await (const line of readJournal(deliveriesPath)) {
    if (line['type'] === 'outcome' && line['outcome'] === 'delivered') settled.add(String(line['eventId']));
  }
  const journal = await Journal.open(deliveriesPath, JOURNAL_BYTES.others);
  const counters = new Counters();
  const queue = new DeliveryQueue({
    network: 'x',
    journal,
    counters,
    faults: options.faults,
    now: options.now,
    random: options.random,
    policy: {
      attempts: 6,
      baseMs: options.webhookRetryBaseMs,
      capMs: 30_000,
      timeoutMs: 10_000,
      concurrency: 64,
      capacity: 100_000,
    },
  });
  const x = new X(options, store, counters, queue, journal);
  for (const message of store.inbound.values()) {
    if (message.deliver && !settled.has(message.eventId)) x.deliver(message);
  }
  return x;
}

class X implements SimulatedNetwork {
  readonly name = 'x';
  readonly app: Hono<Wire>;
  readonly #options: NetworkOptions;
  readonly #store: Store;
  readonly #limits = new Limits(LIMITS);
  readonly #counters: Counters;
  readonly #queue: DeliveryQueue;
  readonly #deliveries: Journal;
  readonly #webhooks: XWebhooks;
  readonly #posts: XPosts;
  readonly #withoutTarget = new Map<string, InboundMessage>();

  constructor(
    options: NetworkOptions,
    store: Store,
    counters: Counters,
    queue: DeliveryQueue,
    deliveries: Journal,
  ) {
    this.#options = options;
    this.#store = store;
    this.#counters = counters;
    this.#queue = queue;
    this.#deliveries = deliveries;
    this.#posts = new XPosts(store, counters);
    this.#webhooks = new XWebhooks(store, options.appSecret, options.now);
    this.app = this.#routes();
  }

  async inject(requests: readonly InjectRequest[]): Promise<readonly InboundMessage[]> {
    this.#queue.expectRoom(requests.filter((r) => r.deliver !== false).length);
    const messages = await Promise.all(
      requests.map((r) => this.#store.receive({ ...r, text: this.#summoned(r) }, this.#options.now())),
    );
    this.#counters.add('messages inject', messages.length);
    for (const message of messages) if (message.deliver) this.deliver(message);
    return messages;
  }

  deliver(message: InboundMessage): void {
    const deliveries = this.#webhooks.deliveries(message);
    for (const delivery of deliveries) this.#queue.send(delivery);
    if (deliveries.length > 0) return;
    this.#withoutTarget.set(message.eventId, message);
    if (this.#withoutTarget.size > MOST_WAITING)
      this.#withoutTarget.delete(this.#withoutTarget.keys().next().value!);
    void this.#queue.undeliverable(message, 'no valid webhook is subscribed to this event');
  }

  async addAccount(account: Account): Promise<string> {
    await this.#store.saveSetup({ type: 'account', ...account });
    for (const hook of this.#webhooks.list()) await this.#webhooks.subscribeAll(hook.id, account.accountId);
    return tokenFor(this.#options.token, account.accountId);
  }

  async addWebhook(url: string): Promise<unknown> {
    const hook = await this.#webhooks.retarget(url);
    for (const id of this.#store.accounts.keys()) await this.#webhooks.subscribeAll(hook.id, id);
    this.replay();
    return hook;
  }

  replay(): number {
    const failed = this.#queue.takeUndelivered();
    for (const delivery of failed) this.#queue.send(delivery);
    const waiting = [...this.#withoutTarget.values()];
    this.#withoutTarget.clear();
    for (const message of waiting) this.deliver(message);
    return failed.length + waiting.length;
  }

  state(tail: number) {
    return {
      clock: new Date(this.#options.now()).toISOString(),
      accounts: [...this.#store.accounts.values()],
      counters: this.#counters.all(),
      limits: this.#limits.states(this.#options.now()),
      posts: this.#store.posts.size,
      inbound: this.#store.inbound.size,
      journalTail: this.#store.tail(tail),
      webhooks: this.#webhooks.list(),
      outstanding: this.#queue.outstanding(),
      undelivered: [
        ...this.#queue.undelivered(),
        ...[...this.#withoutTarget.values()].map(({ eventId, nativeId, accountId }) => ({
          eventId,
          nativeId,
          accountId,
        })),
      ],
    };
  }

  async close(): Promise<void> {
    this.#webhooks.close();
    this.#queue.close();
    await Promise.all([this.#store.close(), this.#deliveries.close()]);
  }

  /** A mention or reply names the account, as X's own composer would write it; a comment need not. */
  #summoned(request: InjectRequest): string {
    const handle = this.#store.accounts.get(request.accountId)?.handle;
    const names = request.kind === 'mention' || request.kind === 'reply';
    return !handle || !names || mentions(request.text, handle) ? request.text : `@${handle} ${request.text}`;
  }

  #routes(): Hono<Wire> {
    const app = new Hono<Wire>();
    const desk: Desk = {
      network: 'x',
      dialect: DIALECT,
      faults: this.#options.faults,
      limits: this.#limits,
      counters: this.#counters,
      limited: (post) => this.#store.noteLimited(post),
      clock: this.#options.now,
      accountOf: (token) => accountForToken(this.#options.token, token, this.#store.accounts),
    };
    const route = router(app, desk);
    const posts = this.#posts;
    route('POST', '/2/tweets', 'post.create', (c, call) => posts.create(c, call));
    route('GET', '/2/tweets/:id', 'post.read', (c) => posts.read(c));
    route('DELETE', '/2/tweets/:id', 'post.delete', (c, call) => posts.delete(c, call));
    route('PUT', '/2/tweets/:id/hidden', 'reply.hide', (c, call) => posts.hide(c, call));
    route('GET', '/2/users/me', 'me.read', async (_, { account }) =>
      Response.json({ data: userOf(account) }),
    );
    route('GET', '/2/users/:id/tweets', 'timeline.read', (c) => posts.timeline(c));
    route('POST', '/2/webhooks/replay', 'webhook.replay', async () => this.#replayJob());
    addWebhookRoutes(route, this.#webhooks);
    app.notFound(() => problem(404, 'Not Found', 'Not Found'));
    return app;
  }

  /** † X replays a span of time to one webhook; here everything that ended undelivered. */
  #replayJob(): Response {
    const created_at = new Date(this.#options.now()).toISOString();
    return Response.json({
      data: { job_id: this.#store.ids.next(this.#options.now()), created_at, events: this.replay() },
    });
  }
}

function userOf({ accountId: id, name, handle: username }: Account) {
  return { id, name, username };
}
