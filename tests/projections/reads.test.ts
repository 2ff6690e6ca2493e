import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReads, createStores } from '../../projections/read/reads.ts';
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
    const overview = await reads.overview(SCOPE);
    expect(overview.problems).toEqual([]);
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
