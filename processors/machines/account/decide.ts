/**
 * The account decider: what may be done on one social account, when, and what became of it.
 *
 *     waiting ──grant──► granted ──AttemptPublished──► done(posted)
 *       ▲                  ├──AttemptFailed, may be retried──► waiting, or done(refused) after MAX_TRIES
 *       │                  ├──AttemptFailed, final──► done(failed)
 *       │                  └──AttemptUnconfirmed──► unconfirmed ──read back──► done(posted | unresolved)
 *       └───────── not found, and the network knows our key ──────┘
 *
 * A grant ends only by the executor's word, never by the clock: the executor answers each grant once, an
 * expired one with `grant_expired`. So at most one grant of an action is out at any time, and after an
 * attempt whose answer was lost there is no other unless the network recognises the repetition.
 */
import { attemptIdOf } from '../../attempt-id.ts';
import { platformOf } from '../../../platforms/registry.ts';
import type { AnyEvent, Event } from '../../../topics/events.ts';
import { isEvent } from '../../runtime/types.ts';
import type { Context, RowReader, TableDecision, TimerFired } from '../../runtime/types.ts';
import { AccountDesk, type Granted } from './desk.ts';
import { serveLine } from './line.ts';
import { withoutGrant, withPause, withRate } from './ledger.ts';
import { validQuietHours } from './quiet-hours.ts';
import { LINE_TIMER } from './state.ts';
import type { ActionRow } from './state.ts';

/** Failures of its own after which an action is given up. */
export const MAX_TRIES = 5;
/** Codes of failures in which nothing left the machine: they cost no place in the network's window. */
const LEFT_NOTHING: readonly string[] = ['grant_expired', 'stopped_before_send', 'not_connected'];
/**
 * The grant was not used for reasons of ours: it is given again at once, and for ever, because nothing was
 * sent. Only an action whose grants expire one after the other makes the account pause: clocks may differ.
 */
const AGAIN_AT_ONCE: readonly string[] = ['grant_expired', 'stopped_before_send'];
/**
 * The account's trouble, not the action's: it waits in its place, and tries again for as long as the policy
 * lets the message be answered, because each time provably nothing was posted.
 */
const TROUBLES: readonly string[] = ['not_connected', 'token_refused', 'rate_limited'];
const RETRY_BASE_MS = 15_000;
const RETRY_CAP_MS = 15 * 60_000;

/** Pause of an account after this many attempts in a row without a proper answer, ms. */
export function troublePauseMs(count: number): number {
  return Math.min(5 * 60_000, 5_000 * 2 ** Math.min(count - 1, 10));
}

export function decideAccount(
  input: AnyEvent | TimerFired,
  rows: RowReader,
  { now }: Context,
): TableDecision {
  const desk = new AccountDesk(rows, now);
  const quiet = handle(desk, input);
  serveLine(desk);
  return desk.decision(quiet);
}

/** Changes the desk; a string says why there was nothing to do. */
function handle(desk: AccountDesk, input: AnyEvent | TimerFired): string {
  if (input.type === 'TimerFired') return timerFired(desk, input);
  if (isEvent(input, 'RequestAction')) return requested(desk, input);
  if (isEvent(input, 'CancelAction')) return cancelled(desk, input);
  if (isEvent(input, 'ConfigureAccount')) return configured(desk, input);
  if (isEvent(input, 'RecordReadback')) return readBack(desk, input);
  if (isEvent(input, 'AttemptPublished')) return published(desk, input);
  if (isEvent(input, 'AttemptFailed')) return failed(desk, input);
  if (isEvent(input, 'AttemptUnconfirmed')) return unconfirmed(desk, input);
  return isEvent(input, 'AttemptStarted') ? 'attempt_noted' : 'not_an_input';
}

function requested(desk: AccountDesk, event: Event<'RequestAction'>): string {
  const { actionId } = event.data.target;
  if (desk.action(actionId)) return 'action_known';
  const { tenantId, workspaceId, correlationId } = event;
  const situation = { name: 'waiting', place: null, since: desk.now } as const;
  const action: ActionRow = {
    request: event.data,
    tenantId,
    workspaceId,
    correlationId,
    situation,
    grants: 0,
    tries: 0,
    cancel: null,
    keyUntil: null,
  };
  desk.enqueue(action, 'back');
  return 'waiting';
}

function cancelled(desk: AccountDesk, event: Event<'CancelAction'>): string {
  const action = desk.action(event.data.actionId);
  const mine = action?.tenantId === event.tenantId && action.workspaceId === event.workspaceId;
  if (!action || !mine) return 'action_unknown';
  const { situation } = action;
  if (situation.name === 'done') return 'action_over';
  if (situation.name === 'waiting') {
    desk.endCancelled(action, event.data.reason);
    return 'cancelled';
  }
  // The grant may be in use this very moment: it wins. Only another grant is prevented.
  desk.save({ ...action, cancel: event.data.reason });
  return 'grant_wins';
}

function configured(desk: AccountDesk, event: Event<'ConfigureAccount'>): string {
  const { account } = desk;
  const { data, tenantId, workspaceId } = event;
  if (account && (account.tenantId !== tenantId || account.workspaceId !== workspaceId))
    return 'foreign_workspace';
  if (account?.settings && data.settingsVersion <= account.settings.settingsVersion) return 'older_settings';
  if (data.quietHours && !validQuietHours(data.quietHours)) {
    desk.refuseInput('quiet_hours_invalid', 'quietHours needs an IANA zone and two times HH:MM');
    return 'quiet_hours_invalid';
  }
  desk.configure(tenantId, workspaceId, data);
  return 'configured';
}

function published(desk: AccountDesk, event: Event<'AttemptPublished'>): string {
  const { data } = event;
  const action = desk.granted(data.target.actionId, data.grantId);
  if (!action) return 'attempt_stale';
  desk.settleGrant();
  desk.outOfTrouble();
  if (data.rate) desk.ledger = withRate(desk.ledger, desk.limits, data.rate, desk.outstanding);
  desk.end(action, 'posted');
  return 'posted';
}

function failed(desk: AccountDesk, event: Event<'AttemptFailed'>): string {
  const { data } = event;
  const action = desk.granted(data.target.actionId, data.grantId);
  if (!action) return 'attempt_stale';
  desk.settleGrant();
  if (LEFT_NOTHING.includes(data.code)) desk.ledger = withoutGrant(desk.ledger, action.situation.grantedAt);
  if (data.rate) desk.ledger = withRate(desk.ledger, desk.limits, data.rate, desk.outstanding);
  const again = AGAIN_AT_ONCE.includes(data.code);
  const trouble = TROUBLES.includes(data.code);
  const expired = data.code === 'grant_expired' ? (action.expired ?? 0) + 1 : 0;
  if (data.code === 'rate_limited')
    desk.ledger = withPause(desk.ledger, data.retryAt ?? desk.now + RETRY_BASE_MS);
  else if (trouble) desk.inTrouble(troublePauseMs, data.code === 'token_refused' ? data.retryAt : null);
  else if (expired > 1) desk.inTrouble(troublePauseMs, null, 'grants_expire');
  else if (!again) desk.outOfTrouble();
  if (!data.retryable) {
    // An earlier attempt whose answer was lost stays possible.
    if (action.keyUntil === null) desk.endFailed(action, data.code, data.message);
    else desk.endUnresolved(action, data.attemptId);
    return 'failed';
  }
  if (action.cancel !== null) {
    desk.endCancelled(action, action.cancel);
    return 'cancelled';
  }
  if (again || trouble) {
    desk.enqueue({ ...action, expired }, 'front');
    return 'waiting';
  }
  return triedAgain(desk, { ...action, expired, tries: action.tries + 1 }, data);
}

/** The action's own failure: later, with growing pauses, a bounded number of times. */
function triedAgain(desk: AccountDesk, action: ActionRow, data: Event<'AttemptFailed'>['data']): string {
  if (action.tries >= MAX_TRIES) {
    if (action.keyUntil === null) desk.endRefused(action, 'attempts_exhausted');
    else desk.endUnresolved(action, data.attemptId);
    return 'exhausted';
  }
  const wait = Math.min(RETRY_CAP_MS, RETRY_BASE_MS * 2 ** (action.tries - 1));
  desk.retry(action, data.retryAt ?? desk.now + wait, data.code, data.message);
  return 'waiting';
}

function unconfirmed(desk: AccountDesk, event: Event<'AttemptUnconfirmed'>): string {
  const { target, attemptId, grantId } = event.data;
  const action = desk.granted(target.actionId, grantId);
  if (!action) return 'attempt_stale';
  markUnconfirmed(desk, action, attemptId);
  return 'unconfirmed';
}

function markUnconfirmed(desk: AccountDesk, action: Granted, attemptId: string): void {
  desk.settleGrant();
  // A network that swallows answers would otherwise make every reply of the account unconfirmed.
  desk.inTrouble(troublePauseMs, null);
  const { grantedAt } = action.situation;
  const kept = platformOf(action.request.target.network)?.idempotency;
  // The network began to keep the key after the grant at the earliest.
  const keyUntil = action.keyUntil ?? (kept?.kind === 'key' ? grantedAt + kept.keptMs : grantedAt);
  desk.save({ ...action, expired: 0, keyUntil, situation: { name: 'unconfirmed', attemptId, grantedAt } });
}

/**
 * What was found may be read before the attempt that it is about: they lie on two topics. Who has looked knows that the
 * answer was lost, so the attempt is taken as unconfirmed here; its own event is stale when it comes.
 */
function readBack(desk: AccountDesk, event: Event<'RecordReadback'>): string {
  const { actionId, attemptId, finding, networkPostId } = event.data;
  const before = desk.action(actionId)?.situation;
  const early = before?.name === 'granted' && attemptIdOf(before.grantId) === attemptId;
  const granted = early ? desk.granted(actionId, before.grantId) : undefined;
  if (granted) markUnconfirmed(desk, granted, attemptId);
  const action = desk.action(actionId);
  if (!action || action.situation.name !== 'unconfirmed' || action.situation.attemptId !== attemptId) {
    return 'readback_stale';
  }
  if (finding === 'published' && networkPostId !== null) {
    desk.endConfirmed(action, attemptId, networkPostId);
    return 'confirmed';
  }
  if (finding === 'not_found' && action.cancel === null && desk.keyLives(action)) {
    desk.enqueue(action, 'front');
    return 'waiting';
  }
  desk.endUnresolved(action, attemptId);
  return 'unresolved';
}

function timerFired(desk: AccountDesk, { timerId }: TimerFired): string {
  if (timerId === LINE_TIMER) desk.lineTimerFired();
  const action = timerId.startsWith('retry:') ? desk.action(timerId.slice('retry:'.length)) : undefined;
  if (action?.situation.name === 'waiting' && action.situation.place === null) desk.enqueue(action, 'front');
  return 'looked_again';
}
