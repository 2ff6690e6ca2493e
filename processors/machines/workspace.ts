/**
 * A workspace: its accounts, its kill switch, its safety policy and weights of its own (`adoption.ts`). Pausing puts every
 * account on hold; an account connected while paused starts on hold. Account deciders obey the settings with the highest version.
 */
import { readPolicy } from '../../models/safety/policy.ts';
import { parseAccountId } from '../../platforms/registry.ts';
import type { AnyEvent, EventData } from '../../topics/events.ts';
import { isEvent } from '../runtime/types.ts';
import { ADOPTION_REJECTIONS, adoptionProblem, withAdopted } from './adoption.ts';
import type { Adopted } from './adoption.ts';
import type { Answer, Decision, Machine, Output, TimerFired } from '../runtime/types.ts';

export type WorkspaceFact =
  | { readonly type: 'AccountConnected'; readonly data: EventData['AccountConnected'] }
  | { readonly type: 'WorkspacePaused'; readonly data: EventData['WorkspacePaused'] }
  | { readonly type: 'WorkspaceResumed'; readonly data: EventData['WorkspaceResumed'] }
  | { readonly type: 'SafetyPolicyConfigured'; readonly data: EventData['SafetyPolicyConfigured'] }
  | { readonly type: 'ModelAdopted'; readonly data: EventData['ModelAdopted'] };

export type WorkspaceState = {
  readonly version: number;
  readonly accounts: readonly EventData['AccountConnected'][];
  /** Number of the safety policy in force; absent in states from before: the installation's. */
  readonly policyNumber?: number;
  /** SHA-256 of the weights that a head is read by, by head; what is not there is read by the program's own. */
  readonly adopted?: Adopted;
} & ({ readonly name: 'running' } | { readonly name: 'paused'; readonly reason: string });

/** Accounts of one workspace: bounds the commands that one pause sends. */
export const MAX_ACCOUNTS = 200;

/** Shown of the name of a wrong field, UTF-16 units. */
const MAX_FIELD = 100;

const REJECTIONS = {
  account_invalid:
    'accountId must be network:id of a network that has a connector, and network must be that one.',
  policy_invalid: 'This is not a safety policy; the first wrong field is',
  ...ADOPTION_REJECTIONS,
  too_many_accounts: `A workspace has at most ${MAX_ACCOUNTS} accounts.`,
} as const;

export const workspaceMachine: Machine<WorkspaceState, WorkspaceFact> = {
  initialState: () => ({ name: 'running', version: 0, accounts: [] }),
  decide: (input, state) => decide(input, state),
  evolve: (state, fact) => {
    const { accounts, policyNumber = 0, adopted = {} } = state;
    const version = state.version + 1;
    if (fact.type === 'WorkspacePaused')
      return { name: 'paused', reason: fact.data.reason, version, accounts, policyNumber, adopted };
    if (fact.type === 'WorkspaceResumed')
      return { name: 'running', version, accounts, policyNumber, adopted };
    if (fact.type === 'ModelAdopted') return { ...state, version, adopted: withAdopted(adopted, fact.data) };
    if (fact.type === 'SafetyPolicyConfigured')
      return { ...state, version, policyNumber: fact.data.policyNumber };
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
  if (isEvent(input, 'ConfigureSafetyPolicy')) return configurePolicy(input, state);
  if (isEvent(input, 'AdoptModel')) {
    const problem = adoptionProblem(input.data, state.adopted ?? {});
    if (problem === 'adopted_already') return unchanged(state, problem);
    if (problem !== null) return { answer: rejected(state, problem), skip: problem };
    return changed(input, state, { type: 'ModelAdopted', data: input.data }, [], null);
  }
  return { skip: 'not_an_input' };
}

/** A policy takes the next number; every account learns it, so that no verdict under an earlier one is acted on. */
function configurePolicy(
  command: AnyEvent & { readonly data: EventData['ConfigureSafetyPolicy'] },
  state: WorkspaceState,
): Decision<WorkspaceFact> {
  const policyNumber = (state.policyNumber ?? 0) + 1;
  const read = readPolicy(command.data.policy, policyNumber);
  if (!read.ok) {
    const field = read.field.slice(0, MAX_FIELD);
    const refused = rejected(state, 'policy_invalid');
    const message = `${refused.message} ${field}.`;
    const details = JSON.stringify({ field });
    return { answer: { ...refused, message, details }, skip: 'policy_invalid' };
  }
  const { policy } = read;
  const data = {
    policy: JSON.stringify(policy),
    policyVersion: policy.version,
    policyNumber,
    thresholds: policy.thresholds,
    acceptUnscoredBrand: policy.acceptUnscoredBrand,
  };
  const reason = state.name === 'paused' ? state.reason : null;
  const after = { ...state, policyNumber };
  return changed(command, after, { type: 'SafetyPolicyConfigured', data }, state.accounts, reason);
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
    const safetyPolicyNumber = state.policyNumber ?? 0;
    const data = {
      accountId,
      network,
      hold,
      holdReason,
      quietHours: null,
      settingsVersion: version,
      safetyPolicyNumber,
    };
    return { topic: 'action.commands', key: accountId, type: 'ConfigureAccount', data };
  });
  return { facts: [fact], outputs: [told, ...settings], answer: { status: 'accepted', version } };
}

function unchanged(state: WorkspaceState, skip: string): Decision<WorkspaceFact> {
  return { answer: { status: 'accepted', version: state.version }, skip };
}

function rejected(
  state: WorkspaceState,
  code: keyof typeof REJECTIONS,
): Extract<Answer, { status: 'rejected' }> {
  return { status: 'rejected', code, message: REJECTIONS[code], version: state.version };
}
