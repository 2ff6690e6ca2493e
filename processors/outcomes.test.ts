import { describe, expect, it } from 'vitest';
import { deriveId } from '../topics/ids.ts';
import { event, NOW, request } from './machines/testing.ts';
import { outcomes } from './outcomes.ts';

const { target } = request(1);
const attempt = { attemptId: 'a', grantId: deriveId('grant', target.actionId, 1), target };
/** Before it there may have been one whose answer was lost. */
const later = { ...attempt, grantId: deriveId('grant', target.actionId, 2) };
const handle = (input: Parameters<typeof outcomes.handle>[0]) => outcomes.handle(input, { now: NOW });
const failure = { ...attempt, code: 'invalid_content', message: '', retryAt: null, rate: null };

describe('outcomes', () => {
  it.each([
    ['waiting', event('ActionWaiting', { target, until: 5, code: 'network_limit', message: '' })],
    [
      'granted',
      event('ActionGranted', { target, grantId: 'g', attemptNumber: 1, idempotencyKey: 'k', expiresAt: 5 }),
    ],
    ['refused', event('ActionRefused', { target, code: 'not_summoned', message: '' })],
    ['failed', event('ActionRefused', { target, code: 'attempts_exhausted', message: '' })],
    ['failed', event('ActionRefused', { target, code: 'invalid_content', message: '' })],
    ['cancelled', event('ActionCancelled', { target, reason: 'undone' })],
    ['posted', event('ActionConfirmed', { target, attemptId: 'a', networkPostId: '9' })],
    ['unresolved', event('ActionUnresolved', { target, attemptId: 'a', message: '' })],
    [
      'posted',
      event('AttemptPublished', { ...attempt, networkPostId: '9', publishedText: null, rate: null }),
    ],
    ['failed', event('AttemptFailed', { ...failure, retryable: false })],
    [
      'unconfirmed',
      event('AttemptUnconfirmed', { ...attempt, code: 'owner_died', message: '', notBefore: null }),
    ],
  ])('tells the conversation: %s', (outcome, input) => {
    const { conversationId, engagementId, actionId } = target;
    expect(handle(input)).toMatchObject({
      outputs: [{ topic: 'reply.outcomes', key: conversationId, data: { outcome, actionId, engagementId } }],
    });
  });

  it.each([
    ['account_decides', event('AttemptFailed', { ...failure, retryable: true })],
    ['account_decides', event('AttemptFailed', { ...failure, ...later, retryable: false })],
    ['not_about_a_reply', event('AttemptStarted', { ...attempt, idempotencyKey: 'k', expiresAt: 5 })],
  ])('tells nothing: %s', (reason, input) => {
    expect(handle(input)).toEqual({ kind: 'skip', reason });
  });
});
