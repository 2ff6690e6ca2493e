import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../models/content-hash.ts';
import type {
  EventData,
  AnyEvent,
  Engagement,
  ReplyActionOutcomeData,
  SafetyCheckedData,
  Verdict,
} from '../topics/events.ts';
import { engagement, event, NOW, TableBench, verdict } from './machines/testing.ts';
import { CHECK_WAIT_MS } from './machines/reply/state.ts';
import { reply } from './reply.ts';
import type { TableMachine } from './runtime/types.ts';

const CONVERSATION = 'x:1001:500';
const start = () => new TableBench(reply.machine as TableMachine, CONVERSATION);

const hashOf = (of: Engagement, text: string) =>
  contentHash({ account: of.accountId, target: of.nativeId, text, media: [] });

const received = (of: Engagement) =>
  event('EngagementReceived', { engagement: of, authorContacts: 1, velocity: 1 });

function checked(
  of: Engagement,
  changes: Partial<SafetyCheckedData> & { text?: string; verdictIs?: Partial<Verdict> } = {},
) {
  const { text = 'Thank you so much!', verdictIs, ...rest } = changes;
  const hash = hashOf(of, text);
  return event('SafetyChecked', {
    draftId: `draft-${of.engagementId}`,
    draftVersion: 1,
    engagement: of,
    draft: {
      text,
      tone: 'appreciative',
      templateId: 't1',
      contentHash: hash,
      modelVersion: 'test',
      disclosures: [],
    },
    verdict: verdict(hash, verdictIs),
    classification: {
      kind: 'praise',
      kindProbabilities: { praise: 0.9 },
      urgency: 'low',
      urgencyScore: 0,
      urgencyFactors: [],
      spam: false,
      spamScore: 0,
      language: 'en',
      modelVersion: 'test',
    },
    sentiment: { label: 'positive', score: 0.8, confidence: 0.9, probabilities: {}, modelVersion: 'test' },
    ...rest,
  });
}

const MEMBER = { actor: 'member:7' };
function shown(
  of: Engagement,
  changes: { draftVersion?: number; conversationVersion?: number; draftId?: string } = {},
) {
  return {
    engagementId: of.engagementId,
    conversationId: of.conversationId,
    draftId: `draft-${of.engagementId}`,
    draftVersion: 1,
    conversationVersion: 1,
    ...changes,
  };
}
const approveIt = (of: Engagement, changes = {}) => event('ApproveReply', shown(of, changes), MEMBER);
const editIt = (
  of: Engagement,
  text: string,
  changes = {},
  disclosures: EventData['EditReply']['disclosures'] = [],
) => event('EditReply', { ...shown(of, changes), text, disclosures }, MEMBER);
const rejectIt = (of: Engagement, changes = {}) =>
  event('RejectReply', { ...shown(of, changes), reason: 'no' }, MEMBER);
const undoIt = (of: Engagement, changes = {}) => event('UndoReply', shown(of, changes), MEMBER);

function told(bench: TableBench, outcome: ReplyActionOutcomeData['outcome'], code: string | null = null) {
  const { actionId, engagementId, conversationId } = bench.told('ReplyApproved').at(-1) ?? {
    actionId: '',
    engagementId: '',
    conversationId: CONVERSATION,
  };
  const networkPostId = outcome === 'posted' ? '9' : null;
  return event('ReplyActionOutcome', {
    actionId,
    engagementId,
    conversationId,
    outcome,
    code,
    networkPostId,
    until: null,
  });
}

const first = engagement();
const held = { verdictIs: { decision: 'hold', reasons: ['near_threshold'] } } as const;

describe('reply: what the policy sends', () => {
  it('approves a passed draft by policy and asks for exactly its content', () => {
    const bench = start();
    bench.given(received(first));
    bench.given(checked(first));
    const [approved] = bench.told('ReplyApproved');
    const [asked] = bench.told('RequestAction');
    expect(approved).toMatchObject({
      approval: { mode: 'auto', approver: 'policy:auto-3' },
      conversationVersion: 1,
    });
    expect(asked?.target).toMatchObject({
      actionId: approved?.actionId,
      text: 'Thank you so much!',
      targetNativeId: '500',
    });
    expect(asked?.verdict.contentHash).toBe(asked?.target.contentHash);
    bench.given(told(bench, 'granted'));
    bench.given(told(bench, 'posted'));
    expect(bench.told('ReplyCompleted')).toMatchObject([{ outcome: 'posted', networkPostId: '9' }]);
  });

  it.each([
    ['flagged', checked(first, { verdictIs: { decision: 'hold', flagged: true } })],
    ['safety_hold', checked(first, held)],
    ['not_understood', checked(first, { classification: null, sentiment: null })],
    ['not_summoned', checked(engagement({ summoned: false }))],
    ['direct_message', checked(engagement({ visibility: 'direct' }))],
    [
      'strongly_negative',
      checked(first, {
        sentiment: {
          label: 'negative',
          score: -0.95,
          confidence: 0.95,
          probabilities: {},
          modelVersion: 'test',
        },
      }),
    ],
  ])('holds: %s', (reason, verdictEvent) => {
    const bench = start();
    bench.given(verdictEvent);
    expect(bench.told('RequestAction')).toEqual([]);
    expect(bench.told('ReplyHeld')[0]?.reasons).toContain(reason);
  });

  it('holds an urgent message, though its text passed', () => {
    const bench = start();
    const event1 = checked(first);
    bench.given({
      ...event1,
      data: { ...event1.data, classification: { ...event1.data.classification!, urgency: 'high' } },
    });
    expect(bench.told('ReplyHeld')).toMatchObject([{ reasons: ['urgent'] }]);
  });

  it('shows a text whose verdict is about another as not checked; the right verdict still counts', () => {
    const bench = start();
    const good = checked(first);
    const { draft } = good.data;
    const other = { ...good, data: { ...good.data, draft: { ...draft, text: 'I hate you' } } };
    bench.given(other);
    expect(bench.told('ReplyHeld')).toMatchObject([
      {
        reasons: ['verdict_for_other_content'],
        text: 'I hate you',
        contentHash: hashOf(first, 'I hate you'),
      },
    ]);
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'not_checked' });
    expect(bench.given(other).skip).toBe('verdict_for_other_content');
    expect(bench.given(good).skip).toBe('verdict_for_other_content');
    expect(bench.told('RequestAction')).toEqual([]);
    bench.given(checked(first, { text: 'I hate you', verdictIs: { decision: 'hold', flagged: true } }));
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toContain('flagged');
  });

  it('shows an edited text that nobody checked in ten minutes; saved again it is checked again', () => {
    const bench = start();
    bench.given(checked(first, held));
    bench.given(editIt(first, 'A kinder text'));
    bench.advanceTo(NOW + CHECK_WAIT_MS - 1);
    expect(bench.told('ReplyHeld')).toHaveLength(1);
    bench.advanceTo(NOW + CHECK_WAIT_MS);
    expect(bench.told('ReplyHeld').at(-1)).toMatchObject({
      draftVersion: 2,
      text: 'A kinder text',
      reasons: ['check_missing'],
    });
    expect(bench.given(approveIt(first, { draftVersion: 2 })).answer).toMatchObject({ code: 'not_checked' });
    bench.given(editIt(first, 'A kinder text', { draftVersion: 2 }));
    bench.given(checked(first, { text: 'A kinder text', draftVersion: 2 }));
    bench.given(checked(first, { text: 'A kinder text', draftVersion: 3 }));
    expect([...bench.timers.keys()].filter((timer) => timer.startsWith('check:'))).toEqual([]);
    expect(bench.given(approveIt(first, { draftVersion: 3 })).answer?.status).toBe('accepted');
  });

  it('stays quiet when a verdict comes twice', () => {
    const bench = start();
    const verdictEvent = checked(first);
    bench.given(verdictEvent);
    expect(bench.given(verdictEvent).skip).toBe('verdict_stale');
    expect(bench.told('RequestAction')).toHaveLength(1);
  });
});

describe('reply: what a person decides', () => {
  it('approves a held draft', () => {
    const bench = start();
    bench.given(checked(first, held));
    const decision = bench.given(approveIt(first));
    expect(decision.answer).toMatchObject({ status: 'accepted', version: 2 });
    expect(bench.told('RequestAction')).toMatchObject([
      { approval: { mode: 'person', approver: 'member:7' } },
    ]);
  });

  it('what a person declares of a text goes with it, from the edit to the action, and is part of its hash', () => {
    const bench = start();
    bench.given(checked(first, { verdictIs: { decision: 'hold' } }));
    const text = 'Ad: our new blend is out';
    bench.given(editIt(first, text, {}, ['paid_partnership']));
    const { draft } = bench.told('ReplyEdited')[0]!;
    expect(draft.disclosures).toEqual(['paid_partnership']);
    expect(draft.contentHash).not.toBe(hashOf(first, text));
    const again = { draftVersion: 2, classification: null, sentiment: null };
    // Judged as if nothing had been declared: that is no verdict on this text.
    bench.given(checked(first, { ...again, text }));
    expect(bench.told('ReplyHeld').at(-1)).toMatchObject({ reasons: ['verdict_for_other_content'] });
    const judged = checked(first, { ...again, text });
    const { contentHash: hash } = draft;
    bench.given({
      ...judged,
      data: { ...judged.data, draft, verdict: { ...judged.data.verdict, contentHash: hash } },
    });
    bench.given(approveIt(first, { draftVersion: 2 }));
    const asked = bench.outputs.find(({ type }) => type === 'RequestAction')
      ?.data as EventData['RequestAction'];
    expect(asked.target).toMatchObject({ disclosures: ['paid_partnership'], contentHash: hash, text });
  });

  it('never approves flagged text; an edit is checked again, held again, and then approved', () => {
    const bench = start();
    bench.given(checked(first, { verdictIs: { decision: 'hold', flagged: true } }));
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'flagged_edit_first' });
    bench.given(editIt(first, 'A kinder text'));
    expect(bench.given(approveIt(first, { draftVersion: 2 })).answer).toMatchObject({
      code: 'still_checking',
    });
    const { draft } = bench.told('ReplyEdited')[0]!;
    const again = { draftVersion: 2, classification: null, sentiment: null };
    expect(bench.given(checked(first)).skip).toBe('verdict_stale');
    bench.given(checked(first, { ...again, text: draft.text }));
    expect(bench.told('ReplyHeld').at(-1)).toMatchObject({ draftVersion: 2, text: 'A kinder text' });
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'draft_changed' });
    expect(bench.given(approveIt(first, { draftVersion: 2 })).answer).toMatchObject({ status: 'accepted' });
    expect(bench.told('RequestAction')).toHaveLength(1);
  });

  it('says that the conversation moved on, with the choices, and goes on when the person has seen it', () => {
    const bench = start();
    bench.given(checked(first, held));
    bench.given(received(engagement({ engagementId: 'engagement-2', nativeId: '501', createdAt: NOW })));
    expect(bench.told('ReplyHeld').at(-1)).toMatchObject({
      conversationVersion: 2,
      reasons: ['safety_hold', 'near_threshold', 'conversation_moved_on'],
    });
    const { answer } = bench.given(approveIt(first));
    expect(answer).toMatchObject({ code: 'conversation_moved_on' });
    expect(JSON.parse(answer?.details ?? '')).toMatchObject({
      conversationVersion: 2,
      choices: ['approve_anyway', 'edit', 'reject'],
    });
    expect(bench.given(approveIt(first, { conversationVersion: 2 })).answer?.status).toBe('accepted');
  });

  it('rejects, and says so when something comes later', () => {
    const bench = start();
    bench.given(checked(first, held));
    expect(bench.given(rejectIt(first)).answer?.status).toBe('accepted');
    expect(bench.told('ReplyRejected')).toMatchObject([{ rejectedBy: 'member:7', reason: 'no' }]);
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'already_rejected' });
  });

  it('approving a text that the network would refuse says why at once', () => {
    const bench = start();
    bench.given(checked(engagement({ summoned: false })));
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'not_summoned' });
  });

  it('does not exist for another workspace, nor takes its events', () => {
    const bench = start();
    bench.given(checked(first, held));
    const stranger = { tenantId: 'demo', workspaceId: 'other' };
    expect(bench.given({ ...approveIt(first), ...stranger }).answer).toMatchObject({ code: 'unknown_draft' });
    const late = engagement({ engagementId: 'engagement-2', nativeId: '501' });
    expect(bench.given({ ...received(late), ...stranger }).skip).toBe('foreign_workspace');
    expect(bench.given({ ...checked(late), ...stranger }).skip).toBe('foreign_workspace');
    expect(bench.given(approveIt(first)).answer?.status).toBe('accepted');
  });

  it('refuses what it does not know', () => {
    const bench = start();
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'unknown_draft' });
    bench.given(checked(first, held));
    expect(bench.given(approveIt(first, { draftId: 'other' })).answer).toMatchObject({
      code: 'unknown_draft',
    });
    expect(bench.given(undoIt(first)).answer).toMatchObject({ code: 'nothing_to_undo' });
  });

  it('refuses an edit that is too long or empty', () => {
    const bench = start();
    bench.given(checked(first, held));
    expect(bench.given(editIt(first, 'x'.repeat(281))).answer).toMatchObject({ code: 'too_long' });
    expect(bench.given(editIt(first, ' ')).answer).toMatchObject({ code: 'empty_text' });
  });
});

describe('reply: a refusal', () => {
  it('says what is true now, whatever the command and whatever became of the draft', () => {
    const stages: readonly ((bench: TableBench) => void)[] = [
      (bench) => bench.given(checked(first, held)),
      (bench) => bench.given(received(engagement({ engagementId: 'e2', nativeId: '501', createdAt: NOW }))),
      (bench) => bench.given(editIt(first, 'A kinder text', { conversationVersion: 2 })),
      (bench) => bench.given(checked(first, { text: 'A kinder text', draftVersion: 2 })),
      (bench) => bench.given(approveIt(first, { draftVersion: 2, conversationVersion: 2 })),
      (bench) => bench.given(undoIt(first, { draftVersion: 2 })),
      (bench) => bench.given(told(bench, 'cancelled')),
      (bench) => bench.given(rejectIt(first, { draftVersion: 2, conversationVersion: 2 })),
    ];
    let refused = 0;
    for (let upTo = 1; upTo <= stages.length; upTo++) {
      for (const command of [
        approveIt,
        rejectIt,
        undoIt,
        (of: Engagement, seen: object) => editIt(of, 'x', seen),
      ]) {
        for (const seen of [{}, { draftVersion: 2 }, { draftVersion: 9 }, { draftId: 'another' }]) {
          const bench = start();
          for (const stage of stages.slice(0, upTo)) stage(bench);
          const { answer } = bench.given(command(first, seen));
          if (answer?.status !== 'rejected') continue;
          refused++;
          const details = JSON.parse(answer.details ?? '') as object;
          expect(details).toMatchObject({
            draftId: `draft-${first.engagementId}`,
            draftVersion: upTo < 3 ? 1 : 2,
            conversationVersion: upTo < 2 ? 1 : 2,
            choices: expect.any(Array) as unknown[],
            ...(upTo < stages.length ? { text: upTo < 3 ? 'Thank you so much!' : 'A kinder text' } : {}),
          });
        }
      }
    }
    expect(refused).toBeGreaterThan(80);
  });
});

describe('reply: undo', () => {
  it('wins before the grant: the draft is held again, and another approval is another action', () => {
    const bench = start();
    bench.given(checked(first));
    expect(bench.given(undoIt(first)).answer?.status).toBe('accepted');
    expect(bench.told('CancelAction')).toHaveLength(1);
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'still_withdrawing' });
    bench.given(told(bench, 'cancelled'));
    expect(bench.told('ReplyHeld')).toMatchObject([{ reasons: ['undone'] }]);
    bench.given(approveIt(first));
    expect(new Set(bench.told('RequestAction').map(({ target }) => target.actionId)).size).toBe(2);
  });

  it('comes too late after the grant', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'granted'));
    expect(bench.given(undoIt(first)).answer).toMatchObject({ code: 'too_late' });
    expect(bench.told('CancelAction')).toEqual([]);
  });

  it('may lose against a grant that was under way, and then says that it was posted', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(undoIt(first));
    bench.given(told(bench, 'granted'));
    bench.given(told(bench, 'posted'));
    expect(bench.told('ReplyCompleted')).toMatchObject([{ outcome: 'posted' }]);
  });

  it('happens by itself when the author writes again before the grant', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(received(engagement({ engagementId: 'engagement-2', nativeId: '501', createdAt: NOW })));
    expect(bench.told('ReplyWithdrawn')).toMatchObject([{ reason: 'superseded' }]);
    bench.given(told(bench, 'cancelled'));
    expect(bench.told('ReplyHeld')).toMatchObject([{ reasons: ['conversation_moved_on'] }]);
  });
});

describe('reply: a grant that came to nothing', () => {
  const again = engagement({ engagementId: 'engagement-2', nativeId: '501', createdAt: NOW });

  it('lets the reply be undone while it waits again', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'granted'));
    bench.given(told(bench, 'waiting', 'rate_limited'));
    expect(bench.given(undoIt(first)).answer?.status).toBe('accepted');
    expect(bench.told('CancelAction')).toHaveLength(1);
  });

  it('withdraws what the policy sent when the author wrote meanwhile', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'granted'));
    bench.given(received(again));
    expect(bench.told('CancelAction')).toEqual([]);
    bench.given(told(bench, 'waiting', 'rate_limited'));
    expect(bench.told('ReplyWithdrawn')).toMatchObject([{ reason: 'superseded' }]);
  });

  it('withdraws it too when the author writes while it waits', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'granted'));
    bench.given(told(bench, 'waiting', 'rate_limited'));
    bench.given(received(again));
    expect(bench.told('CancelAction')).toMatchObject([{ reason: 'superseded' }]);
  });
});

describe('reply: a message that comes while the draft is not on the desk', () => {
  const again = engagement({ engagementId: 'engagement-2', nativeId: '501', createdAt: NOW });

  it('counts while an edited text is checked', () => {
    const bench = start();
    bench.given(checked(first, held));
    bench.given(editIt(first, 'A kinder text'));
    bench.given(received({ ...again, author: { ...again.author, nativeId: '78' } }));
    bench.given(checked(first, { text: 'A kinder text', draftVersion: 2 }));
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toContain('conversation_moved_on');
    expect(bench.given(approveIt(first, { draftVersion: 2 })).answer).toMatchObject({
      code: 'conversation_moved_on',
    });
  });

  it('counts while the reply is withdrawn', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(undoIt(first));
    bench.given(received(again));
    bench.given(told(bench, 'cancelled'));
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toEqual(['undone', 'conversation_moved_on']);
    expect(bench.given(approveIt(first)).answer).toMatchObject({ code: 'conversation_moved_on' });
  });

  it('counts for every draft, however many are open', () => {
    const bench = start();
    bench.given(checked(first, held));
    for (let n = 2; n <= 23; n += 1) {
      bench.given(checked(engagement({ engagementId: `engagement-${n}`, nativeId: `${500 + n}` }), held));
    }
    const seen = { conversationVersion: 23 };
    bench.given(received(engagement({ engagementId: 'engagement-99', nativeId: '599', createdAt: NOW })));
    expect(bench.given(approveIt(first, seen)).answer).toMatchObject({ code: 'conversation_moved_on' });
  });

  it('of a large thread counts only for its author', () => {
    const bench = start();
    bench.given(checked(first, held));
    for (let n = 2; n <= 30; n += 1) {
      const author = { ...first.author, nativeId: `other-${n}` };
      bench.given(received(engagement({ engagementId: `engagement-${n}`, nativeId: `${500 + n}`, author })));
    }
    expect(bench.given(approveIt(first, { conversationVersion: 25 })).answer?.status).toBe('accepted');
  });
});

describe('reply: what is kept', () => {
  const size = (bench: TableBench) =>
    JSON.stringify(
      [...bench.rows].filter(
        ([row]) => /engagement-1/.test(row) || /^(met|ended|action|engagement):/.test(row),
      ),
    ).length;

  it('of an ended reply only what a late command is answered with', () => {
    for (const [end, code] of [
      [(bench: TableBench) => told(bench, 'posted'), 'already_posted'],
      [(bench: TableBench) => told(bench, 'unresolved'), 'already_over'],
    ] as const) {
      const bench = start();
      bench.given(checked(first));
      const open = size(bench);
      bench.given(end(bench));
      expect(size(bench)).toBeLessThan(250);
      expect(open).toBeGreaterThan(1_000);
      expect(bench.given(approveIt(first)).answer).toMatchObject({ code });
      expect(bench.given(undoIt(first, { draftId: 'other' })).answer).toMatchObject({
        code: 'unknown_draft',
      });
      expect(bench.given(checked(first)).skip).toBe('verdict_stale');
      expect(bench.given(received(first)).skip).toBe('engagement_known');
    }
  });

  it('of a rejected reply likewise, and of a message without a verdict only that it was met', () => {
    const bench = start();
    bench.given(received(first));
    expect(size(bench)).toBeLessThan(100);
    bench.given(checked(first, held));
    bench.given(rejectIt(first));
    expect(size(bench)).toBeLessThan(250);
    expect(bench.given(editIt(first, 'x')).answer).toMatchObject({ code: 'already_rejected' });
  });
});

describe('reply: how it ends', () => {
  it('unresolved replaces failed: what may have been posted is not edited', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'failed', 'code'));
    bench.given(told(bench, 'unresolved', 'not_found'));
    expect(bench.told('ReplyCompleted').map((data) => data.outcome)).toEqual(['failed', 'unresolved']);
    expect(bench.given(editIt(first, 'Another text')).answer).toMatchObject({ code: 'already_over' });
  });

  it('lets a person edit what was refused, and nothing once it was posted or may have been', () => {
    for (const [outcome, code] of [
      ['refused', undefined],
      ['failed', undefined],
      ['unresolved', 'already_over'],
      ['posted', 'already_posted'],
    ] as const) {
      const bench = start();
      bench.given(checked(first));
      bench.given(told(bench, outcome, 'code'));
      const { answer } = bench.given(editIt(first, 'Another text'));
      expect(answer?.status === 'accepted' ? undefined : answer?.code).toBe(code);
    }
  });

  it('ignores outcomes that come late or twice', () => {
    const bench = start();
    bench.given(checked(first));
    bench.given(told(bench, 'posted'));
    expect(bench.given(told(bench, 'granted')).skip).toBe('outcome_stale');
    expect(bench.given(told(bench, 'posted')).skip).toBe('outcome_stale');
  });
});

describe('reply: for every order of events', { timeout: 60_000 }, () => {
  const second = engagement({
    engagementId: 'engagement-2',
    nativeId: '501',
    createdAt: NOW,
    author: { ...first.author, nativeId: '78' },
  });
  const third = engagement({ engagementId: 'engagement-3', nativeId: '502', createdAt: NOW + 1 });
  const all = [first, second, third];

  it('the same messages are counted once, whichever topic tells of them first', () => {
    const events = all.flatMap((of) => [received(of), checked(of, held), received(of)]);
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (order) => {
        const bench = start();
        for (const one of order) bench.given(one);
        const last = new Map(bench.told('ReplyHeld').map((data) => [data.engagementId, data]));
        expect(last.size).toBe(3);
        expect(Math.max(...[...last.values()].map((data) => data.conversationVersion))).toBe(3);
      }),
    );
  });

  it('no text goes out that is flagged, unchecked, or another than was checked; streams are numbered without gaps', () => {
    const act = fc.record({
      of: fc.constantFrom(...all),
      kind: fc.constantFrom(
        'received',
        'pass',
        'hold',
        'flag',
        'edit',
        'approve',
        'reject',
        'undo',
        'granted',
        'cancelled',
        'posted',
        'refused',
        'failed',
        'unresolved',
      ),
      draftVersion: fc.integer({ min: 1, max: 3 }),
      conversationVersion: fc.integer({ min: 1, max: 4 }),
      text: fc.constantFrom('Thank you so much!', 'A kinder text', 'Another'),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const bench = start();
        const passed = new Set<string>();
        const flagged = new Set<string>();
        for (const { of, kind, text, draftVersion, conversationVersion } of acts) {
          const versions = { draftVersion, conversationVersion };
          const inputs: Record<typeof kind, () => AnyEvent> = {
            received: () => received(of),
            pass: () => checked(of, { text, draftVersion }),
            hold: () => checked(of, { text, draftVersion, ...held }),
            flag: () => checked(of, { text, draftVersion, verdictIs: { flagged: true, decision: 'hold' } }),
            edit: () => editIt(of, text, versions),
            approve: () => approveIt(of, versions),
            reject: () => rejectIt(of, versions),
            undo: () => undoIt(of, versions),
            granted: () => told(bench, 'granted'),
            cancelled: () => told(bench, 'cancelled'),
            posted: () => told(bench, 'posted'),
            refused: () => told(bench, 'refused'),
            failed: () => told(bench, 'failed'),
            unresolved: () => told(bench, 'unresolved'),
          };
          const input = inputs[kind]();
          if (input.type === 'SafetyChecked') {
            const { contentHash: hash } = input.data.verdict;
            (input.data.verdict.flagged ? flagged : passed).add(hash);
          }
          bench.given(input);
        }
        for (const { target, verdict: relied, approval } of bench.told('RequestAction')) {
          const content = {
            account: target.accountId,
            target: target.targetNativeId,
            text: target.text,
            media: [],
          };
          const hash = contentHash(content);
          expect([target.contentHash, relied.contentHash, approval.contentHash]).toEqual([hash, hash, hash]);
          expect(relied.flagged).toBe(false);
          expect(passed).toContain(hash);
          expect([approval.mode, relied.decision]).not.toEqual(['auto', 'hold']);
        }
        const versions = bench.outputs
          .filter(({ topic }) => topic === 'reply.events')
          .map(({ envelope }) => envelope?.streamVersion);
        expect(versions).toEqual(versions.map((_, index) => index + 1));
        // A message that was posted, or may have been, is never answered again.
        for (const of of all) {
          const mine = bench.outputs.filter(
            ({ data }) => 'engagementId' in data && data.engagementId === of.engagementId,
          );
          const end = mine.findIndex(
            ({ type, data }) => type === 'ReplyCompleted' && ['posted', 'unresolved'].includes(data.outcome),
          );
          expect(end === -1 ? [] : mine.slice(end + 1)).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no text waits in silence: ten minutes after the last word, people have it or it is over', () => {
    const act = fc.record({
      kind: fc.constantFrom(
        'verdict',
        'other verdict',
        'edit',
        'approve',
        'reject',
        'undo',
        'cancelled',
        'wait',
      ),
      draftVersion: fc.integer({ min: 1, max: 4 }),
      text: fc.constantFrom('Thank you so much!', 'A kinder text', 'Another'),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const bench = start();
        for (const { kind, draftVersion, text } of acts) {
          const good = checked(first, { draftVersion, text, ...held });
          const inputs: Record<typeof kind, () => unknown> = {
            verdict: () => bench.given(good),
            'other verdict': () =>
              bench.given({
                ...good,
                data: { ...good.data, verdict: { ...good.data.verdict, contentHash: 'other' } },
              }),
            edit: () => bench.given(editIt(first, text, { draftVersion })),
            approve: () => bench.given(approveIt(first, { draftVersion })),
            reject: () => bench.given(rejectIt(first, { draftVersion })),
            undo: () => bench.given(undoIt(first, { draftVersion })),
            cancelled: () => bench.given(told(bench, 'cancelled')),
            wait: () => bench.advanceTo(bench.now + CHECK_WAIT_MS / 4),
          };
          inputs[kind]();
        }
        const heard = acts.some(({ kind, draftVersion }) => /verdict/.test(kind) && draftVersion === 1);
        bench.advanceTo(bench.now + CHECK_WAIT_MS);
        const last = bench.outputs.filter(({ topic }) => topic === 'reply.events').at(-1);
        // Approved and withdrawn replies wait for the account decider, which has its own clock.
        const ends = ['ReplyHeld', 'ReplyApproved', 'ReplyWithdrawn', 'ReplyRejected'];
        expect(heard ? ends : [undefined]).toContain(last?.type);
        expect([...bench.timers.keys()].filter((timer) => timer.startsWith('check:'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('at most one action of a message is open at any time', () => {
    const act = fc.constantFrom(
      'pass',
      'approve',
      'undo',
      'cancelled',
      'granted',
      'refused',
      'edit2',
      'pass2',
      'approve2',
      'undo2',
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const bench = start();
        const open = new Set<string>();
        for (const kind of acts) {
          const inputs: Record<string, () => AnyEvent> = {
            pass: () => checked(first),
            approve: () => approveIt(first),
            undo: () => undoIt(first),
            cancelled: () => told(bench, 'cancelled'),
            granted: () => told(bench, 'granted'),
            refused: () => told(bench, 'refused'),
            edit2: () => editIt(first, 'A kinder text'),
            pass2: () => checked(first, { text: 'A kinder text', draftVersion: 2 }),
            approve2: () => approveIt(first, { draftVersion: 2 }),
            undo2: () => undoIt(first, { draftVersion: 2 }),
          };
          const input = inputs[kind]!();
          if (input.type === 'ReplyActionOutcome' && input.data.outcome !== 'granted')
            open.delete(input.data.actionId);
          const decision = bench.given(input);
          for (const output of decision.outputs ?? [])
            if (output.type === 'RequestAction') open.add(output.data.target.actionId);
          expect(open.size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
