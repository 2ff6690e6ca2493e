/** A healthy history gives zeros; each seeded fault turns exactly its own figure red. */
import { describe, expect, it } from 'vitest';
import type { AnyEvent, Event } from '../../topics/events.ts';
import { viewName } from '../../projections/redis/keys.ts';
import { auditChecks } from './checks.ts';
import type { Evidence, LogEntry } from './entry.ts';
import { auditHops } from './hops.ts';
import { hashOfContent } from './posts.ts';
import { rawBody, type RawBody } from './raw.ts';
import { currentViewOf } from './views.ts';

const NOW = 1_800_000_000_000;
const target = {
  actionId: 'a1',
  accountId: 'x:1001',
  network: 'x',
  targetNativeId: '77',
  contentHash: hashOfContent('x:1001', '77', 'Thanks!'),
  text: 'Thanks!',
};
const H1 = target.contentHash;
const verdict = { verdictId: 'v1', contentHash: H1, flagged: false, decision: 'pass' };
const engagement = { engagementId: 'e1', accountId: 'x:1001', nativeId: '77', network: 'x' };
const classification = { kind: 'praise', urgency: 'low', spam: false };
const sentiment = { label: 'positive' };
const MINUTE = Math.floor((NOW - 3_600_000) / 60_000) * 60_000;
const draft = { draftId: 'd1', draftVersion: 1 };

const post = {
  network: 'x',
  accountId: '1001',
  nativePostId: '900',
  inReplyTo: '77',
  text: 'Thanks!',
  at: NOW - 3_600_000,
};

const delivered = (
  offset: number,
  accountId: string,
  ...items: readonly (readonly [at: string, key: string | null, wanted?: boolean])[]
): RawBody => ({
  partition: 0,
  offset,
  eventId: `raw-${offset}`,
  causationId: null,
  tenantId: 'demo',
  accountId,
  items: items.map(([at, key, wanted = true]) => ({ at, key, wanted })),
});

/** One engagement all the way to the network. */
function healthy(): Evidence {
  let offset = 0;
  let cause = 'raw-1';
  const entry = (topic: string, type: string, data: object, envelope: object = {}): LogEntry => {
    offset += 1;
    const event = {
      eventId: `${type}-${offset}`,
      type,
      tenantId: 'demo',
      workspaceId: 'acme',
      streamId: 's',
      streamVersion: null,
      recordedAt: NOW - 3_600_000,
      causationId: cause,
      data,
      ...envelope,
    };
    cause = event.eventId;
    return { topic, partition: 0, offset, event: event as unknown as AnyEvent };
  };
  const attempt = { target, grantId: 'g1', attemptId: 't1' };
  const action = { ...draft, accountId: 'x:1001', actionId: 'a1' };
  return {
    entries: [
      entry('engagement.received', 'EngagementReceived', { engagement }),
      entry('engagement.classified', 'EngagementClassified', { engagement, classification }),
      entry('engagement.analyzed', 'EngagementAnalyzed', { engagement, classification, sentiment }),
      entry('reply.drafted', 'ReplyDrafted', { ...draft, engagement }),
      entry('safety.checked', 'SafetyChecked', { ...draft, engagement, verdict }),
      entry(
        'reply.events',
        'ReplyApproved',
        { ...action, approval: { contentHash: H1, mode: 'auto' } },
        { streamVersion: 1 },
      ),
      entry('action.commands', 'RequestAction', {
        target,
        verdict,
        approval: { contentHash: H1, mode: 'auto' },
      }),
      entry('action.events', 'ActionGranted', { target, grantId: 'g1' }),
      entry('reply.outcomes', 'ReplyActionOutcome', { actionId: 'a1', outcome: 'granted' }),
      entry('action.attempts', 'AttemptStarted', { ...attempt, expiresAt: NOW - 3_600_000 }),
      entry('action.attempts', 'AttemptPublished', { ...attempt, networkPostId: '900' }),
      entry('reply.outcomes', 'ReplyActionOutcome', { actionId: 'a1', outcome: 'posted' }),
      entry('reply.events', 'ReplyCompleted', { ...action, outcome: 'posted' }, { streamVersion: 2 }),
      entry('metric.rollups', 'MetricRolledUp', {
        minute: MINUTE,
        source: 'rollup:0',
        version: 7,
        counts:
          'approved.auto=1,approved=1,attempt.published=1,checked.pass=1,completed.posted=1,drafted=1,' +
          'kind.praise=1,network.x=1,received=1,sentiment.positive=1,urgency.low=1',
      }),
    ],
    readAt: NOW,
    raw: [delivered(0, 'x:1001', ['/data', 'x:1001|77'])],
    sums: [],
    cut: new Map<string, number>(),
    posts: [post],
    postsLater: [post],
    refusals: [],
    sends: [{ network: 'x', accountId: '1001', nativeId: '77', accepted: true, at: NOW }],
    committed: () => 1_000,
    undecodable: [],
    receiving: false,
  };
}

const red = (evidence: Evidence): readonly string[] =>
  auditChecks(evidence, NOW)
    .filter(({ value }) => value > 0)
    .map(({ name }) => name);
const without =
  (type: string) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    entries: evidence.entries.filter(({ event }) => event.type !== type),
  });
const changed =
  (type: string, change: (data: Record<string, unknown>) => object, envelope: object = {}) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    entries: evidence.entries.map((entry) =>
      entry.event.type === type
        ? {
            ...entry,
            event: {
              ...entry.event,
              ...envelope,
              data: change(entry.event.data as unknown as Record<string, unknown>),
            } as unknown as AnyEvent,
          }
        : entry,
    ),
  });

/** Somebody connected the account, before everything unless told. */
const connectedBy =
  (tenantId: string, workspaceId: string, recordedAt = 0) =>
  (evidence: Evidence): Evidence => {
    const event = {
      eventId: 'c1',
      type: 'AccountConnected',
      tenantId,
      workspaceId,
      streamId: 's2',
      streamVersion: null,
      recordedAt,
      data: { accountId: 'x:1001', network: 'x', handle: 'acmecoffee' },
    } as unknown as AnyEvent;
    return {
      ...evidence,
      entries: [...evidence.entries, { topic: 'workspace.events', partition: 0, offset: 96, event }],
    };
  };

/** The answer was lost, and reading back could not tell. */
const unresolved = (evidence: Evidence): Evidence => {
  const lost = changed('AttemptPublished', (data) => data, { type: 'AttemptUnconfirmed' })(evidence);
  const told = {
    eventId: 'u1',
    type: 'ActionUnresolved',
    tenantId: 'demo',
    workspaceId: 'acme',
    streamId: 's',
    streamVersion: null,
    data: { target, attemptId: 't1' },
  } as unknown as AnyEvent;
  return {
    ...lost,
    entries: [...lost.entries, { topic: 'action.events', partition: 0, offset: 98, event: told }],
  };
};

describe('audit of a healthy history', () => {
  it('finds nothing', () => {
    expect(red(healthy())).toEqual([]);
    expect(auditHops(healthy()).findings).toEqual([]);
  });

  it('balances every hop to the unit', () => {
    for (const row of auditHops(healthy()).rows) {
      expect(row.in).toBe(
        row.emitted + row.skipped + row.duplicate + row.deadLettered + row.inFlight + row.lost,
      );
    }
    expect(auditHops(healthy()).rows.length).toBeGreaterThanOrEqual(12);
  });
});

describe('audit of a seeded fault', () => {
  it.each<[string, (evidence: Evidence) => Evidence, readonly string[]]>([
    [
      'an accepted message that was lost',
      (e) => ({
        ...e,
        sends: [...e.sends, { network: 'x', accountId: '1001', nativeId: '78', accepted: true, at: NOW }],
      }),
      ['accepted, not received'],
    ],
    [
      'a message received twice',
      (e) => ({
        ...e,
        entries: [
          ...e.entries,
          { ...e.entries[0]!, offset: 99, event: { ...e.entries[0]!.event, eventId: 'other' } },
        ],
      }),
      ['received twice'],
    ],
    [
      'an event written twice',
      (e) => ({ ...e, entries: [...e.entries, { ...e.entries[1]!, offset: 99 }] }),
      ['same event twice'],
    ],
    [
      'a hole in a stream',
      changed('ReplyCompleted', (data) => data, { streamVersion: 3 }),
      ['gaps in streams'],
    ],
    ['a second post', (e) => ({ ...e, posts: [post, { ...post, nativePostId: '901' }] }), ['posted twice']],
    [
      'a post that nobody attempted',
      (e) => ({ ...e, posts: [post, { ...post, nativePostId: '901', inReplyTo: '79' }] }),
      ['posted without attempt', 'posted without verdict', 'posted without approval'],
    ],
    [
      'a publication that never was',
      changed('AttemptPublished', (data) => ({ ...data, networkPostId: '999' })),
      ['published, not at the network'],
    ],
    [
      'a text that was changed after its check',
      (e) => ({ ...e, posts: [{ ...post, text: 'Thanks! Cheers' }] }),
      ['posted without verdict', 'posted without approval'],
    ],
    [
      'a text that was declared after its check',
      changed('RequestAction', (data) => ({
        ...data,
        target: { ...target, disclosures: ['paid_partnership'] },
      })),
      ['posted without verdict', 'posted without approval'],
    ],
    [
      'a verdict on another text',
      changed('RequestAction', (data) => ({ ...data, verdict: { ...verdict, contentHash: 'h0' } })),
      ['posted without verdict'],
    ],
    ['a verdict that the safety check never gave', without('SafetyChecked'), ['posted without verdict']],
    [
      'an approval of another text',
      changed('RequestAction', (data) => ({ ...data, approval: { contentHash: 'h0', mode: 'auto' } })),
      ['posted without approval'],
    ],
    [
      'an approval that nobody gave',
      without('ReplyApproved'),
      ['gaps in streams', 'posted without approval'],
    ],
    [
      'a held text that let itself out',
      changed('RequestAction', (data) => ({ ...data, verdict: { ...verdict, decision: 'hold' } })),
      ['posted without approval'],
    ],
    [
      'a flagged text',
      changed('SafetyChecked', (data) => ({ ...data, verdict: { ...verdict, flagged: true } })),
      ['posted though flagged'],
    ],
    [
      'an answer that was lost and never looked for',
      changed('AttemptPublished', (data) => data, {
        type: 'AttemptUnconfirmed',
        recordedAt: NOW - 8_000_000,
      }),
      ['unconfirmed, unresolved'],
    ],
    [
      'a post that the network turned away for its limit',
      (e) => ({ ...e, refusals: [{ network: 'x', accountId: '1001', at: NOW }] }),
      ['limit exceeded'],
    ],
    ['an attempt that could not be resolved', unresolved, ['unresolved attempts']],
    [
      'a reply that reading back did not see',
      (e) => {
        const told = {
          ...e.entries[0]!.event,
          eventId: 'r1',
          type: 'RecordReadback',
          data: { actionId: 'a1', attemptId: 't1', finding: 'not_found' },
        } as unknown as AnyEvent;
        return {
          ...e,
          posts: [{ ...post, at: NOW - 3_700_000 }],
          entries: [...e.entries, { topic: 'action.commands', partition: 0, offset: 97, event: told }],
        };
      },
      ['unresolved, though posted'],
    ],
    ['an attempt nobody knows the end of', without('AttemptPublished'), ['attempts without outcome']],
    [
      'an engagement that goes on in another tenant',
      changed('SafetyChecked', (data) => data, { tenantId: 'other' }),
      ['crossed tenants'],
    ],
    [
      'an engagement that goes on in another workspace of the tenant',
      changed('ReplyDrafted', (data) => data, { workspaceId: 'other' }),
      ['crossed tenants'],
    ],
    ['an account that another tenant had connected', connectedBy('other', 'acme'), ['crossed tenants']],
    ['an account of the workspace itself', connectedBy('demo', 'acme'), []],
    ['an account that another workspace connected afterwards', connectedBy('demo', 'other', NOW), []],
    ['a record that nobody can read', (e) => ({ ...e, undecodable: ['reply.events/0/9'] }), ['undecodable']],
  ])('%s', (_name, seed, figures) => {
    expect(red(seed(healthy()))).toEqual(figures);
  });

  it('an attempt that was found after all is resolved', () => {
    const evidence = unresolved(healthy());
    const told = evidence.entries.at(-1)?.event;
    const confirmed = { ...told, eventId: 'u2', type: 'ActionConfirmed' } as unknown as AnyEvent;
    const entry = { topic: 'action.events', partition: 0, offset: 99, event: confirmed } as const;
    expect(red({ ...evidence, entries: [...evidence.entries, entry] })).toEqual([]);
  });

  it('what is past its retention is not called lost, and what was posted before is not judged', () => {
    const old = { ...without('RequestAction')(healthy()), cut: new Map([['action.commands', NOW]]) };
    expect(red(old)).toEqual([]);
    const { rows, findings } = auditHops(old);
    expect(findings.filter(({ hop }) => hop === 'request')).toEqual([]);
    expect(rows.find(({ hop }) => hop === 'request')).toMatchObject({
      in: 1,
      skipped: 1,
      skippedFor: { past_retention: 1 },
    });
  });

  it('a message from before the retention of engagements is not called lost', () => {
    const send = { network: 'x', accountId: '1001', nativeId: '78', accepted: true };
    const evidence = { ...healthy(), cut: new Map([['engagement.received', NOW - 1_000_000]]) };
    expect(red({ ...evidence, sends: [{ ...send, at: NOW - 1_000_000 }] })).toEqual([]);
    expect(red({ ...evidence, sends: [{ ...send, at: NOW - 900_000 }] })).toEqual(['accepted, not received']);
    const nothingLeft = new Map([['engagement.received', Infinity]]);
    expect(red({ ...evidence, cut: nothingLeft, sends: [{ ...send, at: NOW }] })).toEqual([]);
  });

  it('what is not received yet is in flight while the normaliser reads', () => {
    const evidence = {
      ...healthy(),
      sends: [{ network: 'x', accountId: '1001', nativeId: '78', accepted: true, at: NOW }],
    };
    expect(red({ ...evidence, receiving: true })).toEqual([]);
    expect(red(evidence)).toEqual(['accepted, not received']);
  });

  it('101 posts within 15 minutes, wherever the window begins', () => {
    const posts = (count: number, stepMs: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...post,
        nativePostId: `p${i}`,
        inReplyTo: null,
        at: NOW + i * stepMs,
      }));
    const limit = (evidence: Evidence) =>
      auditChecks(evidence, NOW).find(({ name }) => name === 'limit exceeded')?.value;
    expect(limit({ ...healthy(), posts: posts(100, 1) })).toBe(0);
    expect(limit({ ...healthy(), posts: posts(101, 8_999) })).toBeGreaterThan(0);
    expect(limit({ ...healthy(), posts: posts(300, 9_000) })).toBe(0);
  });

  it('301 posts within three hours, though no quarter of an hour is too full; 10,001 of one app in a day', () => {
    const spread = (count: number, stepMs: number, accounts: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...post,
        accountId: String(1_001 + (i % accounts)),
        nativePostId: `p${i}`,
        inReplyTo: null,
        at: NOW + i * stepMs,
      }));
    const limit = (evidence: Evidence) =>
      auditChecks(evidence, NOW).find(({ name }) => name === 'limit exceeded')?.value;
    expect(limit({ ...healthy(), posts: spread(301, 36_000, 1) })).toBe(0);
    expect(limit({ ...healthy(), posts: spread(301, 35_999, 1) })).toBe(1);
    expect(limit({ ...healthy(), posts: spread(10_001, 8_640, 40) })).toBe(0);
    expect(limit({ ...healthy(), posts: spread(10_001, 8_639, 40) })).toBe(1);
  });

  it.each([
    ['EngagementClassified', 'classify'],
    ['EngagementAnalyzed', 'analyze'],
    ['ReplyDrafted', 'draft'],
    ['SafetyChecked', 'safety'],
    ['ReplyApproved', 'reply'],
    ['ReplyCompleted', 'completion'],
    ['ActionGranted', 'account'],
    ['AttemptStarted', 'attempt'],
  ])('a lost %s is lost at the hop %s, and in flight while its group has not committed it', (type, hop) => {
    const evidence = without(type)(healthy());
    expect(auditHops(evidence).findings).toContainEqual(expect.objectContaining({ hop, kind: 'lost' }));
    const waiting = auditHops({ ...evidence, committed: () => 0 });
    expect(waiting.findings.filter((finding) => finding.hop === hop)).toEqual([]);
    expect(waiting.rows.find((row) => row.hop === hop)?.inFlight).toBe(1);
  });

  it('what one transaction writes is there together, unless it was written right now', () => {
    const evidence = without('RequestAction')(healthy());
    const lost = { hop: 'request', kind: 'lost' } as const;
    expect(auditHops({ ...evidence, committed: () => 0 }).findings).toContainEqual(
      expect.objectContaining(lost),
    );
    const now = auditHops({ ...evidence, readAt: NOW - 3_600_000 });
    expect(now.findings).not.toContainEqual(expect.objectContaining(lost));
    expect(now.rows.find(({ hop }) => hop === 'request')).toMatchObject({ in: 1, inFlight: 1 });
  });

  it('two grants for one action are doubled, unless an attempt failed or was not found between', () => {
    const evidence = healthy();
    const grant = evidence.entries.find(({ event }) => event.type === 'ActionGranted')!;
    const event = (eventId: string, type: string, data: object) =>
      ({ ...grant.event, eventId, type, data }) as unknown as AnyEvent;
    const again = { ...grant, offset: 95, event: event('g-2', 'ActionGranted', { target, grantId: 'g2' }) };
    const twice = { ...evidence, entries: [...evidence.entries, again] };
    expect(auditHops(twice).findings).toContainEqual(
      expect.objectContaining({ hop: 'account', kind: 'doubled', key: 'a1' }),
    );
    for (const why of [
      event('f', 'AttemptFailed', { target, attemptId: 't0', grantId: 'g1' }),
      event('r', 'RecordReadback', { actionId: 'a1', attemptId: 't0', finding: 'not_found' }),
    ]) {
      const { findings } = auditHops({
        ...twice,
        entries: [...twice.entries, { ...grant, offset: 96, event: why }],
      });
      expect(findings).not.toContainEqual(expect.objectContaining({ hop: 'account', kind: 'doubled' }));
    }
  });

  it('an input that owes nothing is skipped, with the reason', () => {
    const evidence = healthy();
    const at = (
      offset: number,
      topic: string,
      type: string,
      data: object,
      envelope: object = {},
    ): LogEntry => ({
      topic,
      partition: 0,
      offset,
      event: {
        ...evidence.entries[0]!.event,
        eventId: `${type}-${offset}`,
        type,
        streamVersion: null,
        data,
        ...envelope,
      } as unknown as AnyEvent,
    });
    const answered = (
      n: number,
      commandId: string,
      status: string,
      answerVersion: number,
      code: string | null,
    ) => at(n, 'command.results', 'CommandAnswered', { commandId, status, answerVersion, code });
    const { rows, findings } = auditHops({
      ...evidence,
      entries: [
        ...evidence.entries,
        at(1, 'workspace.commands', 'PauseWorkspace', {}),
        at(
          2,
          'workspace.events',
          'WorkspacePaused',
          {},
          {
            causationId: 'PauseWorkspace-1',
            streamId: 'acme',
            streamVersion: 1,
          },
        ),
        answered(3, 'PauseWorkspace-1', 'accepted', 1, null),
        at(4, 'workspace.commands', 'PauseWorkspace', {}),
        answered(5, 'PauseWorkspace-4', 'accepted', 1, null),
        at(6, 'workspace.commands', 'ConnectAccount', {}),
        answered(7, 'ConnectAccount-6', 'rejected', 1, 'account_invalid'),
        at(8, 'workspace.commands', 'ResumeWorkspace', {}),
        answered(9, 'ResumeWorkspace-8', 'accepted', 2, null),
        at(10, 'safety.requests', 'ScreenReply', { engagement, judgedUnder: 0, mustBeNewer: false }),
        at(11, 'action.commands', 'CancelAction', { actionId: 'a1', accountId: 'x:1001' }),
      ],
    });
    const row = (hop: string) => rows.find((one) => one.hop === hop);
    expect(row('workspace events')).toMatchObject({
      in: 4,
      emitted: 1,
      skipped: 2,
      skippedFor: { changed_nothing: 1, account_invalid: 1 },
      lost: 1,
    });
    expect(findings.map(({ hop, key }) => `${hop} ${key}`)).toEqual(['workspace events ResumeWorkspace-8']);
    expect(row('safety of waiting')).toMatchObject({ in: 1, skippedFor: { policy_unchanged: 1 } });
    expect(row('cancel')).toMatchObject({ in: 1, skippedFor: { too_late: 1 } });
  });

  it('counts what is counted: of a lost or doubled number each is told, and what is not committed is in flight', () => {
    const rollup = (change: (counts: string) => string, committed = 1_000) => {
      const evidence = changed('MetricRolledUp', (data) => ({
        ...data,
        counts: change(String(data['counts'])),
      }))(healthy());
      const { rows, findings } = auditHops({ ...evidence, committed: () => committed });
      return {
        row: rows.find(({ hop }) => hop === 'rollup'),
        findings: findings.filter(({ hop }) => hop === 'rollup').map(({ kind, place }) => `${kind} ${place}`),
      };
    };
    expect(rollup((counts) => counts)).toMatchObject({ row: { in: 11, emitted: 11 }, findings: [] });
    const less = (counts: string) => counts.replace('drafted=1,', '');
    expect(rollup(less)).toMatchObject({ row: { emitted: 10, lost: 1 }, findings: ['lost 0 of 1 to 1'] });
    expect(rollup(less, 0)).toMatchObject({ row: { emitted: 10, inFlight: 1 }, findings: [] });
    expect(rollup((counts) => counts.replace('drafted=1', 'drafted=3'))).toMatchObject({
      row: { emitted: 11, doubled: 2 },
      findings: ['doubled 3 of 1 to 1'],
    });
  });

  it('what was counted after a long stop adds to what was counted before', () => {
    const evidence = changed('MetricRolledUp', (data) => ({
      ...data,
      counts: String(data['counts']).replace('drafted=1,', ''),
    }))(healthy());
    const first = evidence.entries.at(-1)!;
    const later = {
      ...first,
      offset: 99,
      event: {
        ...first.event,
        eventId: 'later',
        data: { minute: MINUTE, source: `rollup:0+${NOW}`, version: 1, counts: 'drafted=1' },
      } as unknown as AnyEvent,
    };
    expect(auditHops({ ...evidence, entries: [...evidence.entries, later] }).findings).toEqual([]);
  });

  it('a doubled output is doubled at the hop that made it, and a duplicate at the next', () => {
    const evidence = healthy();
    const doubled = (at: number) => ({ ...evidence.entries[at]!, offset: 90 + at });
    const again = auditHops({ ...evidence, entries: [...evidence.entries, doubled(1), doubled(2)] });
    expect(
      again.findings.filter(({ hop }) => hop !== 'rollup').map(({ hop, kind }) => `${hop} ${kind}`),
    ).toEqual(['classify doubled']);
    expect(again.rows.find(({ hop }) => hop === 'analyze')).toMatchObject({
      in: 2,
      emitted: 1,
      duplicate: 1,
    });
  });

  it('a hop that may be left out has no row, and skips what it passed by; what it did twice is doubled', () => {
    const evidence = healthy();
    expect(auditHops(evidence).rows.map(({ hop }) => hop)).not.toContain('refine');
    const analyzed = evidence.entries.find(({ event }) => event.type === 'EngagementAnalyzed')!;
    const other = { ...analyzed, offset: 80, event: { ...analyzed.event, eventId: 'another' } };
    const looked = (offset: number): LogEntry => ({
      ...analyzed,
      topic: 'engagement.refined',
      offset,
      event: {
        ...analyzed.event,
        type: 'EngagementRefined',
        eventId: `looked-${offset}`,
        causationId: analyzed.event.eventId,
      } as unknown as AnyEvent,
    });
    const of = (...more: LogEntry[]) => {
      const { rows, findings } = auditHops({ ...evidence, entries: [...evidence.entries, other, ...more] });
      return {
        row: rows.find(({ hop }) => hop === 'refine'),
        found: findings.filter(({ hop }) => hop === 'refine').map(({ kind }) => kind),
      };
    };
    expect(of(looked(1))).toMatchObject({ row: { in: 2, emitted: 1, skipped: 1, lost: 0 }, found: [] });
    expect(of(looked(1), looked(2))).toMatchObject({ row: { doubled: 1 }, found: ['doubled'] });
  });

  it('an attempt without outcome is in flight at its hop: the figure tells when that is too long', () => {
    const { rows, findings } = auditHops(without('AttemptPublished')(healthy()));
    expect(rows.find(({ hop }) => hop === 'send')).toMatchObject({ in: 1, inFlight: 1 });
    expect(findings.filter(({ hop }) => hop === 'send')).toEqual([]);
  });
});

describe('audit of what was delivered', () => {
  const letter = (sourceOffset: number, sourceItem: string | null): LogEntry => {
    const data = { processor: 'normalise', sourceTopic: 'inbound.raw', sourcePartition: 0, sourceOffset };
    const event = { type: 'DeadLettered', eventId: `letter-${sourceOffset}${sourceItem}`, tenantId: 'demo' };
    return {
      topic: 'dead.letters',
      partition: 0,
      offset: 50 + sourceOffset,
      event: { ...event, data: { ...data, sourceItem } } as unknown as AnyEvent,
    };
  };
  const sumOf = (evidence: Evidence) => {
    const { rows, findings } = auditHops(evidence);
    const sum = { in: 0, emitted: 0, skipped: 0, duplicate: 0, deadLettered: 0, inFlight: 0, lost: 0 };
    for (const row of rows.filter(({ hop }) => hop === 'receive'))
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += row[name];
    return { sum, lost: findings.filter(({ hop }) => hop === 'receive').map(({ key }) => key) };
  };

  it('counts messages, not bodies: each is one of emitted, duplicate, skipped, dead, in flight or lost', () => {
    const healthyOne = healthy();
    const several = {
      ...delivered(4, 'x:*', ['/data/0', 'x:1001|77'], ['/data/1', 'x:1002|9']),
      eventId: 'several',
    };
    const part = { ...delivered(5, 'x:1001', ['/data/0', 'x:1001|77']), causationId: 'several' };
    const { sum, lost } = sumOf({
      ...healthyOne,
      entries: [...healthyOne.entries, letter(1, '/data/1'), letter(2, null)],
      committed: () => 6,
      raw: [
        ...healthyOne.raw,
        delivered(
          1,
          'x:1001',
          ['/data/0', 'x:1001|77'],
          ['/data/1', 'x:1001|78'],
          ['/data/2', 'x:1001|1', false],
        ),
        delivered(2, 'x:1001', ['', null]),
        delivered(3, 'x:1001', ['/data/0', 'x:1001|79']),
        several,
        part,
        delivered(6, 'x:1001', ['/data', 'x:1001|80']),
      ],
    });
    expect(sum).toEqual({
      in: 10,
      emitted: 2,
      skipped: 1,
      duplicate: 2,
      deadLettered: 2,
      inFlight: 1,
      lost: 2,
    });
    // A message that went nowhere, and one whose account got no part.
    expect(lost).toEqual(['x:1001|79', 'x:1002|9']);
  });

  it('reads the messages of a body itself', () => {
    const read = (network: string, accountId: string, json: unknown) =>
      rawBody(
        {
          data: { network, accountId, body: Buffer.from(JSON.stringify(json)) },
        } as unknown as Event<'InboundReceived'>,
        { partition: 0, offset: 0 },
      ).items.map(({ at, key, wanted }) => [at, key, wanted]);
    const filter = { user_id: '1001' };
    const direct = { id: '3', type: 'message_create', message_create: { sender_id: '1001' } };
    expect(
      read('x', 'x:*', {
        data: [
          { filter, event_type: 'post.reply.create', payload: { id: '1', author_id: '7' } },
          { filter, event_type: 'follow.follow', payload: { id: '2' } },
          { filter, event_type: 'dm.received', payload: { direct_message_events: [direct, {}] } },
          { event_type: 'post.reply.create' },
        ],
      }),
    ).toEqual([
      ['/data/0', 'x:1001|1', true],
      ['/data/1', 'x:1001|2', false],
      ['/data/2/payload/direct_message_events/0', 'x:1001|3', false],
      ['/data/2/payload/direct_message_events/1', null, false],
      ['/data/3', null, true],
    ]);
    const status = (id: string, author: string) => ({
      type: 'mention',
      status: { id, account: { id: author } },
    });
    const own = status('2', '2001');
    expect(read('mastodon', 'mastodon:2001', [status('1', '7'), own, { type: 'follow' }])).toEqual([
      ['/0', 'mastodon:2001|1', true],
      ['/1', 'mastodon:2001|2', false],
      ['/2', null, false],
    ]);
    expect(read('x', 'x:*', 'nonsense')).toEqual([['', null, true]]);
    expect(read('mastodon', 'mastodon:2001', [])).toEqual([]);
  });
});

describe('audit of the views', () => {
  it('looks at the view that is current, also after a rebuild', () => {
    expect(currentViewOf(null)).toBe(viewName(1));
    expect(currentViewOf(viewName(2))).toBe('1.2');
  });
});
