import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../topics/events.ts';
import { MAX_ACCOUNTS, workspaceMachine } from './machines/workspace.ts';
import type { WorkspaceFact, WorkspaceState } from './machines/workspace.ts';
import { event, NOW } from './machines/testing.ts';
import type { Decision } from './runtime/types.ts';

function after(...commands: AnyEvent[]): { state: WorkspaceState; last: Decision<WorkspaceFact> } {
  let state = workspaceMachine.initialState();
  let last: Decision<WorkspaceFact> = {};
  for (const command of commands) {
    last = workspaceMachine.decide(command, state, { now: NOW });
    for (const fact of last.facts ?? []) state = workspaceMachine.evolve(state, fact);
  }
  return { state, last };
}
const connect = (accountId = 'x:1001', network = 'x', handle = 'acmecoffee') =>
  event('ConnectAccount', { accountId, network, handle });
const pause = () => event('PauseWorkspace', { reason: 'fire drill' }, { actor: 'member:7' });
const resume = () => event('ResumeWorkspace', {});
const told = (decision: Decision<WorkspaceFact>) =>
  (decision.outputs ?? []).map(({ type, data }) => [type, data]);

describe('workspace', () => {
  it('connects an account and opens it', () => {
    const { last } = after(connect());
    expect(last.answer).toEqual({ status: 'accepted', version: 1 });
    expect(told(last)).toMatchObject([
      ['AccountConnected', { accountId: 'x:1001' }],
      ['ConfigureAccount', { accountId: 'x:1001', hold: false, settingsVersion: 1 }],
    ]);
  });

  it('pauses every account, and resumes every account, with growing versions', () => {
    const commands = [connect(), connect('mastodon:2001', 'mastodon'), pause()];
    const paused = after(...commands);
    const hold = { hold: true, holdReason: 'fire drill', settingsVersion: 3 };
    expect(told(paused.last)).toMatchObject([
      ['WorkspacePaused', {}],
      ['ConfigureAccount', hold],
      ['ConfigureAccount', hold],
    ]);
    const open = { hold: false, holdReason: null, settingsVersion: 4 };
    expect(told(after(...commands, resume()).last)).toMatchObject([
      ['WorkspaceResumed', {}],
      ['ConfigureAccount', open],
      ['ConfigureAccount', open],
    ]);
  });

  it('an account connected while paused starts on hold', () => {
    expect(told(after(pause(), connect()).last)).toMatchObject([
      ['AccountConnected', {}],
      ['ConfigureAccount', { hold: true }],
    ]);
  });

  it('stays quiet about what is so already', () => {
    for (const commands of [[connect(), connect()], [pause(), pause()], [resume()]]) {
      const { last } = after(...commands);
      expect(last.answer?.status).toBe('accepted');
      expect(told(last)).toEqual([]);
    }
  });

  it('refuses accounts that no connector can serve, and too many', () => {
    expect(after(connect('myspace:1', 'myspace')).last.answer).toMatchObject({ code: 'account_invalid' });
    expect(after(connect('x:1', 'mastodon')).last.answer).toMatchObject({ code: 'account_invalid' });
    const many = Array.from({ length: MAX_ACCOUNTS + 1 }, (_, n) => connect(`x:${n}`));
    expect(after(...many).last.answer).toMatchObject({ code: 'too_many_accounts' });
  });
});
