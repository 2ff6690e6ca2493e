/**
 * action.events (granted) → action.attempts: sends once, and records what is known of it. Behind `account`,
 * which alone may grant. The attempt is announced and committed before anything is sent; so a life that
 * ends in the middle leaves an attempt without an outcome, and the next life calls it unconfirmed.
 */
import { attemptIdOf } from './attempt-id.ts';
import { GRANT_LIFE_MS } from '../platforms/limits.ts';
import type { PlatformClient, PostResult } from '../platforms/port.ts';
import { seededBug } from '../service/seeded-bugs.ts';
import type { ActionGrantedData, AnyEvent, AttemptFailedData, Event, EventData } from '../topics/events.ts';
import { isEvent } from './runtime/types.ts';
import type { Effect, EffectContext, Outcome } from './runtime/types.ts';

export interface ExecuteDeps {
  /** Undefined when the account's network is not configured here. */
  readonly clientOf: (accountId: string) => PlatformClient | undefined;
  /** The clock right now: an expiry is compared with the moment of sending, not with that of deciding. */
  readonly now: () => number;
}

type AttemptType = 'AttemptStarted' | 'AttemptPublished' | 'AttemptFailed' | 'AttemptUnconfirmed';
/** Whatever was thrown may have been thrown after sending. */
type Threw = { readonly outcome: 'unknown'; readonly code: 'attempt_threw'; readonly message: string };
type Emit = Extract<Outcome, { kind: 'emit' }>;
const SKIP = { kind: 'skip', reason: 'no_grant' } as const;

export function execute({ clientOf, now }: ExecuteDeps): Effect {
  return {
    kind: 'effect',
    name: 'execute',
    version: 1,
    purpose: 'Sends what was granted, once.',
    inputs: ['action.events'],
    outputs: ['action.attempts'],
    concurrency: 8,
    // Longer than a client's own deadline, so that the client says what happened.
    deadlineMs: 20_000,
    handle: async (event, context) =>
      isEvent(event, 'ActionGranted')
        ? send(event.data, clientOf(event.data.target.accountId), now, context)
        : SKIP,
    once: {
      announce: (event, context) => {
        if (!isEvent(event, 'ActionGranted')) return { ...SKIP, proceed: false };
        const { data } = event;
        if (context.now >= data.expiresAt) return { ...expired(data, context.now), proceed: false };
        const { idempotencyKey, expiresAt } = data;
        const started = attempt('AttemptStarted', data, { idempotencyKey, expiresAt }, context.now);
        if (seededBug('skip-announcement')) return { kind: 'emit', outputs: [], proceed: true };
        return { ...started, proceed: true };
      },
      recover: (event, context) => (isEvent(event, 'ActionGranted') ? ownerDied(event, context.now) : SKIP),
    },
  };
}

async function send(
  grant: ActionGrantedData,
  client: PlatformClient | undefined,
  now: () => number,
  { signal }: EffectContext,
): Promise<Outcome> {
  const { idempotencyKey } = grant;
  const target = seededBug('change-after-check')
    ? { ...grant.target, text: `${grant.target.text} Cheers` }
    : grant.target;
  if (!client)
    return failed(
      grant,
      'not_connected',
      'This network is not configured here; set its URL and token.',
      now(),
    );
  if (signal.aborted)
    return failed(grant, 'stopped_before_send', 'The process was stopping; nothing was sent.', now());
  if (now() >= grant.expiresAt) return expired(grant, now());
  // Whatever is thrown from here on may have been thrown after sending.
  const post = (key: string): Promise<PostResult | Threw> =>
    client.post({ target, idempotencyKey: key }, signal).catch((error: unknown) => {
      const name = error instanceof Error ? error.name : 'unknown error';
      return {
        outcome: 'unknown',
        code: 'attempt_threw',
        message: `The connector failed with ${name}.`,
      } as const;
    });
  let result = await post(idempotencyKey);
  if (result.outcome === 'unknown' && seededBug('retry-on-timeout'))
    result = await post(`${idempotencyKey}-2`);
  if (result.outcome === 'unknown' && seededBug('assume-sent')) {
    result = { outcome: 'sent', networkPostId: `assumed-${idempotencyKey}`, publishedText: null, rate: null };
  }
  if (result.outcome === 'sent') {
    const { networkPostId, publishedText, rate } = result;
    return attempt('AttemptPublished', grant, { networkPostId, publishedText, rate }, now());
  }
  if (result.outcome === 'not_sent') {
    const { code, message, retryable, retryAt, rate } = result;
    return attempt('AttemptFailed', grant, { code, message, retryable, retryAt, rate }, now());
  }
  return unconfirmed(grant, result.code, result.message, now());
}

function ownerDied({ data }: Event<'ActionGranted'> & AnyEvent, now: number): Outcome {
  const message = 'The process that was sending it ended before it could record the outcome.';
  return unconfirmed(data, 'owner_died', message, now);
}

function unconfirmed(grant: ActionGrantedData, code: string, message: string, now: number): Outcome {
  // A grant is used within its life, so its beginning is the earliest moment of sending.
  const notBefore = grant.expiresAt - GRANT_LIFE_MS;
  return attempt('AttemptUnconfirmed', grant, { code, message, notBefore }, now);
}

function expired(grant: ActionGrantedData, now: number): Emit {
  return failed(grant, 'grant_expired', 'The grant was too old when its turn came; nothing was sent.', now);
}

function failed(grant: ActionGrantedData, code: string, message: string, now: number): Emit {
  const rest: Omit<AttemptFailedData, 'attemptId' | 'grantId' | 'target'> = {
    code,
    message,
    retryable: true,
    retryAt: null,
    rate: null,
  };
  return attempt('AttemptFailed', grant, rest, now);
}

function attempt<T extends AttemptType>(
  type: T,
  grant: ActionGrantedData,
  rest: Omit<EventData[T], 'attemptId' | 'grantId' | 'target'>,
  now: number,
): Emit {
  const { grantId, target } = grant;
  const data = { attemptId: attemptIdOf(grantId), grantId, target, ...rest };
  const output = {
    topic: 'action.attempts',
    key: target.accountId,
    type,
    data,
    envelope: { occurredAt: now },
  };
  return { kind: 'emit', outputs: [output as unknown as Emit['outputs'][number]] };
}
