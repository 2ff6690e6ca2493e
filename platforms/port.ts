/**
 * What Signalpost knows of a network, and asks of it. One folder a network; `registry.ts` lists them.
 *
 * A `Platform` is data and pure functions: limits, policy, counting, verification, normalisation. It needs
 * no credentials. A `PlatformClient` speaks to the network for one account and is made with its token.
 */
import type { ActionTarget, Engagement, RateSnapshot } from '../topics/events.ts';
import type { NetworkSlug } from '../service/networks.ts';
import type { BadItem } from './body-parts.ts';
import type { LimitRow } from './limits.ts';
import type { PolicyRow } from './policy.ts';

export type { NetworkSlug } from '../service/networks.ts';

/** Polls of one account that a network bears. */
export interface PollPace {
  /** Between two polls that find nothing more, ms. */
  readonly everyMs: number;
  /** Most polls in any window of `windowMs`, pages that follow at once included. */
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * key: the network recognises a repeated request by a key of ours for `keptMs`, so a second try is harmless.
 * none: it does not; after an unknown outcome only reading back, or a person, decides.
 */
export type Idempotency = { readonly kind: 'key'; readonly keptMs: number } | { readonly kind: 'none' };

/** Text length as the network counts it, for a reply to this author. */
export interface LengthRule {
  readonly limit: number;
  readonly unit: string;
  readonly count: (text: string, replyTo: string) => number;
}

declare const verified: unique symbol;
/** A webhook body whose signature was checked. Only a verifier makes one; only this may be published. */
export interface Verified {
  readonly [verified]: true;
  readonly body: Buffer;
}

/** A body as it came, with the headers as received (lower-case names). */
export interface Unverified {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export type VerifyResult =
  | { readonly ok: true; readonly verified: Verified }
  | { readonly ok: false; readonly code: 'signature_missing' | 'signature_malformed' | 'signature_wrong' };

/** Says that a verifier has checked these bytes. For verifiers and their tests only. */
export function markVerified(body: Buffer): Verified {
  return { body } as unknown as Verified;
}

export interface WebhookRules {
  /** Header that carries the signature, lower case. */
  readonly signatureHeader: string;
  /** Raw bytes against one or two secrets (two while one is being replaced), in constant time. */
  readonly verify: (unverified: Unverified, secrets: readonly string[]) => VerifyResult;
  /** The answer to the network's challenge, as JSON text; null when the token is not one it would send. */
  readonly challenge: (token: string, secret: string) => string | null;
}

/** A body read item by item: what is wrong with one message costs nobody else's. */
export type NormaliseResult =
  | {
      readonly kind: 'engagements';
      readonly engagements: readonly Engagement[];
      readonly bad: readonly BadItem[];
    }
  /** Delivered for `network:*`: what belongs to which account, each as a body of its own. */
  | {
      readonly kind: 'accounts';
      readonly bodies: readonly { readonly accountId: string; readonly body: Buffer }[];
      readonly bad: readonly BadItem[];
    }
  /** Well-formed, but nothing for us in it. */
  | { readonly kind: 'nothing'; readonly reason: string }
  /** The body as a whole, or the only item in it. */
  | { readonly kind: 'malformed'; readonly code: string; readonly message: string };

export interface Platform {
  readonly slug: NetworkSlug;
  readonly name: string;
  readonly text: LengthRule;
  readonly idempotency: Idempotency;
  /** Windows per account and operation, tightened at run time by response headers. */
  readonly limits: readonly LimitRow[];
  /** Who may be answered, how and until when, each rule with its source. */
  readonly policy: readonly PolicyRow[];
  /** network: it names a message's thread. parent: it names only the message answered. */
  readonly threads: 'network' | 'parent';
  /** Null where the network does not call us. */
  readonly webhook: WebhookRules | null;
  /** Null where it is not polled. */
  readonly polling: PollPace | null;
  /**
   * Account that a body is for (`x:1001`), which keys its record; `x:*` when the body does not say, or says
   * several: `normalise` then gives each account its part. Reads as little as possible and never throws: a
   * malformed body is kept and becomes a dead letter with its reason.
   */
  readonly accountOf: (body: Buffer) => string;
  /** Engagements in a body delivered for `accountId`, and only of that account. Pure; never throws. */
  readonly normalise: (body: Buffer, accountId: string) => NormaliseResult;
}

export interface PostRequest {
  readonly target: ActionTarget;
  /** The same for each attempt of one action. */
  readonly idempotencyKey: string;
}

/**
 * sent: the network has it and said so. not_sent: it provably has it not (nothing left the machine, or the
 * network answered that it refuses). unknown: the request left and no usable answer came.
 */
export type PostResult =
  | {
      readonly outcome: 'sent';
      readonly networkPostId: string;
      /** As the network stored it; null when it did not say. */
      readonly publishedText: string | null;
      readonly rate: RateSnapshot | null;
    }
  | {
      readonly outcome: 'not_sent';
      readonly code: NotSentCode;
      readonly message: string;
      readonly retryable: boolean;
      /** Epoch ms before which a retry is pointless; null when the network did not say. */
      readonly retryAt: number | null;
      readonly rate: RateSnapshot | null;
    }
  | { readonly outcome: 'unknown'; readonly code: UnknownCode; readonly message: string };

export type NotSentCode =
  | 'not_connected'
  | 'stopped_before_send'
  | 'rate_limited'
  | 'token_refused'
  | 'refused_by_network'
  | 'target_gone'
  | 'invalid_content'
  | 'redirected';
export type UnknownCode = 'answer_lost' | 'deadline_passed' | 'server_error' | 'answer_unreadable';

/** What reading the network back says about a reply to one target. */
export type ReadBack =
  | { readonly found: true; readonly networkPostId: string; readonly publishedText: string }
  | { readonly found: false };

/** One page of a polled network, bytes unchanged. */
export interface Polled {
  readonly body: Buffer;
  readonly contentType: string;
  /** Continue from here; the old one again when nothing was new. */
  readonly cursor: string;
  /** How many items the page has; 0 means there is nothing new. */
  readonly items: number;
  /** Whether the network says there is more right now. */
  readonly more: boolean;
}

/** The network as one account sees it. Each call has a deadline and is made once: no retries in here. */
export interface PlatformClient {
  readonly network: NetworkSlug;
  /** Never throws for what the network or the connection does: that is the result. */
  post(request: PostRequest, signal: AbortSignal): Promise<PostResult>;
  /**
   * The account's reply to this target written at or after `sinceMs`, by the network's own listing.
   * @throws NetworkError when the network cannot be read now.
   */
  readBack(target: ActionTarget, sinceMs: number, signal: AbortSignal): Promise<ReadBack>;
  /**
   * What is newer than the cursor (null: from the beginning). Null where the network is not polled.
   * @throws NetworkError when the network cannot be read now.
   */
  readonly poll: ((cursor: string | null, signal: AbortSignal) => Promise<Polled>) | null;
  /**
   * Text limits that the network publishes at run time; null where it publishes none.
   * @throws NetworkError when the network cannot be read now.
   */
  readonly readLimits:
    ((signal: AbortSignal) => Promise<{ readonly maxCharacters: number; readonly perUrl: number }>) | null;
}

/** A read that failed; try later. `retryAt` epoch ms when the network said when. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: 'unreachable' | 'rate_limited' | 'token_refused' | 'bad_answer';
  readonly retryAt: number | null;
  constructor(
    code: NetworkError['code'],
    message: string,
    retryAt: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.retryAt = retryAt;
  }
}
