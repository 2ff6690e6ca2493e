/** From what happened on the wire to sent, not sent or unknown: one table for all networks. */
import type { RateSnapshot } from '../topics/events.ts';
import type { HttpOutcome } from './http.ts';
import type { NotSentCode, PostResult } from './port.ts';

export interface AnswerWords {
  /** Id and stored text of the post, from the body of a 2xx; null when they are not in it. */
  readonly published: (body: Buffer) => { readonly id: string; readonly text: string | null } | null;
  readonly rate: (headers: Readonly<Record<string, string>>) => RateSnapshot | null;
  /** The network's own words on a refusal; shown to people. */
  readonly reason: (body: Buffer) => string | null;
  /** For clocks in headers (`Retry-After` in seconds). */
  readonly now: () => number;
}

interface Refusal {
  readonly code: NotSentCode;
  readonly retryable: boolean;
  /** Wait when the network does not say how long, ms. */
  readonly waitMs: number;
}

/** 408 and 5xx are not here: the request may have been carried out. */
const REFUSALS: Readonly<Record<number, Refusal>> = {
  400: { code: 'invalid_content', retryable: false, waitMs: 0 },
  401: { code: 'token_refused', retryable: true, waitMs: 15 * 60_000 },
  403: { code: 'refused_by_network', retryable: false, waitMs: 0 },
  404: { code: 'target_gone', retryable: false, waitMs: 0 },
  410: { code: 'target_gone', retryable: false, waitMs: 0 },
  413: { code: 'invalid_content', retryable: false, waitMs: 0 },
  422: { code: 'invalid_content', retryable: false, waitMs: 0 },
  429: { code: 'rate_limited', retryable: true, waitMs: 60_000 },
};
const OTHER_4XX: Refusal = { code: 'refused_by_network', retryable: false, waitMs: 0 };
const NOT_CONNECTED_WAIT_MS = 15_000;

/** The outcome of one POST that should make one post. */
export function postResult(outcome: HttpOutcome, words: AnswerWords): PostResult {
  if (outcome.kind === 'not_sent') {
    const message = `No connection to the network (${outcome.cause}); nothing was sent.`;
    const code = outcome.stopped ? 'stopped_before_send' : 'not_connected';
    return {
      outcome: 'not_sent',
      code,
      message,
      retryable: true,
      retryAt: words.now() + NOT_CONNECTED_WAIT_MS,
      rate: null,
    };
  }
  if (outcome.kind === 'unknown') {
    const code = outcome.late ? 'deadline_passed' : 'answer_lost';
    return {
      outcome: 'unknown',
      code,
      message: `The request was sent, its answer never came (${outcome.cause}).`,
    };
  }
  const { status, headers, body } = outcome;
  const rate = words.rate(headers);
  if (status >= 200 && status < 300) {
    const published = words.published(body);
    if (!published) {
      return {
        outcome: 'unknown',
        code: 'answer_unreadable',
        message: `HTTP ${status} without the id of a post.`,
      };
    }
    return { outcome: 'sent', networkPostId: published.id, publishedText: published.text, rate };
  }
  if (status >= 300 && status < 400) {
    const message = `HTTP ${status}: the network sent us elsewhere; check the address that is configured.`;
    return { outcome: 'not_sent', code: 'redirected', message, retryable: false, retryAt: null, rate };
  }
  if (status >= 500 || status === 408 || status < 200) {
    return {
      outcome: 'unknown',
      code: 'server_error',
      message: `HTTP ${status}: it may have been carried out.`,
    };
  }
  const refusal = REFUSALS[status] ?? OTHER_4XX;
  return {
    outcome: 'not_sent',
    code: refusal.code,
    message: `HTTP ${status}: ${words.reason(body) ?? 'the network gave no reason'}`.slice(0, 300),
    retryable: refusal.retryable,
    retryAt: refusal.retryable
      ? retryAt(headers, status === 429 ? rate : null, refusal.waitMs, words.now())
      : null,
    rate,
  };
}

/** The later of what the headers say; our own wait when they say nothing. */
export function retryAt(
  headers: Readonly<Record<string, string>>,
  rate: RateSnapshot | null,
  waitMs: number,
  now: number,
): number {
  const seconds = Number(headers['retry-after']);
  const said = [
    ...(headers['retry-after'] !== undefined && Number.isFinite(seconds) ? [now + seconds * 1000] : []),
    ...(rate && rate.remaining === 0 ? [rate.resetAt] : []),
  ];
  return said.length > 0 ? Math.max(...said) : now + waitMs;
}
