import { describe, expect, it } from 'vitest';
import { STATES } from '../api/types.ts';
import { canUndo, codeOf, failed, openVerbs, type Intent } from './state.ts';
import { statusOf } from './status.ts';

const intent: Intent = {
  verb: 'approve',
  engagementId: 'e1',
  key: 'k',
  body: { draftId: 'd', draftVersion: 1, conversationVersion: 1 },
};
const problem = (status: number, code: string) => ({ status, code, title: 't', detail: '' });

describe('decisions', () => {
  it('never offer to approve what is flagged, or what is not waiting for a person', () => {
    const approvable = (flagged: boolean) =>
      STATES.filter((state) => openVerbs(state, flagged).includes('approve'));
    expect(approvable(true)).toEqual([]);
    expect(approvable(false)).toEqual(['held']);
    expect(openVerbs('held', false)).toEqual(['approve', 'edit', 'reject']);
  });

  it('can be undone until the grant, not after', () => {
    expect(STATES.filter(canUndo)).toEqual(['waiting', 'approved']);
  });

  it.each([
    [0, 'no_answer', 'unsent'],
    [503, 'log_unavailable', 'unsent'],
    [503, 'log_unconfirmed', 'unsent'],
    [500, 'internal', 'refused'],
    [429, 'rate_limited', 'unsent'],
    [409, 'draft_changed', 'refused'],
    [400, 'invalid_request', 'refused'],
  ])('status %i %s is %s', (status, code, name) => {
    expect(failed(intent, problem(status, code))).toMatchObject({ name, intent: { key: 'k' } });
  });

  it('are named by the decider’s own code', () => {
    expect(codeOf({ ...problem(409, 'command_rejected'), reason: 'still_checking' })).toBe('still_checking');
  });
});

describe('the status of a command', () => {
  it('is refused with the choices in the details', () => {
    expect(
      statusOf({
        status: 'rejected',
        code: 'conversation_moved_on',
        message: 'm',
        details: '{"choices":["approve_anyway"],"conversationVersion":7}',
      }),
    ).toMatchObject({ name: 'refused', problem: { choices: ['approve_anyway'], conversationVersion: 7 } });
  });

  it('is pending when it says nothing that we know', () => {
    for (const json of [null, 'x', {}, { status: 'pending' }])
      expect(statusOf(json)).toEqual({ name: 'pending' });
  });

  it('survives details that are not JSON', () => {
    expect(statusOf({ status: 'rejected', code: 'too_late', details: '{' })).toMatchObject({
      problem: { code: 'too_late' },
    });
  });
});
