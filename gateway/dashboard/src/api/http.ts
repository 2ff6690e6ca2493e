/** Requests to our own API. Every failure is one of three errors, so that callers branch on a type. */
import type { ProblemBody } from './types.ts';

/** Longest wait for an answer, ms: the gateway itself answers within about 7 s. */
const DEADLINE_MS = 15_000;

/** The server said no, and why. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly body: ProblemBody;
  constructor(body: ProblemBody) {
    super(body.title);
    this.body = body;
  }
}

/** No answer, or one that cannot be read: nothing is known about what happened. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

let signedOut: () => void = () => undefined;
/** Called on every 401 outside of signing in. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  /** A 401 is an ordinary answer here, not the end of the session. */
  readonly signingIn?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** @throws ApiProblem for every answer from 400; NoAnswer when there was none. */
export async function request(path: string, options: RequestOptions = {}): Promise<Answer> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method: options.method ?? 'GET',
      signal,
      headers: {
        accept: 'application/json',
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    text = await response.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new NoAnswer('No answer from Signalpost', { cause: error });
  }
  const json = parse(text);
  if (response.ok) return { status: response.status, json };
  if (response.status === 401 && !options.signingIn) signedOut();
  throw new ApiProblem(problemOf(response.status, json));
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request(path, signal ? { signal } : {})).json as T;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page, not ours: the status says the rest
  }
}

function problemOf(status: number, json: unknown): ProblemBody {
  const body = (typeof json === 'object' && json !== null ? json : {}) as Partial<ProblemBody>;
  return {
    status,
    code: typeof body.code === 'string' ? body.code : `http_${status}`,
    title: typeof body.title === 'string' ? body.title : 'That did not work',
    detail: typeof body.detail === 'string' ? body.detail : '',
    ...(typeof body.reason === 'string' ? { reason: body.reason } : {}),
    ...(Array.isArray(body.choices)
      ? { choices: body.choices.filter((one): one is string => typeof one === 'string') }
      : {}),
    ...(typeof body.conversationVersion === 'number'
      ? { conversationVersion: body.conversationVersion }
      : {}),
    ...(typeof body.draftId === 'string' ? { draftId: body.draftId } : {}),
    ...(typeof body.draftVersion === 'number' ? { draftVersion: body.draftVersion } : {}),
    ...(typeof body.text === 'string' ? { text: body.text } : {}),
  };
}
