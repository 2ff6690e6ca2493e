import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountView } from './accounts.ts';
import { statusOf } from './commands.ts';
import { InvalidCursor, readCursor, writeCursor, type Position } from './cursor.ts';
import { historySql } from './history.ts';
import { compareStreamIds, isStreamId } from './live.ts';
import { counters, curve } from './overview.ts';
import { replyOf, type Sections } from './summary.ts';
import { issuesOf, stepsOf, TRAIL_SQL } from './trail.ts';

const position: Position = { source: 'views', score: 1_790_000_000_000, id: 'e1' };

describe('cursors', () => {
  it('come back as they were, for the query that they were made for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('views', 'history'),
        fc.nat(2 ** 45),
        fc.string({ maxLength: 40 }),
        (source, score, id) => {
          const cursor = writeCursor({ source, score, id }, { state: 'held' });
          expect(readCursor(cursor, { state: 'held' })).toEqual({ source, score, id });
        },
      ),
    );
  });

  it('of another query are refused, and so is everything that is none', () => {
    expect(() => readCursor(writeCursor(position, { state: 'held' }), { state: 'posted' })).toThrow(
      InvalidCursor,
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(() => readCursor(text, {})).toThrow(InvalidCursor);
      }),
    );
    expect(readCursor(undefined, {})).toBeNull();
  });
});

describe('SQL of the history', () => {
  it('binds every word from outside, and is bounded', () => {
    const evil = "x' OR 1=1 --";
    const sql = historySql('signalpost', {
      q: evil,
      kind: evil,
      ids: [evil],
      before: { created: 1, id: evil },
    });
    expect(sql).not.toContain(evil);
    expect(sql).toContain('tenant_id = {tenant:String}');
    expect(sql).toContain('workspace_id = {workspace:String}');
    expect(sql).toContain('LIMIT {limit:UInt32}');
  });

  it('asks only for what is filtered', () => {
    expect(historySql('db', {})).not.toContain('position');
    expect(historySql('db', { from: 5 })).toContain('created_at >= fromUnixTimestamp64Milli({from:Int64}');
    expect(TRAIL_SQL('db')).toContain(
      'tenant_id = {tenant:String} AND workspace_id = {workspace:String} AND correlation_id',
    );
  });
});

describe('the why-trail', () => {
  const row = (id: string, at: number, cause: string) => ({
    at,
    hop: id,
    title: id,
    event_type: id,
    event_id: id,
    causation_id: cause,
    actor: '',
    detail: '{}',
  });

  it('shows a cause before its effect also within one millisecond', () => {
    const steps = stepsOf([row('c', 5, 'b'), row('b', 5, 'a'), row('a', 5, ''), row('d', 4, '')]);
    expect(steps.map((step) => step.hop)).toEqual(['d', 'a', 'b', 'c']);
    expect(steps.map((step) => step.latencyMs)).toEqual([0, 1, 1, 1]);
  });

  it('ends also when causes go in a circle', () => {
    expect(stepsOf([row('a', 1, 'b'), row('b', 1, 'a')])).toHaveLength(2);
  });
});

describe('the overview', () => {
  it('shows every minute, also those in which nothing happened', () => {
    const line = curve([{ at: 60_000, received: 3, posted: 1 }], 0);
    expect(line).toHaveLength(60);
    expect(line[1]).toEqual({ minute: '1970-01-01T00:01:00.000Z', received: 3, posted: 1 });
    expect(line[2]).toMatchObject({ received: 0, posted: 0 });
  });

  it('adds labels up', () => {
    const sums = [
      { metric: 'received', label: 'x', total: 2, last_hour: 1 },
      { metric: 'received', label: 'mastodon', total: 3, last_hour: 0 },
      { metric: 'reply', label: 'ReplyHeld', total: 4, last_hour: 4 },
    ];
    expect(counters(sums, 'total')).toMatchObject({ received: 5, held: 4, posted: 0 });
    expect(counters(sums, 'last_hour')).toMatchObject({ received: 1, held: 4 });
  });
});

describe('what the safety check found', () => {
  const issue = { layer: 'links', rule: 'foreign_host', message: 'a link', start: 4, end: 9 };
  const sections = (draftVersion: number): Sections =>
    ({
      drafted: { draftId: 'd1', draftVersion: 1, draft: { text: 'see x.yz', tone: 'helpful' } },
      verdict: { draftVersion, verdict: { issues: Array.from({ length: 30 }, () => issue), reasons: [] } },
    }) as unknown as Sections;

  it('comes with the reply, bounded, and only of the text that it is about', () => {
    expect(replyOf(sections(1))?.issues).toHaveLength(20);
    expect(replyOf(sections(1))?.issues[0]).toEqual(issue);
    // Somebody edited the text: places of the former one would mark the wrong words.
    expect(
      replyOf({ ...sections(1), edited: { draftId: 'd1', draftVersion: 2, draft: {} } as never })?.issues,
    ).toEqual([]);
  });

  it('of a reply that only the history has is read from the trail: the newest check of its version', () => {
    const checked = (draftVersion: number, rule: string) =>
      ({ hop: 'checked', detail: { draftVersion, issues: [{ ...issue, rule }] } }) as never;
    const trail = [checked(1, 'old'), checked(1, 'new'), checked(2, 'other')];
    expect(issuesOf(trail, 1)).toEqual([{ ...issue, rule: 'new' }]);
    expect(issuesOf(trail, 3)).toEqual([]);
  });
});

describe('an account', () => {
  const facts = {
    connected: null,
    settings: null,
    rate: null,
    lastWait: null,
    waiting: 0,
    posted: 0,
    now: 1_000,
    windowSecondsOf: () => 900,
  };

  it('shows no limit before the network named one, and an old window as unused', () => {
    expect(accountView('x:1', facts).limit).toBeNull();
    const rate = { limit: 100, remaining: 40, resetAt: 2_000 };
    expect(accountView('x:1', { ...facts, rate }).limit).toMatchObject({
      used: 60,
      limit: 100,
      windowSeconds: 900,
    });
    expect(accountView('x:1', { ...facts, rate, now: 3_000 }).limit).toMatchObject({ used: 0, limit: 100 });
  });

  it('says when it is free again only while something waits', () => {
    const rate = { limit: 1, remaining: 0, resetAt: 2_000 };
    const lastWait = { until: 1_500, code: 'rate_limit', message: 'used' };
    expect(accountView('x:1', { ...facts, rate, lastWait }).limit?.nextFreeAt).toBeNull();
    expect(accountView('x:1', { ...facts, rate, lastWait, waiting: 2 })).toMatchObject({
      waiting: 2,
      waitingReason: 'used',
      limit: { nextFreeAt: '1970-01-01T00:00:01.500Z' },
    });
  });
});

describe('the status of a command', () => {
  const asked = JSON.stringify({ type: 'ApproveReply', at: 1 });
  const answer = JSON.stringify({
    commandId: 'c1',
    status: 'rejected',
    code: 'too_late',
    message: 'm',
    answerVersion: null,
    details: null,
  });

  it('is pending between the command and its answer, and unknown before', () => {
    expect(statusOf('c1', {})).toBeNull();
    expect(statusOf('c1', { 's:asked': asked })).toMatchObject({ commandId: 'c1', status: 'pending' });
    expect(statusOf('c1', { 's:asked': asked, 's:answer': answer })).toMatchObject({
      status: 'rejected',
      code: 'too_late',
    });
    expect(statusOf('c1', { 's:answer': answer })).toMatchObject({ status: 'rejected' });
  });
});

describe('ids of the live stream', () => {
  it('are ordered by number, not as text', () => {
    expect(compareStreamIds('9-0', '10-0')).toBeLessThan(0);
    expect(compareStreamIds('10-2', '10-10')).toBeLessThan(0);
    expect(compareStreamIds('10-2', '10-2')).toBe(0);
  });

  it('a client cannot put anything else into a command', () => {
    for (const text of ['', '$', '1', '1-', '-1-1', '1-1 COUNT 5', '(1-1'])
      expect(isStreamId(text)).toBe(false);
    expect(isStreamId('1790000000000-0')).toBe(true);
  });
});
