/**
 * One input's work on one account: its rows, the line of waiting actions, and what is told to the world.
 * Lives for one decision; nothing outside it changes.
 */
import { GRANT_LIFE_MS, GRANT_SPREAD_MS } from '../../../platforms/limits.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import { platformOf } from '../../../platforms/registry.ts';
import type { AccountConfiguredData, ConfigureAccountData } from '../../../topics/events.ts';
import { deriveId } from '../../../topics/ids.ts';
import type { Output, RowReader, TableDecision, TimerChange } from '../../runtime/types.ts';
import { RowWork } from '../row-work.ts';
import { contentProblem, policyProblem } from './checks.ts';
import { REFUSALS, WAITS } from './codes.ts';
import type { RefusalCode, WaitCode } from './codes.ts';
import { EMPTY_LEDGER, freeAt, withGrant } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { quietUntil } from './quiet-hours.ts';
import {
  ACCOUNT,
  LEDGER,
  LINE_TIMER,
  actionRow,
  answeredRow,
  placeRow,
  retryTimer,
  textRow,
} from './state.ts';
import type { AccountRow, ActionRow, Ending } from './state.ts';

/** Grants out at once: what the executor, which works one by one, uses within a grant's life. */
export const MAX_OUTSTANDING = 5;
/** Actions that may wait on one account. */
export const MAX_WAITING = 50_000;
/** Steps along the line in one decision; the rest follows at once by timer, so that no decision is long. */
const MAX_STEPS = 200;
const DAY_MS = 86_400_000;
/** Longer than any policy lets a message be answered. */
const REMEMBER_MS = 8 * DAY_MS;

type Granted = ActionRow & {
  readonly situation: { readonly name: 'granted'; readonly grantId: string; readonly grantedAt: number };
};
interface Gate {
  readonly code: WaitCode;
  readonly until: number | null;
}

export class AccountDesk {
  readonly now: number;
  readonly #rows: RowWork;
  readonly #outputs: Output[] = [];
  readonly #timers: TimerChange[] = [];
  /** Entered the line with this input, so whoever still waits at the end is told so. */
  readonly #entered: string[] = [];
  #deadLetter: { readonly code: string; readonly message: string } | null = null;

  constructor(rows: RowReader, now: number) {
    this.#rows = new RowWork(rows);
    this.now = now;
  }

  get account(): AccountRow | undefined {
    return this.#rows.get<AccountRow>(ACCOUNT);
  }

  get ledger(): Ledger {
    return this.#rows.get<Ledger>(LEDGER) ?? EMPTY_LEDGER;
  }

  set ledger(ledger: Ledger) {
    this.#rows.put(LEDGER, ledger, null);
  }

  get limits(): readonly LimitRow[] {
    const network = this.account?.settings?.network;
    return (network === undefined ? undefined : platformOf(network))?.limits ?? [];
  }

  get outstanding(): number {
    return this.account?.outstanding ?? 0;
  }

  action(actionId: string): ActionRow | undefined {
    return this.#rows.get<ActionRow>(actionRow(actionId));
  }

  /** The action, if exactly this grant of it is out. */
  granted(actionId: string, grantId: string): Granted | undefined {
    const action = this.action(actionId);
    return action?.situation.name === 'granted' && action.situation.grantId === grantId
      ? (action as Granted)
      : undefined;
  }

  save(action: ActionRow): void {
    const over = action.situation.name === 'done';
    this.#rows.put(actionRow(action.request.target.actionId), action, over ? this.now + REMEMBER_MS : null);
  }

  configure(tenantId: string, workspaceId: string, settings: ConfigureAccountData): void {
    const before = this.#accountOr(tenantId, workspaceId);
    const data: AccountConfiguredData = { ...settings };
    this.#rows.put(ACCOUNT, { ...before, tenantId, workspaceId, settings: data } satisfies AccountRow, null);
    this.#outputs.push({
      topic: 'action.events',
      key: settings.accountId,
      type: 'AccountConfigured',
      data,
      envelope: { tenantId, workspaceId, occurredAt: this.now },
    });
  }

  refuseInput(code: string, message: string): void {
    this.#deadLetter = { code, message };
  }

  enqueue(action: ActionRow, end: 'front' | 'back'): void {
    const { tenantId, workspaceId } = action;
    const account = this.#accountOr(tenantId, workspaceId);
    if (end === 'back' && account.tail - account.head >= MAX_WAITING) {
      this.endRefused(action, 'queue_full');
      return;
    }
    const place = end === 'back' ? account.tail : account.head - 1;
    const moved = end === 'back' ? { tail: account.tail + 1 } : { head: place };
    const { actionId } = action.request.target;
    this.#rows.put(ACCOUNT, { ...account, ...moved } satisfies AccountRow, null);
    this.#rows.put(placeRow(place), actionId, null);
    this.save({ ...action, situation: { name: 'waiting', place, since: this.now } });
    this.#entered.push(actionId);
  }

  /** Waits outside the line until its own time. */
  retry(action: ActionRow, at: number, code: string, message: string): void {
    if (at <= this.now) {
      this.enqueue(action, 'front');
      return;
    }
    const { actionId } = action.request.target;
    this.save({ ...action, situation: { name: 'waiting', place: null, since: this.now } });
    this.#timers.push({ kind: 'set', timerId: retryTimer(actionId), due: at });
    this.#tell(action, 'ActionWaiting', { target: action.request.target, until: at, code, message });
  }

  /** The timer of the line has fired: it is not set any more. */
  lineTimerFired(): void {
    const { account } = this;
    if (account) this.#rows.put(ACCOUNT, { ...account, lineTimer: null } satisfies AccountRow, null);
  }

  settleGrant(): void {
    const { account } = this;
    if (!account) return;
    this.#rows.put(
      ACCOUNT,
      { ...account, outstanding: Math.max(0, account.outstanding - 1) } satisfies AccountRow,
      null,
    );
  }

  /** Another attempt in a row met trouble that is not the action's own: the whole account waits. */
  inTrouble(pauseMs: (count: number) => number, until: number | null): void {
    const { account } = this;
    if (!account) return;
    const count = (account.trouble?.count ?? 0) + 1;
    const trouble = { count, until: until ?? this.now + pauseMs(count) };
    this.#rows.put(ACCOUNT, { ...account, trouble } satisfies AccountRow, null);
  }

  /** The network answered as it should. */
  outOfTrouble(): void {
    const { account } = this;
    if (account?.trouble) this.#rows.put(ACCOUNT, { ...account, trouble: null } satisfies AccountRow, null);
  }

  /** Whether a second try would reach the network while it still knows the key of the first. */
  keyLives(action: ActionRow): boolean {
    const idempotency = platformOf(action.request.target.network)?.idempotency;
    return (
      idempotency?.kind === 'key' && action.keyUntil !== null && this.now + GRANT_SPREAD_MS < action.keyUntil
    );
  }

  end(action: ActionRow, outcome: Ending): void {
    const { target } = action.request;
    const { situation } = action;
    if (situation.name === 'waiting' && situation.place !== null)
      this.#rows.forget(placeRow(situation.place));
    if (situation.name === 'waiting' && situation.place === null) {
      this.#timers.push({ kind: 'cancel', timerId: retryTimer(target.actionId) });
    }
    // What was provably not sent may be answered by another action.
    const free = outcome === 'failed' || outcome === 'refused' || outcome === 'cancelled';
    const mine = this.#rows.get<string>(answeredRow(target.targetNativeId)) === target.actionId;
    if (free && mine) {
      this.#rows.forget(answeredRow(target.targetNativeId));
      this.#rows.forget(textRow(textId(action)));
    }
    this.save({ ...action, situation: { name: 'done', outcome } });
  }

  endRefused(action: ActionRow, code: RefusalCode): void {
    this.end(action, 'refused');
    this.#tell(action, 'ActionRefused', { target: action.request.target, code, message: REFUSALS[code] });
  }

  endCancelled(action: ActionRow, reason: string): void {
    if (action.keyUntil !== null) {
      this.endUnresolved(action, this.#lastAttempt(action));
      return;
    }
    this.end(action, 'cancelled');
    this.#tell(action, 'ActionCancelled', { target: action.request.target, reason });
  }

  endConfirmed(action: ActionRow, attemptId: string, networkPostId: string): void {
    this.end(action, 'posted');
    this.#tell(action, 'ActionConfirmed', { target: action.request.target, attemptId, networkPostId });
  }

  endUnresolved(action: ActionRow, attemptId: string): void {
    this.end(action, 'unresolved');
    const message =
      'It was sent and no answer came; it was not found at the network, and trying again could post it twice.';
    this.#tell(action, 'ActionUnresolved', { target: action.request.target, attemptId, message });
  }

  /** Grants, refuses or leaves, from the front of the line, as long as something changes. */
  serveLine(): void {
    let gate: Gate | null = null;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const { account } = this;
      if (!account || account.head >= account.tail) return this.#finishLine(null);
      const next = this.#at(account.head);
      gate = next ? this.#serve(next) : null;
      if (gate) return this.#finishLine(gate);
      this.#leaveFront();
    }
    return this.#finishLine({ code: 'in_line', until: this.now });
  }

  decision(quiet: string): TableDecision {
    if (this.#deadLetter) return { deadLetter: this.#deadLetter };
    const changed = { rows: this.#rows.changes(), timers: this.#timers };
    return this.#outputs.length > 0 ? { ...changed, outputs: this.#outputs } : { ...changed, skip: quiet };
  }

  /** The action that waits at this place; undefined when it has left the line meanwhile. */
  #at(place: number): ActionRow | undefined {
    const actionId = this.#rows.get<string>(placeRow(place));
    const action = actionId === undefined ? undefined : this.action(actionId);
    return action?.situation.name === 'waiting' && action.situation.place === place ? action : undefined;
  }

  /** The checks in the design's order. A gate keeps the action, and all behind it, waiting. */
  #serve(action: ActionRow): Gate | null {
    const account = this.account as AccountRow;
    const { settings } = account;
    const { target } = action.request;
    if (!settings) return { code: 'account_not_connected', until: null };
    if (account.tenantId !== action.tenantId || account.workspaceId !== action.workspaceId) {
      this.endRefused(action, 'not_your_account');
      return null;
    }
    if (settings.hold) return { code: 'account_on_hold', until: null };
    const problem =
      contentProblem(action.request) ?? policyProblem(action.request, this.now) ?? this.#duplicate(action);
    if (problem) {
      this.endRefused(action, problem);
      return null;
    }
    if (action.keyUntil !== null && !this.keyLives(action)) {
      this.endUnresolved(action, this.#lastAttempt(action));
      return null;
    }
    const { trouble } = account;
    if (trouble && this.now < trouble.until) return { code: 'network_trouble', until: trouble.until };
    const quietEnd = quietUntil(settings.quietHours, this.now);
    if (quietEnd !== null) return { code: 'quiet_hours', until: quietEnd };
    const free = freeAt(this.ledger, this.limits, this.now);
    if (free > this.now) return { code: 'network_limit', until: free };
    // After trouble a single one tries, so that little is lost if it goes on.
    if (account.outstanding >= (trouble ? 1 : MAX_OUTSTANDING)) return { code: 'in_line', until: null };
    this.#grant(action, target.accountId);
    return null;
  }

  #duplicate(action: ActionRow): RefusalCode | null {
    const { target } = action.request;
    const rules = platformOf(target.network)?.policy.map((row) => row.rule.kind) ?? [];
    const other = (row: string) => {
      const holder = this.#rows.get<string>(row);
      return holder !== undefined && holder !== target.actionId;
    };
    if (rules.includes('one_reply_per_message') && other(answeredRow(target.targetNativeId)))
      return 'already_answered';
    return rules.includes('no_repeated_text') && other(textRow(textId(action))) ? 'repeated_text' : null;
  }

  #grant(action: ActionRow, accountId: string): void {
    const { target } = action.request;
    const grants = action.grants + 1;
    const grantId = deriveId('grant', target.actionId, grants);
    const repeated = platformOf(target.network)?.policy.find(
      (row) => row.rule.kind === 'no_repeated_text',
    )?.rule;
    const textKept = repeated?.kind === 'no_repeated_text' ? repeated.withinMs : DAY_MS;
    const account = this.account as AccountRow;
    this.#rows.put(ACCOUNT, { ...account, outstanding: account.outstanding + 1 } satisfies AccountRow, null);
    this.#rows.put(answeredRow(target.targetNativeId), target.actionId, this.now + REMEMBER_MS);
    this.#rows.put(textRow(textId(action)), target.actionId, this.now + textKept);
    this.ledger = withGrant(this.ledger, this.limits, this.now);
    this.save({ ...action, grants, situation: { name: 'granted', grantId, grantedAt: this.now } });
    this.#tell(action, 'ActionGranted', {
      target,
      grantId,
      attemptNumber: grants,
      idempotencyKey: deriveId('idempotency', accountId, target.actionId),
      expiresAt: this.now + GRANT_LIFE_MS,
    });
  }

  #leaveFront(): void {
    const account = this.account as AccountRow;
    this.#rows.forget(placeRow(account.head));
    this.#rows.put(ACCOUNT, { ...account, head: account.head + 1 } satisfies AccountRow, null);
  }

  /** Sets the timer of the line, and tells who entered it with this input and is still in it. */
  #finishLine(gate: Gate | null): void {
    const until = gate?.until ?? null;
    const { account } = this;
    if (account && account.lineTimer !== until) {
      this.#rows.put(ACCOUNT, { ...account, lineTimer: until } satisfies AccountRow, null);
      this.#timers.push(
        until === null
          ? { kind: 'cancel', timerId: LINE_TIMER }
          : { kind: 'set', timerId: LINE_TIMER, due: until },
      );
    }
    if (!gate) return;
    for (const actionId of this.#entered) {
      const action = this.action(actionId);
      if (action?.situation.name !== 'waiting' || action.situation.place === null) continue;
      const ahead = action.situation.place - (this.account as AccountRow).head;
      const estimate =
        gate.code === 'network_limit' ? freeAt(this.ledger, this.limits, this.now, ahead) : until;
      const { target } = action.request;
      this.#tell(action, 'ActionWaiting', {
        target,
        until: estimate,
        code: gate.code,
        message: WAITS[gate.code],
      });
    }
  }

  #accountOr(tenantId: string, workspaceId: string): AccountRow {
    return (
      this.account ?? {
        tenantId,
        workspaceId,
        settings: null,
        head: 0,
        tail: 0,
        outstanding: 0,
        trouble: null,
        lineTimer: null,
      }
    );
  }

  #lastAttempt(action: ActionRow): string {
    return deriveId('attempt', deriveId('grant', action.request.target.actionId, action.grants));
  }

  /** Told in the name of the action's own workspace and engagement, whatever input led to it. */
  #tell<
    T extends
      | 'ActionGranted'
      | 'ActionWaiting'
      | 'ActionRefused'
      | 'ActionCancelled'
      | 'ActionConfirmed'
      | 'ActionUnresolved',
  >(action: ActionRow, type: T, data: Extract<Output, { type: T }>['data']): void {
    const { tenantId, workspaceId, correlationId } = action;
    const output = {
      topic: 'action.events',
      key: action.request.target.accountId,
      type,
      data,
      envelope: { tenantId, workspaceId, correlationId, occurredAt: this.now },
    };
    this.#outputs.push(output as Output);
  }
}

/** Same author, same words: case and spacing do not make a text another. */
function textId({ request: { target } }: ActionRow): string {
  return deriveId(
    'text',
    target.targetAuthorHandle.toLowerCase(),
    target.text.normalize('NFKC').toLowerCase().trim(),
  );
}
