import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReads, createStores } from '../../projections/read/reads.ts';
import { READERS } from '../../topics/readers.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { eventually, startHarness, type Harness } from './harness.ts';
import { expectedRows, lifeOf } from './story.ts';

const SCOPE = { tenantId: 'demo', workspaceId: 'acme' };
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness?.close());

describe('given the lives of 200 engagements in the log', () => {
  it('when the projections run, every table, view and list shows them', async () => {
    const at = Date.now();
    const lives = Array.from({ length: 200 }, (_, n) => lifeOf(n, at - n));
    await harness.write(lives.flat());
    const projections = harness.project([]);
    const wanted = expectedRows(lives);
    for (const [table, rows] of Object.entries(wanted)) {
      await eventually(
        () => harness.count(`SELECT count() FROM ${harness.db}.${table}`),
        (n) => n === rows,
      );
    }
    expect(
      await harness.count(
        `SELECT count() FROM ${harness.db}.v_engagements WHERE length(hashtags) = 1 AND entity_counts['hashtag'] = 1`,
      ),
    ).toBe(200);
    const stores = createStores({
      redis: harness.redis,
      client: harness.client,
      db: harness.db,
      now: Date.now,
    });
    const reads = createReads(stores, (ms) => new Promise((resolve) => setTimeout(resolve, ms)));
    await eventually(
      async () => (await reads.listEngagements(SCOPE, { limit: 200, state: 'posted' })).items.length,
      (n) => n === 50,
    );
    const held = await reads.reviewQueue(SCOPE, { limit: 10 });
    expect(held.items.every((item) => item.state === 'held')).toBe(true);
    expect(held.nextCursor).not.toBeNull();
    expect(held.items[0]?.urgency).toBe('high');
    const detail = await reads.engagement(SCOPE, engagementIdOf('mastodon:2001', '5000000'));
    expect(detail?.state).toBe('posted');
    expect(detail?.trail.map((step) => step.hop)).toEqual([
      'webhook',
      'received',
      'classified',
      'analyzed',
      'drafted',
      'checked',
      'approved',
      'requested',
      'granted',
      'started',
      'published',
      'outcome',
      'completed',
    ]);
    // Lag is measured every two seconds; no processor runs here, so all of its input waits for it.
    const overview = await eventually(
      () => reads.overview(SCOPE),
      ({ problems, lag }) =>
        problems.length === 0 && lag.every(({ kind, records }) => kind === 'processor' || records === 0),
    );
    const lag = Object.fromEntries(overview.lag.map((row) => [row.processor, row]));
    expect(Object.keys(lag)).toEqual([...Object.keys(READERS), 'archive', 'tables', 'views']);
    expect(lag['classify']).toMatchObject({ kind: 'processor', records: 200 });
    expect(lag['views']).toMatchObject({ kind: 'read_model', records: 0, behindMs: 0 });
    expect(overview.counters).toMatchObject({
      received: 200,
      analyzed: 200,
      posted: 50,
      held: 50,
      declined: 50,
    });
    expect(overview.throughput).toHaveLength(60);
    expect(overview.accounts.map((account) => account.accountId)).toEqual(['mastodon:2001', 'x:1001']);
    const search = await reads.listEngagements(SCOPE, { limit: 5, q: 'refund' });
    expect(search.items).toHaveLength(5);
    const more = await reads.listEngagements(SCOPE, {
      limit: 5,
      q: 'refund',
      cursor: search.nextCursor as string,
    });
    expect(more.items.map((item) => item.id)).not.toEqual(search.items.map((item) => item.id));
    await projections.kill('SIGTERM');
    expect(projections.process.exitCode).toBe(0);
  });
});
