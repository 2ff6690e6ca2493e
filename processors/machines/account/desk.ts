/**
 * One input's work on one account: its rows, how actions wait and end, and what is told to the world.
 * Lives for one decision; nothing outside it changes. `line.ts` decides who is let out.
 */
import { GRANT_SPREAD_MS } from '../../../platforms/limits.ts';
import type { LimitRow } from '../../../platforms/limits.ts';
import { platformOf } from '../../../platforms/registry.ts';
import type { AccountConfiguredData, ConfigureAccountData } from '../../../topics/events.ts';
import { deriveId } from '../../../topics/ids.ts';
import type { Output, RowReader, TableDecision, TimerChange } from '../../runtime/types.ts';
import { RowWork } from '../row-work.ts';
import { REFUSALS } from './codes.ts';
import type { RefusalCode, WaitCode } from './codes.ts';
import { EMPTY_LEDGER } from './ledger.ts';
import type { Ledger } from './ledger.ts';
import { ACCOUNT, actionRow, answeredRow, LEDGER, placeRow, retryTimer, textId, textRow } from './state.ts';
import type { AccountRow, ActionRow, Ending } from './state.ts';

/** Actions that may wait on one account. */
export const MAX_WAITING = 50_000;
const DAY_MS = 86_400_000;
/** Longer than any policy lets a message be answered. */
export const REMEMBER_MS = 8 * DAY_MS;

export type Granted = ActionRow & {
  readonly situation: { readonly name: 'granted'; readonly grantId: string; readonly grantedAt: number };
};
export class AccountDesk {
  readonly now: number;
  /** Reads and changes of this decision. */
  readonly rows: RowWork;
  readonly #outputs: Output[] = [];
  readonly timers: TimerChange[] = [];
  /** Entered the line with this input, so whoever still waits at the end is told so. */
  readonly entered: string[] = [];
  #deadLetter: { readonly code: string; readonly message: string } | null = null;

  constructor(rows: RowReader, now: number) {
    this.rows = new RowWork(rows);
    this.now = now;
  }

  get account(): AccountRow | undefined {
    return this.rows.get<AccountRow>(ACCOUNT);
  }

  get ledger(): Ledger {
    return this.rows.get<Ledger>(LEDGER) ?? EMPTY_LEDGER;
  }

  set ledger(ledger: Ledger) {
    this.rows.put(LEDGER, ledger, null);
  }

  get limits(): readonly LimitRow[] {
    const network = this.account?.settings?.network;
    return (network === undefined ? undefined : platformOf(network))?.limits ?? [];
  }

  get outstanding(): number {
    return this.account?.outstanding ?? 0;
  }

  action(actionId: string): ActionRow | undefined {
    return this.rows.get<ActionRow>(actionRow(actionId));
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
    this.rows.put(actionRow(action.request.target.actionId), action, over ? this.now + REMEMBER_MS : null);
  }

  configure(tenantId: string, workspaceId: string, settings: ConfigureAccountData): void {
    const before = this.#accountOr(tenantId, workspaceId);
    const data: AccountConfiguredData = { ...settings };
    this.rows.put(ACCOUNT, { ...before, tenantId, workspaceId, settings: data } satisfies AccountRow, null);
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
    this.rows.put(ACCOUNT, { ...account, ...moved } satisfies AccountRow, null);
    this.rows.put(placeRow(place), actionId, null);
    this.save({ ...action, situation: { name: 'waiting', place, since: this.now } });
    this.entered.push(actionId);
  }

  /** Waits outside the line until its own time. */
  retry(action: ActionRow, at: number, code: string, message: string): void {
    if (at <= this.now) {
      this.enqueue(action, 'front');
      return;
    }
    const { actionId } = action.request.target;
    this.save({ ...action, situation: { name: 'waiting', place: null, since: this.now } });
    this.timers.push({ kind: 'set', timerId: retryTimer(actionId), due: at });
    this.tell(action, 'ActionWaiting', { target: action.request.target, until: at, code, message });
  }

  /** The timer of the line has fired: it is not set any more. */
  lineTimerFired(): void {
    const { account } = this;
    if (account) this.rows.put(ACCOUNT, { ...account, lineTimer: null } satisfies AccountRow, null);
  }

  settleGrant(): void {
    const { account } = this;
    if (!account) return;
    this.rows.put(
      ACCOUNT,
      { ...account, outstanding: Math.max(0, account.outstanding - 1) } satisfies AccountRow,
      null,
    );
  }

  /** Another attempt in a row met trouble that is not the action's own: the whole account waits. */
  inTrouble(
    pauseMs: (count: number) => number,
    until: number | null,
    code: WaitCode = 'network_trouble',
  ): void {
    const { account } = this;
    if (!account) return;
    const count = (account.trouble?.count ?? 0) + 1;
    const trouble = { count, until: until ?? this.now + pauseMs(count), code };
    this.rows.put(ACCOUNT, { ...account, trouble } satisfies AccountRow, null);
  }

  /** The network answered as it should. */
  outOfTrouble(): void {
    const { account } = this;
    if (account?.trouble) this.rows.put(ACCOUNT, { ...account, trouble: null } satisfies AccountRow, null);
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
    if (situation.name === 'waiting' && situation.place !== null) this.rows.forget(placeRow(situation.place));
    if (situation.name === 'waiting' && situation.place === null) {
      this.timers.push({ kind: 'cancel', timerId: retryTimer(target.actionId) });
    }
    // What was provably not sent may be answered by another action.
    const free = outcome === 'failed' || outcome === 'refused' || outcome === 'cancelled';
    const mine = this.rows.get<string>(answeredRow(target.targetNativeId)) === target.actionId;
    if (free && mine) {
      this.rows.forget(answeredRow(target.targetNativeId));
      this.rows.forget(textRow(textId(action)));
    }
    this.save({ ...action, situation: { name: 'done', outcome } });
  }

  /** Not tried any more by a rule of ours; an earlier attempt whose answer was lost stays possible. */
  endRefused(action: ActionRow, code: RefusalCode): void {
    if (action.keyUntil !== null) {
      this.endUnresolved(action, this.lastAttempt(action));
      return;
    }
    this.end(action, 'refused');
    this.tell(action, 'ActionRefused', { target: action.request.target, code, message: REFUSALS[code] });
  }

  /** Conversations hear of a failed first attempt directly, and of a later one from here (`outcomes.ts`). */
  endFailed(action: ActionRow, code: string, message: string): void {
    this.end(action, 'failed');
    if (action.grants > 1)
      this.tell(action, 'ActionRefused', { target: action.request.target, code, message });
  }

  endCancelled(action: ActionRow, reason: string): void {
    if (action.keyUntil !== null) {
      this.endUnresolved(action, this.lastAttempt(action));
      return;
    }
    this.end(action, 'cancelled');
    this.tell(action, 'ActionCancelled', { target: action.request.target, reason });
  }

  endConfirmed(action: ActionRow, attemptId: string, networkPostId: string): void {
    this.end(action, 'posted');
    this.tell(action, 'ActionConfirmed', { target: action.request.target, attemptId, networkPostId });
  }

  endUnresolved(action: ActionRow, attemptId: string): void {
    this.end(action, 'unresolved');
    const message =
      'It was sent and no answer came; it was not found at the network, and trying again could post it twice.';
    this.tell(action, 'ActionUnresolved', { target: action.request.target, attemptId, message });
  }

  decision(quiet: string): TableDecision {
    if (this.#deadLetter) return { deadLetter: this.#deadLetter };
    const changed = { rows: this.rows.changes(), timers: this.timers };
    return this.#outputs.length > 0 ? { ...changed, outputs: this.#outputs } : { ...changed, skip: quiet };
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

  lastAttempt(action: ActionRow): string {
    return deriveId('attempt', deriveId('grant', action.request.target.actionId, action.grants));
  }

  /** Told in the name of the action's own workspace and engagement, whatever input led to it. */
  tell<
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
