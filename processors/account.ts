/**
 * action.commands, action.attempts → action.events: the only place that lets something out to a network.
 * Behind `reply`, which asks; before `execute`, which does. See machines/account/decide.ts.
 */
import type { AnyEvent } from '../topics/events.ts';
import { decideAccount } from './machines/account/decide.ts';
import type { Decide } from './runtime/types.ts';

/** Social account that an input is about: attempts and requests name it in their target, other commands directly. */
function accountOf({ data }: AnyEvent): string | null {
  if ('target' in data) return data.target.accountId;
  return 'accountId' in data ? data.accountId : null;
}

export const account: Decide = {
  kind: 'decide',
  name: 'account',
  version: 1,
  purpose: 'Decides what may go out on an account, and when.',
  inputs: ['action.commands', 'action.attempts'],
  outputs: ['action.events'],
  keyOf: accountOf,
  machine: { decide: decideAccount },
};
