import { describe, expect, it } from 'vitest';
import { contentHash } from '../models/content-hash.ts';
import { baselineModels } from '../models/baseline.ts';
import type { AnyEvent, SafetyCheckedData, Verdict } from '../topics/events.ts';
import { account } from './account.ts';
import { SCREEN_MS } from './machines/reply/state.ts';
import { engagement, event, NOW, request, TableBench, verdict } from './machines/testing.ts';
import { workspaceMachine } from './machines/workspace.ts';
import type { WorkspaceState } from './machines/workspace.ts';
import { PolicyTable } from './policies.ts';
import { demoProfiles } from './profiles.ts';
import { reply } from './reply.ts';
import { safety } from './safety.ts';
import type { TableMachine } from './runtime/types.ts';

const configure = (policy: object | string) =>
  event('ConfigureSafetyPolicy', { policy: typeof policy === 'string' ? policy : JSON.stringify(policy) });

function decided(state: WorkspaceState, command: AnyEvent) {
  const decision = workspaceMachine.decide(command, state, { now: NOW });
  const after = (decision.facts ?? []).reduce(
    (before: WorkspaceState, fact) => workspaceMachine.evolve(before, fact),
    state,
  );
  return { decision, after };
}

describe('a workspace’s safety policy', () => {
  const connected = decided(
    workspaceMachine.initialState(),
    event('ConnectAccount', { accountId: 'x:1001', network: 'x', handle: 'acmecoffee' }),
  ).after;

  it('takes the next number, fills in what is left out, and every account learns it', () => {
    const { decision, after } = decided(connected, configure({ version: 'strict', blockedWords: ['rival'] }));
    expect(decision.outputs).toMatchObject([
      { type: 'SafetyPolicyConfigured', data: { policyVersion: 'strict', policyNumber: 1 } },
      { type: 'ConfigureAccount', data: { accountId: 'x:1001', safetyPolicyNumber: 1, hold: false } },
    ]);
    const second = decided(after, configure({ version: 'strict' }));
    expect(second.decision.outputs).toMatchObject([{ data: { policyNumber: 2 } }, {}]);
    const later = decided(
      second.after,
      event('ConnectAccount', { accountId: 'mastodon:2001', network: 'mastodon', handle: 'a' }),
    );
    expect(later.decision.outputs?.at(-1)).toMatchObject({ data: { safetyPolicyNumber: 2 } });
  });

  it.each([
    ['not json', 'json'],
    ['[]', 'json'],
    [{ thresholds: { toxicity: 2 } }, 'thresholds.toxicity'],
    [{ thresholdz: {} }, 'thresholdz'],
    [{ version: '' }, 'version'],
  ])('%j is refused and the field is named', (policy, field) => {
    const { decision } = decided(connected, configure(policy));
    expect(decision.answer).toMatchObject({ status: 'rejected', code: 'policy_invalid' });
    expect(decision.answer?.details).toBe(JSON.stringify({ field }));
    expect(decision.outputs).toBeUndefined();
  });

  it('a document cannot choose its own number', () => {
    const { decision } = decided(connected, configure({ version: 'v', number: 99 }));
    expect(decision.outputs?.[0]).toMatchObject({ data: { policyNumber: 1 } });
  });
});

describe('the table of policies', () => {
  const told = (policyNumber: number, policy: string) =>
    event('SafetyPolicyConfigured', {
      policy,
      policyVersion: 'v',
      policyNumber,
      thresholds: {},
      acceptUnscoredBrand: true,
    });

  it('holds the newest, whatever comes again, per workspace; an unreadable one lets nothing pass', () => {
    const table = new PolicyTable();
    table.apply(told(2, '{"version":"two"}'));
    table.apply(told(1, '{"version":"one"}'));
    expect(table.inForce('demo', 'acme')).toMatchObject({ version: 'two', number: 2 });
    expect(table.inForce('demo', 'other')).toBeUndefined();
    table.apply(told(3, '{"thresholds":1}'));
    expect(table.inForce('demo', 'acme')).toMatchObject({
      version: 'unreadable',
      number: 3,
      acceptUnscoredBrand: false,
    });
  });
});

describe('the account decider', () => {
  const settings = (safetyPolicyNumber: number, settingsVersion: number) =>
    event('ConfigureAccount', {
      accountId: 'x:1001',
      network: 'x',
      hold: false,
      holdReason: null,
      quietHours: null,
      settingsVersion,
      safetyPolicyNumber,
    });

  it.each([
    [0, 0, true],
    [1, 1, true],
    [2, 1, true],
    [0, 1, false],
    [1, 2, false],
  ])('verdict under policy %d, policy %d in force: granted %s', (made, inForce, granted) => {
    const bench = new TableBench(account.machine as TableMachine, 'x:1001');
    bench.given(settings(inForce, 1));
    bench.given(event('RequestAction', request(1, { verdict: { policyNumber: made } })));
    expect(bench.told('ActionGranted')).toHaveLength(granted ? 1 : 0);
    expect(bench.told('ActionRefused').map(({ code }) => code)).toEqual(granted ? [] : ['verdict_outdated']);
  });

  it('refuses what a person approved under an earlier policy, too', () => {
    const bench = new TableBench(account.machine as TableMachine, 'x:1001');
    bench.given(settings(1, 1));
    const data = request(1, { verdict: { decision: 'hold' } });
    bench.given(
      event('RequestAction', {
        ...data,
        approval: { ...data.approval, mode: 'person', approver: 'member:7' },
      }),
    );
    expect(bench.told('ActionRefused')).toMatchObject([{ code: 'verdict_outdated' }]);
  });
});

describe('the reply decider', () => {
  const of = engagement();
  const text = 'Thank you so much!';
  const hash = contentHash({ account: of.accountId, target: of.nativeId, text, media: [] });
  const draft = {
    text,
    tone: 'helpful' as const,
    templateId: null,
    contentHash: hash,
    modelVersion: 'test',
    disclosures: [],
  };
  const checked = (verdictIs: Partial<Verdict>, understood: Partial<SafetyCheckedData> = {}) =>
    event('SafetyChecked', {
      draftId: 'd',
      draftVersion: 1,
      engagement: of,
      draft,
      verdict: verdict(hash, verdictIs),
      classification: null,
      sentiment: null,
      ...understood,
    });
  const start = () => new TableBench(reply.machine as TableMachine, of.conversationId);
  const understood: Partial<SafetyCheckedData> = {
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
  };

  it('asks within ten minutes whether a draft that waits must be judged again, until it no longer waits', () => {
    const bench = start();
    bench.given(checked({ decision: 'hold' }));
    expect(SCREEN_MS).toBeLessThan(10 * 60_000);
    bench.advanceTo(NOW + 3 * SCREEN_MS);
    expect(bench.told('ScreenReply')).toHaveLength(3);
    expect(bench.told('ScreenReply')[0]).toMatchObject({ judgedUnder: 0, mustBeNewer: false, draft });
    const seen = { engagementId: of.engagementId, conversationId: of.conversationId, draftId: 'd' };
    bench.given(
      event(
        'RejectReply',
        { ...seen, draftVersion: 1, conversationVersion: 1, reason: 'no' },
        { actor: 'member:7' },
      ),
    );
    bench.advanceTo(NOW + 9 * SCREEN_MS);
    expect(bench.told('ScreenReply')).toHaveLength(3);
  });

  it('a later verdict takes the place of the earlier one; nothing goes out by itself', () => {
    const bench = start();
    bench.given(checked({ decision: 'hold', reasons: ['near_threshold'] }));
    bench.given(checked({ policyNumber: 1 }, understood));
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toEqual([
      'policy_changed',
      'not_understood',
      'low_confidence',
    ]);
    bench.given(checked({ policyNumber: 2, decision: 'hold', flagged: true }));
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toEqual([
      'flagged',
      'policy_changed',
      'not_understood',
      'low_confidence',
    ]);
    expect(bench.given(checked({ policyNumber: 1 })).skip).toBe('verdict_stale');
    expect(bench.told('RequestAction')).toEqual([]);
  });

  const outdated = (bench: TableBench) => {
    const { actionId } = bench.told('RequestAction').at(-1)!.target;
    return event('ReplyActionOutcome', {
      actionId,
      engagementId: of.engagementId,
      conversationId: of.conversationId,
      outcome: 'refused',
      code: 'verdict_outdated',
      networkPostId: null,
      until: null,
    });
  };

  it('an approved text with an outdated verdict is judged again, and goes out again only if it passes', () => {
    for (const passes of [true, false]) {
      const bench = start();
      bench.given(checked({}, understood));
      bench.given(outdated(bench));
      expect(bench.told('ScreenReply')).toMatchObject([{ judgedUnder: 0, mustBeNewer: true }]);
      bench.given(checked({ policyNumber: 1, decision: passes ? 'pass' : 'hold' }));
      expect(bench.told('RequestAction')).toHaveLength(passes ? 2 : 1);
      expect(bench.told('ReplyHeld')).toHaveLength(passes ? 0 : 1);
    }
  });

  it('what a person had approved is shown to a person again', () => {
    const bench = start();
    bench.given(checked({ decision: 'hold' }));
    const seen = { engagementId: of.engagementId, conversationId: of.conversationId, draftId: 'd' };
    bench.given(
      event('ApproveReply', { ...seen, draftVersion: 1, conversationVersion: 1 }, { actor: 'member:7' }),
    );
    bench.given(outdated(bench));
    bench.given(checked({ policyNumber: 1 }));
    expect(bench.told('RequestAction')).toHaveLength(1);
    expect(bench.told('ReplyHeld').at(-1)?.reasons).toEqual(['policy_changed']);
  });
});

describe('the safety check', () => {
  const of = engagement();
  const text = 'Thank you so much!';
  const hash = contentHash({ account: of.accountId, target: of.nativeId, text, media: [] });
  const draft = {
    text,
    tone: 'helpful' as const,
    templateId: null,
    contentHash: hash,
    modelVersion: 'test',
    disclosures: [],
  };
  const ask = (judgedUnder: number, mustBeNewer: boolean, table: PolicyTable) => {
    const effect = safety({
      gate: baselineModels.safety,
      profileOf: demoProfiles,
      policyOf: (tenantId, workspaceId) => table.inForce(tenantId, workspaceId),
    });
    const data = { draftId: 'd', draftVersion: 1, engagement: of, draft, judgedUnder, mustBeNewer };
    return effect.handle(event('ScreenReply', data), { now: NOW, signal: new AbortController().signal });
  };

  it('judges again only under a later policy, and waits for one that is known to exist', async () => {
    const table = new PolicyTable();
    expect(await ask(0, false, table)).toEqual({ kind: 'skip', reason: 'policy_unchanged' });
    expect(await ask(0, true, table)).toMatchObject({ kind: 'park', until: NOW + 1_000 });
    const policy = JSON.stringify({ version: 'v1', blockedWords: ['thank'] });
    table.apply(
      event('SafetyPolicyConfigured', {
        policy,
        policyVersion: 'v1',
        policyNumber: 1,
        thresholds: {},
        acceptUnscoredBrand: false,
      }),
    );
    expect(await ask(0, true, table)).toMatchObject({
      kind: 'emit',
      outputs: [
        { type: 'SafetyChecked', data: { verdict: { flagged: true, policyVersion: 'v1', policyNumber: 1 } } },
      ],
    });
    expect(await ask(1, false, table)).toMatchObject({ kind: 'skip' });
  });
});
