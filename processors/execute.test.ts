import { describe, expect, it } from 'vitest';
import { GRANT_LIFE_MS } from '../platforms/limits.ts';
import type { PlatformClient, PostResult } from '../platforms/port.ts';
import { event, NOW, request } from './machines/testing.ts';
import { attemptIdOf } from './attempt-id.ts';
import { execute } from './execute.ts';
import type { Outcome } from './runtime/types.ts';

const { target } = request(1);
const grant = event('ActionGranted', {
  target,
  grantId: 'grant-1',
  attemptNumber: 1,
  idempotencyKey: 'key-1',
  expiresAt: NOW + GRANT_LIFE_MS,
});
const sent: PostResult = { outcome: 'sent', networkPostId: '9', publishedText: 'as stored', rate: null };

function with_(answer: PostResult | Error | null, now = NOW + 1_000) {
  const asked: string[] = [];
  const client = {
    network: 'x',
    poll: null,
    readLimits: null,
    readBack: () => Promise.reject(new Error('not asked here')),
    post: ({ idempotencyKey }: { idempotencyKey: string }) => {
      asked.push(idempotencyKey);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as PostResult);
    },
  } as unknown as PlatformClient;
  const effect = execute({ clientOf: () => (answer === null ? undefined : client), now: () => now });
  return { effect, asked };
}
const run = (made: ReturnType<typeof with_>, signal = new AbortController().signal) =>
  made.effect.handle(grant, { now: NOW, signal });
const one = (outcome: Outcome) => (outcome.kind === 'emit' ? outcome.outputs[0] : outcome);

describe('execute', () => {
  it('announces the attempt, then sends once and records the network’s id', async () => {
    const made = with_(sent);
    const announced = made.effect.once!.announce(grant, { now: NOW });
    expect(announced).toMatchObject({ proceed: true });
    expect(one(announced)).toMatchObject({
      type: 'AttemptStarted',
      data: { attemptId: attemptIdOf('grant-1'), idempotencyKey: 'key-1' },
    });
    expect(one(await run(made))).toMatchObject({
      type: 'AttemptPublished',
      data: { networkPostId: '9', grantId: 'grant-1' },
    });
    expect(made.asked).toEqual(['key-1']);
  });

  it('does not begin with an expired grant, and says that nothing was sent', () => {
    const announced = with_(sent).effect.once!.announce(grant, { now: NOW + GRANT_LIFE_MS });
    expect(announced).toMatchObject({ proceed: false });
    expect(one(announced)).toMatchObject({
      type: 'AttemptFailed',
      data: { code: 'grant_expired', retryable: true },
    });
  });

  it('looks at the clock again right before sending', async () => {
    const made = with_(sent, NOW + GRANT_LIFE_MS);
    expect(one(await run(made))).toMatchObject({ type: 'AttemptFailed', data: { code: 'grant_expired' } });
    expect(made.asked).toEqual([]);
  });

  it('sends nothing when it is stopping, or when the network is not configured', async () => {
    const stopping = with_(sent);
    expect(one(await run(stopping, AbortSignal.abort()))).toMatchObject({
      data: { code: 'stopped_before_send' },
    });
    expect(stopping.asked).toEqual([]);
    expect(one(await run(with_(null)))).toMatchObject({
      type: 'AttemptFailed',
      data: { code: 'not_connected', retryable: true },
    });
  });

  it('calls an attempt unconfirmed when its outcome is unknown, and says since when to look', async () => {
    const lost = with_({ outcome: 'unknown', code: 'answer_lost', message: 'lost' });
    const notBefore = NOW;
    expect(one(await run(lost))).toMatchObject({
      type: 'AttemptUnconfirmed',
      data: { code: 'answer_lost', notBefore },
    });
    expect(one(await run(with_(new Error('a bug'))))).toMatchObject({
      type: 'AttemptUnconfirmed',
      data: { code: 'attempt_threw' },
    });
    const recovered = lost.effect.once!.recover(grant, { now: NOW + 3_600_000 });
    expect(one(recovered)).toMatchObject({
      type: 'AttemptUnconfirmed',
      data: { code: 'owner_died', notBefore },
    });
  });

  it('passes a refusal on, with the time that the network named', async () => {
    const refused = {
      outcome: 'not_sent',
      code: 'rate_limited',
      message: '429',
      retryable: true,
      retryAt: NOW + 5,
      rate: null,
    } as const;
    expect(one(await run(with_(refused)))).toMatchObject({
      type: 'AttemptFailed',
      data: { code: 'rate_limited', retryAt: NOW + 5 },
    });
  });

  it('does nothing for anything but a grant', () => {
    const { effect } = with_(sent);
    const other = event('ActionCancelled', { target, reason: 'undone' });
    expect(effect.once!.announce(other, { now: NOW })).toMatchObject({ kind: 'skip', proceed: false });
  });
});
