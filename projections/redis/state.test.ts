import { describe, expect, it } from 'vitest';
import { stateOf, type Group, type Proposal } from './state.ts';

const say = (state: Proposal['state'], link = ''): Proposal => ({ state, link });
const drafted: Partial<Record<Group, Proposal>> = {
  received: say('received'),
  classified: say('classified'),
  analyzed: say('analyzed'),
  draft: say('drafted'),
};

describe('the state of an engagement', () => {
  it('is the newest word of the latest topic on its way', () => {
    expect(stateOf({})).toBe('received');
    expect(stateOf({ analyzed: say('analyzed') })).toBe('analyzed');
    expect(stateOf(drafted)).toBe('drafted');
    expect(stateOf({ ...drafted, draft: say('declined') })).toBe('declined');
    expect(stateOf({ ...drafted, verdict: say(null) })).toBe('drafted');
    expect(stateOf({ ...drafted, reply: say('held') })).toBe('held');
  });

  it('follows the action that was approved, and no other', () => {
    const approved = { ...drafted, reply: say('approved', 'a2') };
    expect(stateOf(approved)).toBe('approved');
    expect(stateOf({ ...approved, action: say('waiting', 'a2') })).toBe('waiting');
    // The outcome of an earlier action says nothing about the one approved now.
    expect(stateOf({ ...approved, action: say('failed', 'a1') })).toBe('approved');
  });

  it('the decider has the last word: an outcome does not undo a withdrawal or an end', () => {
    const action = say('granted', 'a1');
    expect(stateOf({ ...drafted, reply: say('withdrawn'), action })).toBe('withdrawn');
    expect(stateOf({ ...drafted, reply: say('posted'), action })).toBe('posted');
    expect(stateOf({ ...drafted, reply: say('approved', 'a1'), action: say(null, 'a1') })).toBe('approved');
  });
});
