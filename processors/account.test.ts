import { attemptIdOf } from './attempt-id.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRANT_LIFE_MS, SEND_DEADLINE_MS } from '../platforms/limits.ts';
import type { LimitRow } from '../platforms/limits.ts';
import { PLATFORMS } from '../platforms/registry.ts';
import type { ActionGrantedData, ActionTarget, AnyEvent, RequestActionData } from '../topics/events.ts';
import { account } from './account.ts';
import { MAX_TRIES } from './machines/account/decide.ts';
import { MAX_OUTSTANDING } from './machines/account/line.ts';
import { event, NOW, request, TableBench } from './machines/testing.ts';
import type { TableMachine } from './runtime/types.ts';

function settings(
  changes: {
    hold?: boolean;
    settingsVersion?: number;
    accountId?: string;
    quiet?: [string, string];
    policy?: number;
  } = {},
) {
  const accountId = changes.accountId ?? 'x:1001';
  const [from, to] = changes.quiet ?? ['', ''];
  return event('ConfigureAccount', {
    accountId,
    network: accountId.split(':')[0] as string,
    hold: changes.hold ?? false,
    holdReason: null,
    quietHours: changes.quiet ? { zone: 'Europe/Berlin', from, to } : null,
    settingsVersion: changes.settingsVersion ?? 1,
    safetyPolicyNumber: changes.policy ?? 0,
  });
}

function open(accountId = 'x:1001'): TableBench {
  const bench = new TableBench(account.machine as TableMachine, accountId);
  bench.given(settings({ accountId }));
  return bench;
}

const attempt = (grant: ActionGrantedData) => ({
  attemptId: attemptIdOf(grant.grantId),
  grantId: grant.grantId,
  target: grant.target,
});
const published = (grant: ActionGrantedData) =>
  event('AttemptPublished', { ...attempt(grant), networkPostId: '9', publishedText: null, rate: null });
const failed = (grant: ActionGrantedData, code: string, retryable = true, retryAt: number | null = null) =>
  event('AttemptFailed', { ...attempt(grant), code, message: 'because', retryable, retryAt, rate: null });
const unconfirmed = (grant: ActionGrantedData) =>
  event('AttemptUnconfirmed', {
    ...attempt(grant),
    code: 'answer_lost',
    message: 'because',
    notBefore: null,
  });
const readback = (grant: ActionGrantedData, finding: 'published' | 'not_found' | 'unknown') =>
  event('RecordReadback', {
    actionId: grant.target.actionId,
    attemptId: attempt(grant).attemptId,
    accountId: grant.target.accountId,
    finding,
    networkPostId: finding === 'published' ? '9' : null,
    readbacks: 3,
  });
const ask = (bench: TableBench, data: RequestActionData) => bench.given(event('RequestAction', data));
const last = <T>(list: readonly T[]): T => list.at(-1) as T;

describe('account: a finding that is read before the attempt that it is about', () => {
  it.each([
    ['published', 'ActionConfirmed'],
    ['unknown', 'ActionUnresolved'],
  ] as const)('%s: counts, and the attempt is stale when it comes', (finding, said) => {
    const bench = open();
    ask(bench, request(1));
    const grant = last(bench.told('ActionGranted'));
    bench.given(readback(grant, finding));
    expect(bench.told(said)).toHaveLength(1);
    bench.given(unconfirmed(grant));
    bench.given(readback(grant, finding));
    expect(bench.told(said)).toHaveLength(1);
    expect(bench.told('ActionGranted')).toHaveLength(1);
  });

  it('is nothing to a grant of another attempt', () => {
    const bench = open();
    ask(bench, request(1));
    const grant = last(bench.told('ActionGranted'));
    bench.given(readback({ ...grant, grantId: 'another' }, 'published'));
    expect(bench.told('ActionConfirmed')).toHaveLength(0);
    bench.given(unconfirmed(grant));
    bench.given(readback(grant, 'published'));
    expect(bench.told('ActionConfirmed')).toHaveLength(1);
  });
});

describe('account: what is let out', () => {
  it('grants a passed text once, with an expiry of seconds and a key of its own', () => {
    const bench = open();
    ask(bench, request(1));
    ask(bench, request(1));
    const [grant, ...more] = bench.told('ActionGranted');
    expect(more).toEqual([]);
    expect(grant).toMatchObject({
      attemptNumber: 1,
      expiresAt: NOW + GRANT_LIFE_MS,
      target: { actionId: 'action-1' },
    });
  });

  it.each([
    [
      'flagged',
      (r: RequestActionData) => ({
        ...r,
        verdict: { ...r.verdict, flagged: true, decision: 'hold' as const },
      }),
    ],
    ['flagged', (r: RequestActionData) => ({ ...byPerson(r), verdict: { ...r.verdict, flagged: true } })],
    [
      'not_approved',
      (r: RequestActionData) => ({ ...r, verdict: { ...r.verdict, decision: 'hold' as const } }),
    ],
    [
      'unscored',
      (r: RequestActionData) => ({ ...r, verdict: { ...r.verdict, scores: { toxicity: 0, hate: 0 } } }),
    ],
    ['content_changed', (r: RequestActionData) => retarget(r, { text: 'something else' })],
    ['content_changed', (r: RequestActionData) => retarget(r, { targetNativeId: '666' })],
    ['content_changed', (r: RequestActionData) => retarget(r, { disclosures: ['paid_partnership'] })],
    [
      'verdict_for_other_content',
      (r: RequestActionData) => ({ ...r, verdict: { ...r.verdict, contentHash: 'f'.repeat(64) } }),
    ],
    [
      'approval_for_other_content',
      (r: RequestActionData) => ({ ...r, approval: { ...r.approval, contentHash: 'f'.repeat(64) } }),
    ],
    [
      'not_approved',
      (r: RequestActionData) => ({ ...r, approval: { ...r.approval, mode: 'person' as const } }),
    ],
    ['not_summoned', (r: RequestActionData) => retarget(r, { summoned: false })],
    ['direct_not_supported', (r: RequestActionData) => retarget(r, { visibility: 'direct' })],
    ['too_old', (r: RequestActionData) => retarget(r, { targetCreatedAt: NOW - 8 * 86_400_000 })],
  ])('refuses: %s', (code, change) => {
    const bench = open();
    ask(bench, change(request(1)));
    expect(bench.told('ActionGranted')).toEqual([]);
    expect(bench.told('ActionRefused')).toMatchObject([{ code }]);
  });

  it('lets a person approve what the gate held', () => {
    const bench = open();
    const held = byPerson(request(1, { verdict: { decision: 'hold', reasons: ['near_threshold'] } }));
    ask(bench, held);
    expect(bench.told('ActionGranted')).toHaveLength(1);
  });

  it('refuses a text that is too long for the network', () => {
    const bench = open();
    ask(bench, request(1, { text: '界'.repeat(141) }));
    expect(bench.told('ActionRefused')).toMatchObject([{ code: 'too_long' }]);
  });

  it('answers one message once, and says the same to the same person once a day', () => {
    const bench = open();
    ask(bench, request(1, { text: 'Thanks!', author: 'jo' }));
    const again = request(1, { text: 'Thank you again!', author: 'jo' });
    ask(bench, retarget(again, { actionId: 'action-1b' }));
    ask(bench, request(2, { text: 'THANKS! ', author: 'Jo' }));
    expect(bench.told('ActionRefused').map(({ code }) => code)).toEqual([
      'already_answered',
      'repeated_text',
    ]);
    bench.advanceTo(NOW + 25 * 3_600_000);
    ask(bench, request(3, { text: 'Thanks!', author: 'jo' }));
    expect(bench.told('ActionGranted')).toHaveLength(2);
  });

  it('does nothing for an account that belongs to another workspace', () => {
    const bench = open();
    bench.given(event('RequestAction', request(1), { workspaceId: 'other' }));
    expect(bench.told('ActionRefused')).toMatchObject([{ code: 'not_your_account' }]);
    const foreign = { ...settings({ hold: true, settingsVersion: 9 }), workspaceId: 'other' };
    expect(bench.given(foreign).skip).toBe('foreign_workspace');
  });
});

describe('account: kill switch and quiet hours', () => {
  it('waits while on hold and goes on when released', () => {
    const bench = open();
    bench.given(settings({ hold: true, settingsVersion: 2 }));
    ask(bench, request(1));
    expect(bench.told('ActionGranted')).toEqual([]);
    expect(bench.told('ActionWaiting')).toMatchObject([{ code: 'account_on_hold', until: null }]);
    bench.given(settings({ hold: true, settingsVersion: 1 }));
    expect(bench.told('AccountConfigured')).toHaveLength(2);
    bench.given(settings({ settingsVersion: 3 }));
    expect(bench.told('ActionGranted')).toHaveLength(1);
  });

  it('waits for an account that is not connected yet', () => {
    const bench = new TableBench(account.machine as TableMachine, 'x:1001');
    ask(bench, request(1));
    expect(bench.told('ActionWaiting')).toMatchObject([{ code: 'account_not_connected' }]);
    bench.given(settings());
    expect(bench.told('ActionGranted')).toHaveLength(1);
  });

  it('sleeps through quiet hours of the account and wakes by itself', () => {
    const bench = open();
    // 12:00 UTC is 13:00 in Berlin in November.
    bench.given(settings({ settingsVersion: 2, quiet: ['12:30', '14:15'] }));
    ask(bench, request(1));
    const until = Date.UTC(2026, 10, 24, 13, 15);
    expect(bench.told('ActionWaiting')).toMatchObject([{ code: 'quiet_hours', until }]);
    bench.advanceTo(until - 1);
    expect(bench.told('ActionGranted')).toEqual([]);
    bench.advanceTo(until);
    expect(bench.told('ActionGranted')).toHaveLength(1);
  });

  it('refuses quiet hours that nobody can follow', () => {
    const bench = open();
    const bad = settings({ settingsVersion: 2, quiet: ['25:00', '14:00'] });
    expect(bench.given(bad).deadLetter?.code).toBe('quiet_hours_invalid');
  });
});

describe('account: after an attempt', () => {
  it('tries again after a failure that may be retried, a bounded number of times', () => {
    const bench = open();
    ask(bench, request(1));
    for (let n = 0; n < MAX_TRIES; n += 1) {
      bench.given(failed(last(bench.told('ActionGranted')), 'odd_refusal'));
      bench.advanceTo(bench.now + 3_600_000);
    }
    expect(bench.told('ActionGranted')).toHaveLength(MAX_TRIES);
    expect(new Set(bench.told('ActionGranted').map((grant) => grant.idempotencyKey)).size).toBe(1);
    expect(bench.told('ActionRefused')).toMatchObject([{ code: 'attempts_exhausted' }]);
  });

  it('outlasts a network that is away: nothing is given up, one tries at a time, all go out afterwards', () => {
    const bench = open();
    for (let n = 0; n < 4; n += 1) ask(bench, request(n));
    let tried = 0;
    const outUntil = NOW + 3 * 3_600_000;
    while (bench.now < outUntil) {
      const grants = bench.told('ActionGranted').slice(tried);
      tried += grants.length;
      for (const grant of grants) bench.given(failed(grant, 'not_connected'));
      bench.advanceTo(bench.now + 1_000);
    }
    // The first four were out together; then about one in five minutes.
    expect(tried).toBeLessThan(60);
    expect(bench.told('ActionRefused')).toEqual([]);
    expect(bench.told('ActionWaiting').at(-1)).toMatchObject({ code: 'network_trouble' });
    const posted = new Set<string>();
    for (let n = 0; n < 600; n += 1) {
      const grants = bench.told('ActionGranted').slice(tried);
      tried += grants.length;
      for (const grant of grants) {
        posted.add(grant.target.actionId);
        bench.given(published(grant));
      }
      bench.advanceTo(bench.now + 1_000);
    }
    expect(posted.size).toBe(4);
  });

  it('a network that swallows answers gets one reply at a time, not all of them', () => {
    const bench = open();
    for (let n = 0; n < 30; n += 1) ask(bench, request(n));
    let seen = 0;
    while (bench.now < NOW + 600_000) {
      const grants = bench.told('ActionGranted').slice(seen);
      seen += grants.length;
      for (const grant of grants) bench.given(unconfirmed(grant));
      bench.advanceTo(bench.now + 1_000);
    }
    expect(seen).toBeLessThan(12);
  });

  it('grants again at once when the executor came too late', () => {
    const bench = open();
    ask(bench, request(1));
    bench.given(failed(last(bench.told('ActionGranted')), 'grant_expired'));
    expect(bench.told('ActionGranted').map(({ attemptNumber }) => attemptNumber)).toEqual([1, 2]);
  });

  it('pauses with a code that people see when grants expire again and again, and goes on when one is used', () => {
    const bench = open();
    ask(bench, request(1));
    let seen = 0;
    while (bench.now < NOW + 3_600_000) {
      const grants = bench.told('ActionGranted').slice(seen);
      seen += grants.length;
      for (const grant of grants) bench.given(failed(grant, 'grant_expired'));
      bench.advanceTo(bench.now + 1_000);
    }
    expect(seen).toBeGreaterThan(5);
    expect(seen).toBeLessThan(25);
    expect(last(bench.told('ActionWaiting'))).toMatchObject({ code: 'grants_expire' });
    expect(bench.told('ActionRefused')).toEqual([]);
    bench.advanceTo(bench.now + 600_000);
    bench.given(published(last(bench.told('ActionGranted'))));
    ask(bench, request(2));
    expect(last(bench.told('ActionGranted')).target.actionId).toBe('action-2');
  });

  it('does not retry before the time that the network named, and holds the others back too', () => {
    const bench = open();
    ask(bench, request(1));
    const retryAt = NOW + 600_000;
    bench.given(failed(last(bench.told('ActionGranted')), 'rate_limited', true, retryAt));
    ask(bench, request(2));
    bench.advanceTo(retryAt - 1);
    expect(bench.told('ActionGranted')).toHaveLength(1);
    bench.advanceTo(retryAt);
    expect(bench.told('ActionGranted')).toHaveLength(3);
  });

  it('says itself that a later attempt failed for good, because only it knows of the earlier ones', () => {
    const bench = open();
    ask(bench, request(1));
    bench.given(failed(last(bench.told('ActionGranted')), 'grant_expired'));
    bench.given(failed(last(bench.told('ActionGranted')), 'invalid_content', false));
    expect(bench.told('ActionRefused')).toMatchObject([{ code: 'invalid_content', message: 'because' }]);
  });

  it('stops after a final failure, and the message may then be answered otherwise', () => {
    const bench = open();
    ask(bench, request(1));
    bench.given(failed(last(bench.told('ActionGranted')), 'invalid_content', false));
    ask(bench, retarget(request(1), { actionId: 'action-1b' }));
    expect(bench.told('ActionGranted').map((grant) => grant.target.actionId)).toEqual([
      'action-1',
      'action-1b',
    ]);
  });

  it.each(['not_found', 'unknown'] as const)('never sends again on X when read-back says %s', (finding) => {
    const bench = open();
    ask(bench, request(1));
    const grant = last(bench.told('ActionGranted'));
    bench.given(unconfirmed(grant));
    bench.given(readback(grant, finding));
    bench.advanceTo(NOW + 10 * 86_400_000);
    expect(bench.told('ActionGranted')).toHaveLength(1);
    expect(bench.told('ActionUnresolved')).toHaveLength(1);
  });

  it('sends again on Mastodon with the same key, but only while the key lives', () => {
    const early = open('mastodon:2001');
    ask(early, request(1, { accountId: 'mastodon:2001' }));
    const grant = last(early.told('ActionGranted'));
    early.given(unconfirmed(grant));
    early.advanceTo(NOW + 120_000);
    early.given(readback(grant, 'not_found'));
    expect(early.told('ActionGranted').map(({ idempotencyKey }) => idempotencyKey)).toEqual([
      grant.idempotencyKey,
      grant.idempotencyKey,
    ]);
    const late = open('mastodon:2001');
    ask(late, request(1, { accountId: 'mastodon:2001' }));
    late.given(unconfirmed(last(late.told('ActionGranted'))));
    late.advanceTo(NOW + 3_590_000);
    late.given(readback(last(late.told('ActionGranted')), 'not_found'));
    expect(late.told('ActionGranted')).toHaveLength(1);
    expect(late.told('ActionUnresolved')).toHaveLength(1);
  });

  describe('an action that may have been posted is never called refused or failed', () => {
    const accountId = 'mastodon:2001';
    const tryAgain = (bench: TableBench, targetCreatedAt = NOW) => {
      ask(bench, retarget(request(1, { accountId }), { targetCreatedAt }));
      const grant = last(bench.told('ActionGranted'));
      bench.given(unconfirmed(grant));
      bench.advanceTo(NOW + 120_000);
      return () => bench.given(readback(grant, 'not_found'));
    };
    const hold = (on: boolean, settingsVersion: number) => settings({ accountId, hold: on, settingsVersion });
    const expectUnresolved = (bench: TableBench) => {
      expect(bench.told('ActionUnresolved')).toMatchObject([{ target: { actionId: 'action-1' } }]);
      const other = retarget(request(1, { accountId }), { actionId: 'action-1b' });
      ask(bench, other);
      expect(bench.told('ActionRefused')).toMatchObject([
        { code: 'already_answered', target: { actionId: 'action-1b' } },
      ]);
    };

    it('when the second try is refused by the network', () => {
      const bench = open(accountId);
      tryAgain(bench)();
      bench.given(failed(last(bench.told('ActionGranted')), 'invalid_content', false));
      expect(bench.told('ActionRefused')).toEqual([]);
      expectUnresolved(bench);
    });

    it('when it waited on hold until its key was gone and the message was too old', () => {
      const bench = open(accountId);
      const notFound = tryAgain(bench);
      bench.given(hold(true, 2));
      notFound();
      bench.advanceTo(NOW + 7.5 * 86_400_000);
      bench.given(hold(false, 3));
      expect(bench.told('ActionRefused')).toEqual([]);
      expect(bench.told('ActionUnresolved')).toHaveLength(1);
    });

    it('when a rule forbids the second try while the key still lives', () => {
      const bench = open(accountId);
      tryAgain(bench, NOW - 7 * 86_400_000 + 60_000)();
      expect(bench.told('ActionGranted')).toHaveLength(1);
      expect(bench.told('ActionUnresolved')).toHaveLength(1);
      expect(bench.told('ActionRefused')).toEqual([]);
    });
  });

  it('confirms what reading back found', () => {
    const bench = open();
    ask(bench, request(1));
    const grant = last(bench.told('ActionGranted'));
    bench.given(unconfirmed(grant));
    bench.given(readback(grant, 'published'));
    bench.given(readback(grant, 'not_found'));
    expect(bench.told('ActionConfirmed')).toMatchObject([{ networkPostId: '9' }]);
    expect(bench.told('ActionUnresolved')).toEqual([]);
  });
});

describe('account: cancel', () => {
  const cancel = (actionId: string) =>
    event('CancelAction', { actionId, accountId: 'x:1001', reason: 'undone' });

  it('wins while the action waits', () => {
    const bench = open();
    bench.given(settings({ hold: true, settingsVersion: 2 }));
    ask(bench, request(1));
    bench.given(cancel('action-1'));
    bench.given(settings({ settingsVersion: 3 }));
    expect(bench.told('ActionCancelled')).toHaveLength(1);
    expect(bench.told('ActionGranted')).toEqual([]);
  });

  it('loses against a grant, but prevents another one', () => {
    const bench = open();
    ask(bench, request(1));
    expect(bench.given(cancel('action-1')).skip).toBe('grant_wins');
    bench.given(failed(last(bench.told('ActionGranted')), 'grant_expired'));
    expect(bench.told('ActionGranted')).toHaveLength(1);
    expect(bench.told('ActionCancelled')).toHaveLength(1);
  });

  it('stays quiet for an action that it does not know', () => {
    expect(open().given(cancel('nobody')).skip).toBe('action_unknown');
  });
});

describe('account: limits', () => {
  it('lets the limit out in a window, then tells each who waits when its turn comes', () => {
    const bench = open();
    for (let n = 0; n < 250; n += 1) {
      ask(bench, request(n));
      for (const grant of bench.told('ActionGranted').slice(-1)) bench.given(published(grant));
    }
    const { limit, windowMs } = PLATFORMS.x.limits[0] as LimitRow;
    expect(bench.told('ActionGranted')).toHaveLength(limit);
    const turns = bench.told('ActionWaiting').map(({ until }) => until as number);
    const round = windowMs + GRANT_LIFE_MS + SEND_DEADLINE_MS;
    expect(turns[0]).toBe(NOW + round);
    expect(turns[99]).toBe(NOW + round);
    expect(turns[100]).toBe(NOW + 2 * round);
  });

  it('has few grants out at once, so that none grows old in the executor', () => {
    const bench = open();
    for (let n = 0; n < 20; n += 1) ask(bench, request(n));
    expect(bench.told('ActionGranted')).toHaveLength(MAX_OUTSTANDING);
    bench.given(published(bench.told('ActionGranted')[0] as ActionGrantedData));
    expect(bench.told('ActionGranted')).toHaveLength(MAX_OUTSTANDING + 1);
  });

  it('is tightened by what the network says is left', () => {
    const bench = open();
    ask(bench, request(1));
    const rate = { limit: 100, remaining: 2, resetAt: NOW + 60_000 };
    const grant = last(bench.told('ActionGranted'));
    bench.given(
      event('AttemptPublished', { ...attempt(grant), networkPostId: '9', publishedText: null, rate }),
    );
    for (let n = 2; n < 6; n += 1) ask(bench, request(n));
    expect(bench.told('ActionGranted')).toHaveLength(3);
    bench.advanceTo(NOW + 60_000);
    expect(bench.told('ActionGranted')).toHaveLength(5);
  });
});

/** What happens next in a random history; numbers choose among what is possible. */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('request' as const), n: fc.nat(400) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('use' as const),
      pick: fc.nat(9),
      at: fc.nat(1_000),
      end: fc.constantFrom('published', 'failed', 'final', 'unconfirmed', 'expired'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(400_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), n: fc.nat(400) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('readback' as const),
      pick: fc.nat(9),
      finding: fc.constantFrom('published' as const, 'not_found' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('repeat' as const) }) },
);

describe('account: for every history', { timeout: 60_000 }, () => {
  it.each(['x:1001', 'mastodon:2001'])(
    'no sliding window of the clock of %s sees more than the limit; one grant at a time',
    (accountId) => {
      fc.assert(
        fc.property(fc.array(step, { minLength: 50, maxLength: 400 }), (steps) => {
          const bench = open(accountId);
          const uses: number[] = [];
          const out: ActionGrantedData[] = [];
          const lost: ActionGrantedData[] = [];
          let seen = 0;
          let previous: AnyEvent | null = null;
          for (const s of steps) {
            if (s.kind === 'request') {
              // A burst: limits are only met when many ask.
              for (let n = 0; n < 12; n += 1) {
                const asked = event('RequestAction', request(s.n * 12 + n, { accountId }));
                bench.given(asked);
                previous = asked;
              }
            }
            if (s.kind === 'repeat' && previous) bench.given(previous);
            if (s.kind === 'wait') bench.advanceTo(bench.now + s.ms);
            if (s.kind === 'cancel')
              bench.given(event('CancelAction', { actionId: `action-${s.n}`, accountId, reason: 'undone' }));
            if (s.kind === 'use' && out.length > 0) {
              const [grant] = out.splice(s.pick % out.length, 1) as [ActionGrantedData];
              // Any moment of the grant's life, and the network may see it as late as the deadline allows.
              const granted = grant.expiresAt - GRANT_LIFE_MS;
              const arrival = granted + ((GRANT_LIFE_MS + SEND_DEADLINE_MS) * s.at) / 1_000;
              // What could not connect did not arrive.
              const arrived = s.end !== 'expired' && !(s.end === 'failed' && s.at % 2 === 1);
              if (arrived) uses.push(arrival);
              if (s.end === 'published') bench.given(published(grant));
              else if (s.end === 'failed')
                bench.given(failed(grant, s.at % 2 === 0 ? 'odd_refusal' : 'not_connected'));
              else if (s.end === 'final') bench.given(failed(grant, 'invalid_content', false));
              else if (s.end === 'expired') bench.given(failed(grant, 'grant_expired'));
              else {
                bench.given(unconfirmed(grant));
                lost.push(grant);
              }
            }
            if (s.kind === 'readback' && lost.length > 0) {
              const [grant] = lost.splice(s.pick % lost.length, 1) as [ActionGrantedData];
              bench.given(readback(grant, s.finding));
            }
            const grants = bench.told('ActionGranted');
            for (const grant of grants.slice(seen)) {
              expect(out.map((other) => other.target.actionId)).not.toContain(grant.target.actionId);
              expect(lost.map((other) => other.target.actionId)).not.toContain(grant.target.actionId);
              out.push(grant);
            }
            seen = bench.outputs.length;
          }
          const network = accountId.startsWith('x:') ? PLATFORMS.x : PLATFORMS.mastodon;
          for (const row of network.limits.filter(({ scope }) => scope === 'account')) {
            expect(fullest(uses, row.windowMs)).toBeLessThanOrEqual(row.limit);
          }
        }),
        { numRuns: 40 },
      );
    },
  );

  it('nothing flagged, unscored by policy, or changed after its check is ever granted', () => {
    const change = fc.record({
      flagged: fc.boolean(),
      decision: fc.constantFrom('pass' as const, 'hold' as const),
      mode: fc.constantFrom('auto' as const, 'person' as const),
      approver: fc.constantFrom('policy:1', 'member:7', ''),
      text: fc.option(fc.string({ maxLength: 20 })),
      target: fc.option(fc.string({ maxLength: 5 })),
      drop: fc.option(fc.constantFrom('toxicity', 'hate', 'explicit')),
      otherVerdict: fc.boolean(),
      otherApproval: fc.boolean(),
    });
    fc.assert(
      fc.property(change, (c) => {
        const good = request(1);
        const { [c.drop ?? '']: _dropped, ...scores } = good.verdict.scores;
        const data: RequestActionData = {
          target: {
            ...good.target,
            text: c.text ?? good.target.text,
            targetNativeId: c.target ?? good.target.targetNativeId,
          },
          verdict: {
            ...good.verdict,
            flagged: c.flagged,
            decision: c.decision,
            scores,
            contentHash: c.otherVerdict ? 'other' : good.verdict.contentHash,
          },
          approval: {
            ...good.approval,
            mode: c.mode,
            approver: c.approver,
            contentHash: c.otherApproval ? 'other' : good.approval.contentHash,
          },
        };
        const bench = open();
        ask(bench, data);
        const unchanged =
          data.target.text === good.target.text && data.target.targetNativeId === good.target.targetNativeId;
        const checked = !c.flagged && !c.otherVerdict && !c.otherApproval && unchanged;
        const person = c.mode === 'person' && c.approver.startsWith('member:');
        const policy = c.mode === 'auto' && c.decision === 'pass' && c.drop === null;
        expect(bench.told('ActionGranted')).toHaveLength(checked && (person || policy) ? 1 : 0);
      }),
      { numRuns: 300 },
    );
  });
});

/** Most events in any half-open interval of this length. */
function fullest(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(
    0,
    ...sorted.map((from) => sorted.filter((time) => time >= from && time < from + windowMs).length),
  );
}

function byPerson(data: RequestActionData): RequestActionData {
  return { ...data, approval: { ...data.approval, mode: 'person', approver: 'member:7' } };
}

function retarget(data: RequestActionData, changes: Partial<ActionTarget>): RequestActionData {
  return { ...data, target: { ...data.target, ...changes } };
}
