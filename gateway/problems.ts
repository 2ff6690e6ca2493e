/**
 * The one file that maps error codes to HTTP. Errors are RFC 9457 problem details: `code` for programs,
 * `title` and `detail` for people, `choices` where the caller can choose how to go on.
 */
import type { Context } from 'hono';

interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly title: string;
}

export const PROBLEMS = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  missing_idempotency_key: { status: 400, title: 'An Idempotency-Key header is needed' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  bad_signature: { status: 401, title: 'The signature does not match the body' },
  missing_signature: { status: 401, title: 'The signature header is missing' },
  stale_signature: { status: 401, title: 'The signature is too old' },
  login_code_used: { status: 401, title: 'This sign-in link was used or is too old' },
  forbidden: { status: 403, title: 'Not allowed' },
  foreign_origin: { status: 403, title: 'The request comes from another site' },
  not_found: { status: 404, title: 'Not found' },
  unknown_network: { status: 404, title: 'This network is not connected' },
  conversation_moved_on: { status: 409, title: 'A newer message arrived in the conversation' },
  draft_changed: { status: 409, title: 'The draft was changed meanwhile' },
  not_checked_yet: { status: 409, title: 'The text is still being checked' },
  flagged_edit_first: { status: 409, title: 'The text was flagged; change it first' },
  already_decided: { status: 409, title: 'This was already decided' },
  already_posted: { status: 409, title: 'The reply is already posted' },
  too_late: { status: 409, title: 'It is too late to take it back' },
  policy_invalid: { status: 422, title: 'This is not a safety policy' },
  idempotency_key_reused: { status: 422, title: 'The same Idempotency-Key came with other parameters' },
  label_unknown: { status: 422, title: 'There is no such label' },
  label_changed: { status: 409, title: 'The label was corrected meanwhile' },
  not_in_sample: { status: 422, title: 'Nobody asks for a label of this message' },
  label_missing: { status: 409, title: 'There is no label to correct yet' },
  command_rejected: { status: 409, title: 'The command was refused' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  starting: { status: 503, title: 'The gateway is starting' },
  log_unconfirmed: { status: 503, title: 'The event log has not confirmed the write yet' },
  log_unavailable: { status: 503, title: 'The event log does not accept writes right now' },
  read_model_unavailable: { status: 503, title: 'The read models cannot be reached right now' },
} as const satisfies Record<string, ProblemRow>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal that a route throws; `detail` is for the caller and holds nothing internal. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly extra: {
    readonly choices?: unknown;
    /** The conversation's version now: what a command that goes on anyway must carry. */
    readonly conversationVersion?: number;
    /** The draft now: what a command that decides about it must carry, and its text. */
    readonly draftId?: string;
    readonly draftVersion?: number;
    readonly text?: string;
    readonly retryAfterSeconds?: number;
    readonly reason?: string;
  };
  constructor(code: ProblemCode, detail: string, extra: Problem['extra'] = {}, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** Writes the problem as a response. `retry-after` goes with every 503. */
export function problemResponse(context: Context, problem: Problem): Response {
  const row: ProblemRow = PROBLEMS[problem.code];
  const { retryAfterSeconds, ...extra } = problem.extra;
  const retryAfter = retryAfterSeconds ?? (row.status === 503 ? 2 : undefined);
  return context.json(
    {
      type: `https://signalpost.example/problems/${problem.code}`,
      title: row.title,
      status: row.status,
      code: problem.code,
      detail: problem.detail,
      instance: new URL(context.req.url).pathname,
      ...extra,
    },
    row.status,
    {
      'content-type': 'application/problem+json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(row.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
  );
}
