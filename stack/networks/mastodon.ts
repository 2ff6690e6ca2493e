import { Hono } from 'hono';
import type { Context } from 'hono';
import { Counters } from './counters.ts';
import { MASTODON_IDS } from './ids.ts';
import { Limits } from './limits.ts';
import type { LimitRow } from './limits.ts';
import {
  accountEntity,
  countCharacters,
  inboundStatus,
  instance,
  MAX_CHARACTERS,
  mentioned,
  notification,
  postStatus,
  statusId,
} from './mastodon-wire.ts';
import { router } from './operation.ts';
import type { Call, Desk, Dialect } from './operation.ts';
import { page } from './paging.ts';
import { Store } from './store.ts';
import { accountForToken, tokenFor } from './tokens.ts';
import type {
  Account,
  InboundMessage,
  InjectRequest,
  NetworkOptions,
  Post,
  SimulatedNetwork,
  Wire,
} from './types.ts';
import { Refusal } from './types.ts';

const MINUTE = 60_000;
const KEY_KEPT_MS = 60 * MINUTE;

const READS = [
  'notifications.list',
  'status.read',
  'context.read',
  'account.statuses',
  'credentials.verify',
  'instance.read',
];

/**
 * Documented: 300 per 5 minutes per account over all calls, deletions 30 per 30 minutes. The limit per IP
 * address (also 300) is left out, because here every account comes from one address.
 */
const LIMITS: readonly LimitRow[] = [
  { name: 'api', operations: [...READS, 'status.create', 'status.delete'], limit: 300, windowMs: 5 * MINUTE },
  { name: 'DELETE /api/v1/statuses/:id', operations: ['status.delete'], limit: 30, windowMs: 30 * MINUTE },
];

const fail = (status: number, error: string) => Response.json({ error }, { status });

const DIALECT: Dialect = {
  unauthorized: () => fail(401, 'The access token is invalid'),
  refused: (status) =>
    fail(status, status >= 500 ? 'Remote service temporarily unavailable' : 'This action is not allowed'),
  tooMany: (retryAfter) => {
    const answer = fail(429, 'Too many requests');
    if (retryAfter !== null) answer.headers.set('retry-after', String(retryAfter));
    return answer;
  },
  limitHeaders: (limit, taken) => ({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(taken.remaining),
    'x-ratelimit-reset': new Date(taken.resetAtMs).toISOString(),
  }),
  failed: () => fail(503, 'Service Unavailable'),
};

export async function openMastodon(options: NetworkOptions): Promise<SimulatedNetwork> {
  return new Mastodon(options, await Store.open('mastodon', options.dataDir, MASTODON_IDS));
}

class Mastodon implements SimulatedNetwork {
  readonly name = 'mastodon';
  readonly app: Hono<Wire>;
  readonly #options: NetworkOptions;
  readonly #store: Store;
  readonly #limits = new Limits(LIMITS);
  readonly #counters = new Counters();
  readonly #byStatus = new Map<string, InboundMessage>();
  /** `account key` → the post that this Idempotency-Key made; a promise while it is being journaled. */
  readonly #keys = new Map<string, { readonly atMs: number; readonly post: Promise<Post> }>();

  constructor(options: NetworkOptions, store: Store) {
    this.#options = options;
    this.#store = store;
    for (const message of store.inbound.values()) this.#show(message);
    for (const post of store.posts.values()) {
      const key = post.idempotencyKey;
      if (key !== null)
        this.#keys.set(`${post.accountId} ${key}`, {
          atMs: Date.parse(post.at),
          post: Promise.resolve(post),
        });
    }
    this.app = this.#routes();
  }

  async inject(requests: readonly InjectRequest[]): Promise<readonly InboundMessage[]> {
    const messages = await Promise.all(
      requests.map((r) => this.#store.receive({ ...r, text: this.#addressed(r) }, this.#options.now())),
    );
    for (const message of messages) this.#show(message);
    this.#counters.add('messages inject', messages.length);
    return messages;
  }

  async addAccount(account: Account): Promise<string> {
    await this.#store.saveSetup({ type: 'account', ...account });
    return tokenFor(this.#options.token, account.accountId);
  }

  addWebhook(): Promise<unknown> {
    return Promise.reject(new Refusal(400, 'Mastodon sends no webhooks to applications; it is polled'));
  }

  replay(): number {
    return 0;
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
      webhooks: [],
      outstanding: [],
      undelivered: [],
    };
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #show(message: InboundMessage): void {
    this.#store.ids.seen(statusId(message));
    this.#byStatus.set(statusId(message), message);
  }

  #addressed(request: InjectRequest): string {
    const handle = this.#store.accounts.get(request.accountId)?.handle;
    return !handle || mentioned(request.text, handle) ? request.text : `@${handle} ${request.text}`;
  }

  #routes(): Hono<Wire> {
    const app = new Hono<Wire>();
    const desk: Desk = {
      network: 'mastodon',
      dialect: DIALECT,
      faults: this.#options.faults,
      limits: this.#limits,
      counters: this.#counters,
      limited: (post) => this.#store.noteLimited(post),
      clock: this.#options.now,
      accountOf: (token) => accountForToken(this.#options.token, token, this.#store.accounts),
    };
    const route = router(app, desk);
    app.get('/api/v2/instance', () => Response.json(instance()));
    route('GET', '/api/v1/notifications', 'notifications.list', (c, call) => this.#notifications(c, call));
    route('POST', '/api/v1/statuses', 'status.create', (c, call) => this.#create(c, call));
    route('GET', '/api/v1/statuses/:id', 'status.read', (c) => this.#read(c));
    route('DELETE', '/api/v1/statuses/:id', 'status.delete', (c, call) => this.#delete(c, call));
    route('GET', '/api/v1/statuses/:id/context', 'context.read', (c) => this.#context(c));
    route('GET', '/api/v1/accounts/verify_credentials', 'credentials.verify', async (_, { account }) =>
      Response.json(self(account)),
    );
    route('GET', '/api/v1/accounts/:id/statuses', 'account.statuses', (c) => this.#statuses(c));
    app.notFound(() => fail(404, 'Record not found'));
    return app;
  }

  async #notifications(c: Context, { account }: Call): Promise<Response> {
    const url = new URL(c.req.url);
    const only = url.searchParams.getAll('types[]');
    const without = url.searchParams.getAll('exclude_types[]');
    const wanted = (only.length === 0 || only.includes('mention')) && !without.includes('mention');
    const mine = wanted
      ? [...this.#store.inbound.values()].filter((m) => m.accountId === account.accountId)
      : [];
    const { items, link } = page(mine, (m) => m.nativeId, url, { size: 40, max: 80 });
    const answer = Response.json(items.map((m) => notification(m, account)));
    if (link) answer.headers.set('link', link);
    return answer;
  }

  async #create(c: Context, { account, requestId, now }: Call): Promise<Response> {
    const key = c.req.header('idempotency-key') ?? null;
    const slot = key === null ? null : `${account.accountId} ${key}`;
    const before = slot === null ? undefined : this.#keys.get(slot);
    if (before && now - before.atMs < KEY_KEPT_MS) {
      this.#counters.add('repeated status.create');
      return Response.json(this.#status(await before.post));
    }
    const body = await fields(c);
    const text = textOf(body['status']) ?? '';
    const inReplyTo = textOf(body['in_reply_to_id']);
    if (text.trim() === '') return fail(422, "Validation failed: Text can't be blank");
    if (countCharacters(text) > MAX_CHARACTERS) {
      return fail(422, `Validation failed: Text character limit of ${MAX_CHARACTERS} exceeded`);
    }
    if (inReplyTo !== null && !this.#exists(inReplyTo)) {
      return fail(404, 'The post you are trying to reply to does not appear to exist.');
    }
    // Two requests with one key can overtake each other while a body is read: look again before accepting.
    const meanwhile = slot === null ? undefined : this.#keys.get(slot);
    if (meanwhile && now - meanwhile.atMs < KEY_KEPT_MS)
      return Response.json(this.#status(await meanwhile.post));
    const post = this.#store.acceptPost(
      {
        nativePostId: this.#store.ids.next(now),
        accountId: account.accountId,
        inReplyTo,
        text,
        storedText: text,
        idempotencyKey: key,
        requestId,
      },
      now,
    );
    if (slot !== null) this.#keys.set(slot, { atMs: now, post });
    this.#forgetOldKeys(now);
    const accepted = await post;
    this.#counters.add('accepted status.create');
    return Response.json(this.#status(accepted));
  }

  async #read(c: Context): Promise<Response> {
    const found = this.#find(c.req.param('id') ?? '');
    return found ? Response.json(found) : fail(404, 'Record not found');
  }

  async #delete(c: Context, { account, requestId, now }: Call): Promise<Response> {
    const post = this.#store.posts.get(c.req.param('id') ?? '');
    if (!post || post.accountId !== account.accountId || this.#store.deleted.has(post.nativePostId)) {
      return fail(404, 'Record not found');
    }
    await this.#store.deletePost(post, now, requestId);
    return Response.json({ ...this.#status(post), text: post.text });
  }

  async #context(c: Context): Promise<Response> {
    const id = c.req.param('id') ?? '';
    if (!this.#exists(id)) return fail(404, 'Record not found');
    const ancestors: object[] = [];
    for (let above = this.#parent(id); above !== null && ancestors.length < 40; above = this.#parent(above)) {
      const found = this.#find(above);
      if (found) ancestors.unshift(found);
    }
    const below = [...this.#store.posts.keys(), ...this.#byStatus.keys()].filter((other) =>
      this.#isBelow(other, id),
    );
    const descendants = below.map((other) => this.#find(other)).filter((s) => s !== null);
    return Response.json({ ancestors, descendants });
  }

  async #statuses(c: Context): Promise<Response> {
    const url = new URL(c.req.url);
    const noReplies = url.searchParams.get('exclude_replies') === 'true';
    const posts = [...this.#store.posts.values()]
      .filter((p) => p.accountId === c.req.param('id') && !this.#store.deleted.has(p.nativePostId))
      .filter((p) => !noReplies || p.inReplyTo === null);
    const { items, link } = page(posts, (p) => p.nativePostId, url, { size: 20, max: 40 });
    const answer = Response.json(items.map((p) => this.#status(p)));
    if (link) answer.headers.set('link', link);
    return answer;
  }

  #status(post: Post) {
    const account = this.#store.accounts.get(post.accountId)!;
    return postStatus(
      post,
      account,
      post.inReplyTo === null ? undefined : this.#byStatus.get(post.inReplyTo),
    );
  }

  #exists(id: string): boolean {
    return this.#byStatus.has(id) || (this.#store.posts.has(id) && !this.#store.deleted.has(id));
  }

  #find(id: string): object | null {
    if (!this.#exists(id)) return null;
    const post = this.#store.posts.get(id);
    if (post) return this.#status(post);
    const message = this.#byStatus.get(id)!;
    return inboundStatus(message, this.#store.accounts.get(message.accountId)!);
  }

  #parent(id: string): string | null {
    return this.#store.posts.get(id)?.inReplyTo ?? this.#byStatus.get(id)?.inReplyToId ?? null;
  }

  #isBelow(id: string, top: string): boolean {
    for (let above = this.#parent(id); above !== null; above = this.#parent(above))
      if (above === top) return true;
    return false;
  }

  #forgetOldKeys(now: number): void {
    for (const [slot, { atMs }] of this.#keys) {
      if (now - atMs < KEY_KEPT_MS) return;
      this.#keys.delete(slot);
    }
  }
}

function self(account: Account) {
  const entity = accountEntity(account.accountId, account.handle, account.name, 0);
  return { ...entity, source: { privacy: 'public', sensitive: false, language: '', note: '', fields: [] } };
}

/** Mastodon takes JSON and forms alike. */
async function fields(c: Context): Promise<Record<string, unknown>> {
  if (!(c.req.header('content-type') ?? '').includes('json')) return c.req.parseBody();
  const body: unknown = await c.req.json().catch(() => null);
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
