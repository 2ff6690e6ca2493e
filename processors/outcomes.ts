/**
 * action.events, action.attempts → reply.outcomes: tells each conversation what became of its action. Needed
 * because actions are ordered by account and replies by conversation. Pure.
 */
import type {
  ActionTarget,
  AnyEvent,
  EventData,
  EventType,
  ReplyActionOutcomeData,
} from '../topics/events.ts';
import { deriveId } from '../topics/ids.ts';
import { REFUSALS } from './machines/account/codes.ts';
import type { Outcome, Transform } from './runtime/types.ts';

type Told = Partial<Pick<ReplyActionOutcomeData, 'code' | 'networkPostId' | 'until'>> &
  Pick<ReplyActionOutcomeData, 'outcome'> & { readonly target: ActionTarget };

/** Refusals that are failures in a person's eyes, because something was tried: all but those by our own rules. */
const isFailure = (code: string): boolean => code === 'attempts_exhausted' || !Object.hasOwn(REFUSALS, code);
/** Before the first attempt of an action nothing can have been posted; of later ones only the account knows. */
const isFirst = (actionId: string, grantId: string): boolean => grantId === deriveId('grant', actionId, 1);

/** What the conversation is told; a string says why it is told nothing. Types that are not here are not about a reply. */
const TOLD: { readonly [T in EventType]?: (data: EventData[T]) => Told | string } = {
  ActionWaiting: ({ target, code, until }) => ({ target, outcome: 'waiting', code, until }),
  ActionGranted: ({ target }) => ({ target, outcome: 'granted' }),
  ActionRefused: ({ target, code }) => ({
    target,
    outcome: isFailure(code) ? 'failed' : 'refused',
    code,
  }),
  ActionCancelled: ({ target, reason }) => ({ target, outcome: 'cancelled', code: reason }),
  ActionConfirmed: ({ target, networkPostId }) => ({ target, outcome: 'posted', networkPostId }),
  ActionUnresolved: ({ target }) => ({ target, outcome: 'unresolved', code: 'not_found' }),
  AttemptPublished: ({ target, networkPostId }) => ({ target, outcome: 'posted', networkPostId }),
  AttemptFailed: ({ target, grantId, code, retryable }) =>
    retryable || !isFirst(target.actionId, grantId) ? 'account_decides' : { target, outcome: 'failed', code },
  AttemptUnconfirmed: ({ target, code }) => ({ target, outcome: 'unconfirmed', code }),
};

function handle(event: AnyEvent): Outcome {
  const tell = TOLD[event.type] as ((data: AnyEvent['data']) => Told | string) | undefined;
  const told = tell ? tell(event.data) : 'not_about_a_reply';
  if (typeof told === 'string') return { kind: 'skip', reason: told };
  const { target, outcome, code = null, networkPostId = null, until = null } = told;
  const { actionId, engagementId, conversationId } = target;
  const data = { actionId, engagementId, conversationId, outcome, code, networkPostId, until };
  return {
    kind: 'emit',
    outputs: [{ topic: 'reply.outcomes', key: conversationId, type: 'ReplyActionOutcome', data }],
  };
}

export const outcomes: Transform = {
  kind: 'transform',
  name: 'outcomes',
  version: 1,
  purpose: 'Tells conversations what became of their actions.',
  inputs: ['action.events', 'action.attempts'],
  outputs: ['reply.outcomes'],
  handle,
};
