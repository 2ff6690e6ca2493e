import type { Hono } from 'hono';
import type { HttpBindings } from '@hono/node-server';
import type { Faults } from './faults.ts';
import type { LimitState } from './limits.ts';

/** Hono context of every simulated network: the raw sockets are needed to drop an answer. */
export type Wire = { Bindings: HttpBindings };

export type InboundKind = 'mention' | 'reply' | 'comment' | 'quote' | 'message';
export const INBOUND_KINDS: readonly InboundKind[] = ['mention', 'reply', 'comment', 'quote', 'message'];

/** Someone from the public who writes to an account. `followers` is what the network shows of them. */
export interface Author {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly followers: number;
}

/** A brand's own account at a network, and the bearer token that acts for it. */
export interface Account {
  readonly accountId: string;
  readonly handle: string;
  readonly name: string;
}

/** What the control API takes: one message that somebody in the world writes. */
export interface InjectRequest {
  readonly accountId: string;
  readonly kind: InboundKind;
  readonly author: Author;
  readonly text: string;
  readonly conversationId?: string | undefined;
  readonly inReplyToId?: string | undefined;
  readonly lang?: string | undefined;
  /** ISO 8601; default: the network's clock. */
  readonly createdAt?: string | undefined;
  /** false: the message exists at the network, but the network does not deliver it (a load driver does). */
  readonly deliver?: boolean | undefined;
}

/** A message as it exists at the network, with the ids that the network gave it. */
export interface InboundMessage {
  readonly nativeId: string;
  readonly eventId: string;
  readonly accountId: string;
  readonly kind: InboundKind;
  readonly author: Author;
  readonly text: string;
  readonly conversationId: string;
  readonly inReplyToId: string | null;
  readonly lang: string;
  readonly createdAt: string;
  readonly deliver: boolean;
}

/** A post that the network accepted from an account. One such line is fsynced before the 2xx. */
export interface Post {
  readonly nativePostId: string;
  readonly accountId: string;
  readonly inReplyTo: string | null;
  /** Exactly the text of the request. */
  readonly text: string;
  /** The text as the network stores and shows it. */
  readonly storedText: string;
  readonly idempotencyKey: string | null;
  /** Network clock, ISO 8601. */
  readonly at: string;
  readonly requestId: string;
}

export interface NetworkState {
  readonly clock: string;
  readonly accounts: readonly Account[];
  readonly counters: Readonly<Record<string, number>>;
  readonly limits: readonly LimitState[];
  readonly posts: number;
  readonly inbound: number;
  readonly journalTail: readonly Post[];
  readonly webhooks: readonly unknown[];
  readonly outstanding: readonly unknown[];
  readonly undelivered: readonly unknown[];
}

/** What every simulated network is to the control API. Adding a network: one file and a row in `table.ts`. */
export interface SimulatedNetwork {
  readonly name: string;
  readonly app: Hono<Wire>;
  /** Journals, then makes visible or delivers. Throws `Refusal` for a request that the network cannot hold. */
  inject(requests: readonly InjectRequest[]): Promise<readonly InboundMessage[]>;
  /** Adds or renames an account and returns its bearer token. */
  addAccount(account: Account): Promise<string>;
  /**
   * Sets the webhook target, after the network's own handshake, and sends what waited for one; networks
   * without webhooks refuse.
   */
  addWebhook(url: string): Promise<unknown>;
  /** Sends everything that ended undelivered once more; returns how many. */
  replay(): number;
  state(tail: number): NetworkState;
  close(): Promise<void>;
}

/** What a network is opened with. Clock and randomness come in, so that a test can own them. */
export interface NetworkOptions {
  readonly dataDir: string;
  readonly token: string;
  /** The secret that signs webhooks; empty where the network sends none. */
  readonly appSecret: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly faults: Faults;
  readonly webhookRetryBaseMs: number;
}

/** A request that cannot be carried out: HTTP status and a sentence that says what to do. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
