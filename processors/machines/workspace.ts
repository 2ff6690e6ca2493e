/**
 * A workspace: its accounts and its kill switch. Pausing puts every account on hold; an account connected
 * while paused starts on hold. Account deciders obey the settings with the highest version.
 */
import { parseAccountId } from '../../platforms/registry.ts';
import type { AnyEvent, EventData } from '../../topics/events.ts';
import { isEvent } from '../runtime/types.ts';
import type { Answer, Decision, Machine, Output, TimerFired } from '../runtime/types.ts';

export type WorkspaceFact =
  | { readonly type: 'AccountConnected'; readonly data: EventData['AccountConnected'] }
  | { readonly type: 'WorkspacePaused'; readonly data: EventData['WorkspacePaused'] }
  | { readonly type: 'WorkspaceResumed'; readonly data: EventData['WorkspaceResumed'] };

export type WorkspaceState = {
  readonly version: number;
  readonly accounts: readonly EventData['AccountConnected'][];
} & ({ readonly name: 'running' } | { readonly name: 'paused'; readonly reason: string });

/** Accounts of one workspace: bounds the commands that one pause sends. */
export const MAX_ACCOUNTS = 200;

const REJECTIONS = {
  account_invalid:
    'accountId must be network:id of a network that has a connector, and network must be that one.',
  too_many_accounts: `A workspace has at most ${MAX_ACCOUNTS} accounts.`,
} as const;

export const workspaceMachine: Machine<WorkspaceState, WorkspaceFact> = {
  initialState: () => ({ name: 'running', version: 0, accounts: [] }),
  decide: (input, state) => decide(input, state),
  evolve: (state, fact) => {
    const { accounts } = state;
    const version = state.version + 1;
    if (fact.type === 'WorkspacePaused')
      return { name: 'paused', reason: fact.data.reason, version, accounts };
    if (fact.type === 'WorkspaceResumed') return { name: 'running', version, accounts };
    const others = accounts.filter(({ accountId }) => accountId !== fact.data.accountId);
    return { ...state, version, accounts: [...others, fact.data] };
  },
  expiresAt: () => null,
};

function decide(input: AnyEvent | TimerFired, state: WorkspaceState): Decision<WorkspaceFact> {
  if (isEvent(input, 'ConnectAccount')) return connect(input, state);
  if (isEvent(input, 'PauseWorkspace')) {
    const { reason } = input.data;
    if (state.name === 'paused') return unchanged(state, 'paused_already');
    const fact = { type: 'WorkspacePaused', data: { reason } } as const;
    return changed(input, state, fact, state.accounts, reason);
  }
  if (isEvent(input, 'ResumeWorkspace')) {
    if (state.name === 'running') return unchanged(state, 'running_already');
    return changed(input, state, { type: 'WorkspaceResumed', data: {} }, state.accounts, null);
  }
  return { skip: 'not_an_input' };
}

function connect(
  command: AnyEvent & { readonly data: EventData['ConnectAccount'] },
  state: WorkspaceState,
): Decision<WorkspaceFact> {
  const { accountId, network, handle } = command.data;
  if (parseAccountId(accountId)?.network !== network)
    return { answer: rejected(state, 'account_invalid'), skip: 'account_invalid' };
  const known = state.accounts.find((account) => account.accountId === accountId);
  if (known?.handle === handle) return unchanged(state, 'connected_already');
  if (!known && state.accounts.length >= MAX_ACCOUNTS) {
    return { answer: rejected(state, 'too_many_accounts'), skip: 'too_many_accounts' };
  }
  const account = { accountId, network, handle };
  const reason = state.name === 'paused' ? state.reason : null;
  return changed(command, state, { type: 'AccountConnected', data: account }, [account], reason);
}

/** One event of the workspace, and new settings for the accounts that it concerns. */
function changed(
  command: AnyEvent,
  state: WorkspaceState,
  fact: WorkspaceFact,
  accounts: readonly EventData['AccountConnected'][],
  holdReason: string | null,
): Decision<WorkspaceFact> {
  const version = state.version + 1;
  const envelope = { streamVersion: version, actor: command.actor };
  const told = { topic: 'workspace.events', key: command.workspaceId, ...fact, envelope } as Output;
  const settings = accounts.map(({ accountId, network }): Output => {
    const hold = holdReason !== null;
    const data = { accountId, network, hold, holdReason, quietHours: null, settingsVersion: version };
    return { topic: 'action.commands', key: accountId, type: 'ConfigureAccount', data };
  });
  return { facts: [fact], outputs: [told, ...settings], answer: { status: 'accepted', version } };
}

function unchanged(state: WorkspaceState, skip: string): Decision<WorkspaceFact> {
  return { answer: { status: 'accepted', version: state.version }, skip };
}

function rejected(state: WorkspaceState, code: keyof typeof REJECTIONS): Answer {
  return { status: 'rejected', code, message: REJECTIONS[code], version: state.version };
}
