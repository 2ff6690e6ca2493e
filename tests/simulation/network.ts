/**
 * A network for the simulated world, as small as can be: what it accepted and when by its own clock. It shares no
 * code with the connectors. It may lose a request, lose an answer, refuse, or be slow, as told.
 */
import type { PlatformClient, PostRequest, PostResult } from '../../platforms/port.ts';

export const MANNERS = ['answers', 'drops_answer', 'drops_request', 'refuses', 'slow'] as const;
export type Manner = (typeof MANNERS)[number];

export interface AcceptedPost {
  readonly accountId: string;
  readonly target: string;
  readonly actionId: string;
  readonly text: string;
  /** Epoch ms by the network's clock, which does not jump with ours. */
  readonly at: number;
}

const SLOW_MS = 4_000;

export class SimulatedNetwork {
  readonly accepted: AcceptedPost[] = [];
  readonly #byKey = new Map<string, number>();
  manner: Manner = 'answers';
  /** Requests that reached it, repeated ones too. */
  requests = 0;

  /** @param keepsKeys it recognises a repeated request by its key, as Mastodon does. */
  client(
    network: string,
    keepsKeys: boolean,
    now: () => number,
    sleep: (ms: number) => Promise<void>,
  ): PlatformClient {
    return {
      network,
      poll: null,
      readLimits: null,
      post: async (request) => {
        const { manner } = this;
        if (manner === 'slow') await sleep(SLOW_MS);
        return this.#take(request, manner, keepsKeys, now());
      },
      readBack: async ({ targetNativeId, accountId }) => {
        const at = this.accepted.findIndex(
          (post) => post.target === targetNativeId && post.accountId === accountId,
        );
        return at < 0
          ? { found: false }
          : { found: true, networkPostId: `post-${at}`, publishedText: 'as the network shows it' };
      },
    } as PlatformClient;
  }

  #take({ target, idempotencyKey }: PostRequest, manner: Manner, keepsKeys: boolean, at: number): PostResult {
    if (manner === 'refuses') {
      const rest = { retryable: true, retryAt: null, rate: null };
      return { outcome: 'not_sent', code: 'not_connected', message: 'refused', ...rest };
    }
    const lost = { outcome: 'unknown', code: 'answer_lost', message: 'no answer' } as const;
    if (manner === 'drops_request') return lost;
    this.requests++;
    const known = keepsKeys ? this.#byKey.get(idempotencyKey) : undefined;
    const number = known ?? this.accepted.length;
    if (known === undefined) {
      const { accountId, targetNativeId, actionId, text } = target;
      this.accepted.push({ accountId, target: targetNativeId, actionId, text, at });
      this.#byKey.set(idempotencyKey, number);
    }
    if (manner === 'drops_answer') return lost;
    return { outcome: 'sent', networkPostId: `post-${number}`, publishedText: target.text, rate: null };
  }
}
