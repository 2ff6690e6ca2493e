/**
 * The line of actions that wait on one account, and the checks at its front in the design's order: account
 * and workspace, content, policy, duplicates, trouble, quiet hours, the ledger.
 */
import { GRANT_LIFE_MS } from '../../../platforms/limits.ts';
import { platformOf } from '../../../platforms/registry.ts';
import { deriveId } from '../../../topics/ids.ts';
import { contentProblem, policyProblem } from './checks.ts';
import { WAITS } from './codes.ts';
import type { RefusalCode, WaitCode } from './codes.ts';
import { REMEMBER_MS } from './desk.ts';
import type { AccountDesk } from './desk.ts';
import { freeAt, withGrant } from './ledger.ts';
import { quietUntil } from './quiet-hours.ts';
import { ACCOUNT, answeredRow, LINE_TIMER, placeRow, textId, textRow } from './state.ts';
import type { AccountRow, ActionRow } from './state.ts';

/** Grants out at once: what the executor, which works one by one, uses within a grant's life. */
export const MAX_OUTSTANDING = 5;
/** Steps along the line in one decision; the rest follows at once by timer, so that no decision is long. */
const MAX_STEPS = 200;
const DAY_MS = 86_400_000;

/** Why nobody passes now, and until when if time alone helps. */
interface Gate {
  readonly code: WaitCode;
  readonly until: number | null;
}

/** Grants, refuses or leaves, from the front of the line, as long as something changes. */
export function serveLine(desk: AccountDesk): void {
  let gate: Gate | null = null;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { account } = desk;
    if (!account || account.head >= account.tail) return finishLine(desk, null);
    const next = actionAt(desk, account.head);
    gate = next ? serve(desk, next) : null;
    if (gate) return finishLine(desk, gate);
    leaveFront(desk);
  }
  return finishLine(desk, { code: 'in_line', until: desk.now });
}

/** The action that waits at this place; undefined when it has left the line meanwhile. */
function actionAt(desk: AccountDesk, place: number): ActionRow | undefined {
  const actionId = desk.rows.get<string>(placeRow(place));
  const action = actionId === undefined ? undefined : desk.action(actionId);
  return action?.situation.name === 'waiting' && action.situation.place === place ? action : undefined;
}

/** The checks in the design's order. A gate keeps the action, and all behind it, waiting. */
function serve(desk: AccountDesk, action: ActionRow): Gate | null {
  const account = desk.account as AccountRow;
  const { settings } = account;
  const { target } = action.request;
  if (!settings) return { code: 'account_not_connected', until: null };
  if (account.tenantId !== action.tenantId || account.workspaceId !== action.workspaceId) {
    desk.endRefused(action, 'not_your_account');
    return null;
  }
  if (settings.hold) return { code: 'account_on_hold', until: null };
  const problem =
    contentProblem(action.request, settings.safetyPolicyNumber ?? 0) ??
    policyProblem(action.request, desk.now) ??
    duplicate(desk, action);
  if (problem) {
    desk.endRefused(action, problem);
    return null;
  }
  if (action.keyUntil !== null && !desk.keyLives(action)) {
    desk.endUnresolved(action, desk.lastAttempt(action));
    return null;
  }
  const { trouble } = account;
  if (trouble && desk.now < trouble.until)
    return { code: trouble.code ?? 'network_trouble', until: trouble.until };
  const quietEnd = quietUntil(settings.quietHours, desk.now);
  if (quietEnd !== null) return { code: 'quiet_hours', until: quietEnd };
  const free = freeAt(desk.ledger, desk.limits, desk.now);
  if (free > desk.now) return { code: 'network_limit', until: free };
  // After trouble a single one tries, so that little is lost if it goes on.
  if (account.outstanding >= (trouble ? 1 : MAX_OUTSTANDING)) return { code: 'in_line', until: null };
  grant(desk, action, target.accountId);
  return null;
}

function duplicate(desk: AccountDesk, action: ActionRow): RefusalCode | null {
  const { target } = action.request;
  const rules = platformOf(target.network)?.policy.map((row) => row.rule.kind) ?? [];
  const other = (row: string) => {
    const holder = desk.rows.get<string>(row);
    return holder !== undefined && holder !== target.actionId;
  };
  if (rules.includes('one_reply_per_message') && other(answeredRow(target.targetNativeId)))
    return 'already_answered';
  return rules.includes('no_repeated_text') && other(textRow(textId(action))) ? 'repeated_text' : null;
}

function grant(desk: AccountDesk, action: ActionRow, accountId: string): void {
  const { target } = action.request;
  const grants = action.grants + 1;
  const grantId = deriveId('grant', target.actionId, grants);
  const repeated = platformOf(target.network)?.policy.find(
    (row) => row.rule.kind === 'no_repeated_text',
  )?.rule;
  const textKept = repeated?.kind === 'no_repeated_text' ? repeated.withinMs : DAY_MS;
  const account = desk.account as AccountRow;
  desk.rows.put(ACCOUNT, { ...account, outstanding: account.outstanding + 1 } satisfies AccountRow, null);
  desk.rows.put(answeredRow(target.targetNativeId), target.actionId, desk.now + REMEMBER_MS);
  desk.rows.put(textRow(textId(action)), target.actionId, desk.now + textKept);
  desk.ledger = withGrant(desk.ledger, desk.limits, desk.now);
  desk.save({ ...action, grants, situation: { name: 'granted', grantId, grantedAt: desk.now } });
  desk.tell(action, 'ActionGranted', {
    target,
    grantId,
    attemptNumber: grants,
    idempotencyKey: deriveId('idempotency', accountId, target.actionId),
    expiresAt: desk.now + GRANT_LIFE_MS,
  });
}

function leaveFront(desk: AccountDesk): void {
  const account = desk.account as AccountRow;
  desk.rows.forget(placeRow(account.head));
  desk.rows.put(ACCOUNT, { ...account, head: account.head + 1 } satisfies AccountRow, null);
}

/** Sets the timer of the line, and tells who entered it with this input and is still in it. */
function finishLine(desk: AccountDesk, gate: Gate | null): void {
  const until = gate?.until ?? null;
  const { account } = desk;
  if (account && account.lineTimer !== until) {
    desk.rows.put(ACCOUNT, { ...account, lineTimer: until } satisfies AccountRow, null);
    desk.timers.push(
      until === null
        ? { kind: 'cancel', timerId: LINE_TIMER }
        : { kind: 'set', timerId: LINE_TIMER, due: until },
    );
  }
  if (!gate) return;
  for (const actionId of desk.entered) {
    const action = desk.action(actionId);
    if (action?.situation.name !== 'waiting' || action.situation.place === null) continue;
    const ahead = action.situation.place - (desk.account as AccountRow).head;
    const estimate =
      gate.code === 'network_limit' ? freeAt(desk.ledger, desk.limits, desk.now, ahead) : until;
    const { target } = action.request;
    desk.tell(action, 'ActionWaiting', {
      target,
      until: estimate,
      code: gate.code,
      message: WAITS[gate.code],
    });
  }
}
