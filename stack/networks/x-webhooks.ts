import { randomBytes } from 'node:crypto';
import type { Delivery } from './delivery.ts';
import type { Store } from './store.ts';
import type { InboundMessage } from './types.ts';
import { Refusal } from './types.ts';
import { X_EVENT_TYPES, xActivityBody, xEventType, xSignature } from './x-wire.ts';

const CRC_TIMEOUT_MS = 3_000;
/** X's pages differ (every hour, or every 30 minutes); the shorter one. */
const CRC_EVERY_MS = 30 * 60_000;

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly created_at: string;
  valid: boolean;
}

interface Subscription {
  readonly subscription_id: string;
  readonly event_type: string;
  readonly filter: { readonly user_id: string };
  readonly webhook_id: string;
  readonly tag: string;
}

/**
 * Webhooks and activity subscriptions of one X app. A webhook is registered only if it answers the CRC;
 * one that fails a later CRC is invalid and receives nothing until it passes again.
 */
export class XWebhooks {
  readonly #store: Store;
  readonly #secret: string;
  readonly #now: () => number;
  readonly #hooks = new Map<string, Webhook>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #timer: NodeJS.Timeout;

  constructor(store: Store, secret: string, now: () => number) {
    this.#store = store;
    this.#secret = secret;
    this.#now = now;
    for (const line of store.setup) this.#remember(line);
    this.#timer = setInterval(() => void this.checkAll(), CRC_EVERY_MS).unref();
  }

  list(): readonly Webhook[] {
    return [...this.#hooks.values()];
  }

  subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions.values()];
  }

  /** Registers a target. The same URL again is checked again and answered with the webhook that exists. */
  async register(url: string): Promise<Webhook> {
    if (!URL.canParse(url)) throw new Refusal(400, `UrlValidationFailed: ${url} is not a URL`);
    const failure = await this.#crc(url);
    if (failure) throw new Refusal(400, `CrcValidationFailed: ${failure}`);
    const known = this.list().find((hook) => hook.url === url);
    if (known) {
      known.valid = true;
      return known;
    }
    const now = this.#now();
    const line = {
      type: 'webhook',
      id: this.#store.ids.next(now),
      url,
      created_at: new Date(now).toISOString(),
    };
    await this.#store.saveSetup(line);
    return this.#remember(line) as Webhook;
  }

  /**
   * Points the one webhook of an installation at this URL, or registers it as the first. Its id and
   * subscriptions stay, so that deliveries under way follow it: a gateway may come back on another port.
   */
  async retarget(url: string): Promise<Webhook> {
    const known = this.list()[0];
    if (!known || this.list().some((hook) => hook.url === url)) return this.register(url);
    const failure = await this.#crc(url);
    if (failure) throw new Refusal(400, `CrcValidationFailed: ${failure}`);
    const line = { type: 'webhook', id: known.id, url, created_at: known.created_at };
    await this.#store.saveSetup(line);
    return this.#remember(line) as Webhook;
  }

  async remove(id: string): Promise<boolean> {
    if (!this.#hooks.has(id)) return false;
    const line = { type: 'webhook-deleted', id };
    await this.#store.saveSetup(line);
    this.#remember(line);
    return true;
  }

  /** Runs the CRC of one webhook now; null when it does not exist. */
  async check(id: string): Promise<Webhook | null> {
    const hook = this.#hooks.get(id);
    if (!hook) return null;
    hook.valid = (await this.#crc(hook.url)) === null;
    return hook;
  }

  async checkAll(): Promise<void> {
    for (const id of this.#hooks.keys()) await this.check(id);
  }

  async subscribe(webhookId: string, userId: string, eventType: string, tag = ''): Promise<Subscription> {
    if (!this.#hooks.has(webhookId)) throw new Refusal(400, 'WebhookIdInvalid');
    if (!X_EVENT_TYPES.includes(eventType))
      throw new Refusal(400, `event_type ${eventType} is not simulated`);
    const same = this.subscriptions().find(
      (s) => s.webhook_id === webhookId && s.event_type === eventType && s.filter.user_id === userId,
    );
    if (same) return same;
    const subscription_id = this.#store.ids.next(this.#now());
    const body = {
      subscription_id,
      event_type: eventType,
      filter: { user_id: userId },
      webhook_id: webhookId,
      tag,
    };
    const line = { type: 'subscription', id: subscription_id, ...body };
    await this.#store.saveSetup(line);
    return this.#remember(line) as Subscription;
  }

  /** Every event type of an account to a webhook, as the control API does it. */
  async subscribeAll(webhookId: string, userId: string): Promise<void> {
    for (const type of X_EVENT_TYPES) await this.subscribe(webhookId, userId, type);
  }

  /** The webhook requests that this message causes: one per valid, subscribed webhook. */
  deliveries(message: InboundMessage): readonly Delivery[] {
    const account = this.#store.accounts.get(message.accountId);
    if (!account) return [];
    return this.subscriptions().flatMap((s) => {
      const hook = this.#hooks.get(s.webhook_id);
      if (!hook?.valid || s.filter.user_id !== message.accountId || s.event_type !== xEventType(message))
        return [];
      const body = xActivityBody(message, account, s.tag);
      const headers = {
        'content-type': 'application/json',
        'x-twitter-webhooks-signature': xSignature(this.#secret, body),
      };
      return [
        { message, webhookId: hook.id, url: () => this.#hooks.get(hook.id)?.url ?? hook.url, body, headers },
      ];
    });
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #remember(line: Record<string, unknown>): unknown {
    const id = String(line['id']);
    if (line['type'] === 'webhook') {
      this.#hooks.set(id, {
        id,
        url: String(line['url']),
        created_at: String(line['created_at']),
        valid: true,
      });
      return this.#hooks.get(id);
    }
    if (line['type'] === 'subscription') {
      const { type: _type, id: _id, ...subscription } = line;
      this.#subscriptions.set(id, subscription as unknown as Subscription);
      return subscription;
    }
    if (line['type'] === 'webhook-deleted') {
      this.#hooks.delete(id);
      for (const s of this.subscriptions())
        if (s.webhook_id === id) this.#subscriptions.delete(s.subscription_id);
    }
    return null;
  }

  /** null when the URL answered the challenge; otherwise what was wrong. */
  async #crc(url: string): Promise<string | null> {
    const token = randomBytes(24).toString('base64url');
    const target = new URL(url);
    target.searchParams.set('crc_token', token);
    try {
      const answer = await fetch(target, { signal: AbortSignal.timeout(CRC_TIMEOUT_MS) });
      if (answer.status !== 200) return `GET ${url} answered ${answer.status}`;
      const body = (await answer.json()) as { response_token?: unknown };
      return body.response_token === xSignature(this.#secret, token)
        ? null
        : `GET ${url} gave a wrong response_token`;
    } catch (error) {
      return `GET ${url} failed: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
