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
  /** For clocks in headers (`Retry-After`). */
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
const MIN_WAIT_MS = 1_000;
const MAX_WAIT_MS = 24 * 3_600_000;

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
  if (status === 307 || status === 308) {
    const message = `HTTP ${status}: the network sent us elsewhere; check the address that is configured.`;
    return { outcome: 'not_sent', code: 'redirected', message, retryable: false, retryAt: null, rate };
  }
  if (status >= 300 && status < 400) {
    // 303 usually follows a request that was carried out, and 301 and 302 are used like it (RFC 9110, 15.4).
    const message = `HTTP ${status}: the network sent us elsewhere; it may have been carried out.`;
    return { outcome: 'unknown', code: 'answer_unreadable', message };
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

/**
 * The later of what the headers say; our own wait when they say nothing. Whole epoch ms, at least a second and
 * at most a day from `now`: a network's slip neither makes us hammer it nor silences an account.
 */
export function retryAt(
  headers: Readonly<Record<string, string>>,
  rate: RateSnapshot | null,
  waitMs: number,
  now: number,
): number {
  const header = headers['retry-after'];
  const said = [
    ...(header === undefined ? [] : [afterHeader(header, now)]),
    ...(rate && rate.remaining === 0 ? [rate.resetAt] : []),
  ].filter((at) => at !== null);
  const at = said.length > 0 ? Math.max(...said) : now + waitMs;
  return Math.ceil(Math.min(now + MAX_WAIT_MS, Math.max(now + MIN_WAIT_MS, at)));
}

/** `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), epoch ms; null when it is neither. */
function afterHeader(header: string, now: number): number | null {
  const seconds = header.trim() === '' ? Number.NaN : Number(header);
  if (Number.isFinite(seconds)) return seconds < 0 ? null : now + seconds * 1000;
  // Every form of an HTTP date begins with the name of a day; `Date.parse` alone takes much else for dates.
  const date = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? null : date;
}
