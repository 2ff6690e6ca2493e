import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { IdSource } from './ids.ts';
import type { IdShape } from './ids.ts';
import { Journal, readJournal } from './journal.ts';
import type { Account, InboundMessage, InjectRequest, Post } from './types.ts';
import { Refusal } from './types.ts';

/** Bytes at which a journal begins anew; one older generation is kept, so each takes twice that at most. */
export const JOURNAL_BYTES = { posts: 128 * 1024 * 1024, others: 64 * 1024 * 1024 } as const;
const KEPT_MESSAGES = 200_000;

/**
 * What one network remembers, and its journals: `NAME.posts.jsonl` (every post accepted, deleted),
 * `NAME.inbound.jsonl` (messages) and `NAME.setup.jsonl` (accounts and webhooks; a line a change). Every
 * change is on the disk before its method resolves; opening reads it all back. The first two are rotated: older
 * posts lie in a file with the same ending, which whoever counts posts reads too.
 */
export class Store {
  readonly name: string;
  readonly ids: IdSource;
  readonly accounts = new Map<string, Account>();
  readonly posts = new Map<string, Post>();
  readonly deleted = new Set<string>();
  readonly inbound = new Map<string, InboundMessage>();
  readonly setup: Record<string, unknown>[] = [];
  readonly #posts: Journal;
  readonly #inbound: Journal;
  readonly #setup: Journal;

  private constructor(name: string, ids: IdSource, journals: readonly [Journal, Journal, Journal]) {
    this.name = name;
    this.ids = ids;
    [this.#posts, this.#inbound, this.#setup] = journals;
  }

  static async open(name: string, dataDir: string, shape: IdShape): Promise<Store> {
    const path = (part: string) => join(dataDir, `${name}.${part}.jsonl`);
    const journals = [
      await Journal.open(path('posts'), JOURNAL_BYTES.posts, path('older.posts')),
      await Journal.open(path('inbound'), JOURNAL_BYTES.others),
      await Journal.open(path('setup')),
    ] as const;
    const store = new Store(name, new IdSource(shape), journals);
    for await (const line of readJournal(path('posts'), path('older.posts'))) store.#rememberPost(line);
    for await (const line of readJournal(path('inbound')))
      store.#rememberMessage(line as unknown as InboundMessage);
    for await (const line of readJournal(path('setup'))) store.#rememberSetup(line);
    return store;
  }

  async acceptPost(post: Omit<Post, 'at'>, nowMs: number): Promise<Post> {
    const line = { type: 'posted', network: this.name, ...post, at: new Date(nowMs).toISOString() };
    // In memory first: a second request for the same target must see this one while the disk is busy.
    this.#rememberPost(line);
    await this.#posts.append(line);
    return this.posts.get(post.nativePostId)!;
  }

  async deletePost(post: Post, nowMs: number, requestId: string): Promise<void> {
    const { nativePostId, accountId } = post;
    const at = new Date(nowMs).toISOString();
    const line = { type: 'deleted', network: this.name, nativePostId, accountId, at, requestId };
    this.#rememberPost(line);
    await this.#posts.append(line);
  }

  /** Records something done to a message of somebody else (hiding a reply). */
  async note(record: { readonly type: 'hidden' } & Record<string, unknown>): Promise<void> {
    await this.#posts.append({ ...record, network: this.name });
  }

  /** Records a post that was turned away because of a limit; it is no post. */
  async noteLimited({
    at,
    ...post
  }: {
    readonly accountId: string;
    readonly operation: string;
    readonly at: number;
  }): Promise<void> {
    await this.#posts.append({
      type: 'limited',
      network: this.name,
      ...post,
      at: new Date(at).toISOString(),
    });
  }

  /** Gives the message its ids and journals it. Throws `Refusal` 404 for an unknown account. */
  async receive(request: InjectRequest, nowMs: number): Promise<InboundMessage> {
    if (!this.accounts.has(request.accountId)) {
      throw new Refusal(404, `${this.name} has no account ${request.accountId}; add it with POST /accounts`);
    }
    const nativeId = this.ids.next(nowMs);
    const parent = request.inReplyToId;
    const above = parent === undefined ? undefined : this.inbound.get(parent);
    const message: InboundMessage = {
      nativeId,
      eventId: randomUUID(),
      accountId: request.accountId,
      kind: request.kind,
      author: request.author,
      text: request.text,
      conversationId: request.conversationId ?? above?.conversationId ?? parent ?? nativeId,
      inReplyToId: parent ?? null,
      lang: request.lang ?? 'und',
      createdAt: request.createdAt ?? new Date(nowMs).toISOString(),
      deliver: request.deliver ?? true,
    };
    await this.#inbound.append(message);
    this.#rememberMessage(message);
    return message;
  }

  async saveSetup(record: { readonly type: string } & Record<string, unknown>): Promise<void> {
    await this.#setup.append(record);
    this.#rememberSetup(record);
  }

  tail(count: number): readonly Post[] {
    return count <= 0 ? [] : [...this.posts.values()].slice(-count);
  }

  async close(): Promise<void> {
    await Promise.all([this.#posts.close(), this.#inbound.close(), this.#setup.close()]);
  }

  #rememberPost(line: Record<string, unknown>): void {
    const id = line['nativePostId'];
    if (typeof id !== 'string') return;
    if (line['type'] === 'deleted') this.deleted.add(id);
    if (line['type'] !== 'posted') return;
    this.ids.seen(id);
    this.posts.set(id, line as unknown as Post);
  }

  #rememberMessage(message: InboundMessage): void {
    this.ids.seen(message.nativeId);
    this.inbound.set(message.nativeId, message);
    // Oldest first out: a Map iterates in insertion order.
    if (this.inbound.size > KEPT_MESSAGES) this.inbound.delete(this.inbound.keys().next().value!);
  }

  #rememberSetup(line: Record<string, unknown>): void {
    if (line['type'] === 'account') this.accounts.set(String(line['accountId']), line as unknown as Account);
    else this.setup.push(line);
    if (typeof line['id'] === 'string') this.ids.seen(line['id']);
  }
}
