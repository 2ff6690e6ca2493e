/** The main job on real parts: people write, replies are drafted, checked, posted or held; all of it can be seen. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyModel } from '../../models/transformer/testing.ts';
import type { EngagementSummary } from '../../projections/read/types.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

let installation: Installation;
let model: string;
beforeAll(async () => {
  model = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
  await writeTinyModel(model);
  installation = await startInstallation({ SIGNALPOST_TRANSFORMER_DIR: model });
}, 180_000);
afterAll(async () => {
  await installation?.stop();
  await rm(model, { recursive: true });
});

const versionsOf = (item: EngagementSummary) => ({
  draftId: item.reply?.draftId,
  draftVersion: item.reply?.draftVersion,
  conversationVersion: item.conversationVersion,
});
const heldOn = async (network: string): Promise<EngagementSummary> => {
  const items = await installation.engagements(`state=held&network=${network}&limit=50`);
  const item = items.find(({ reply }) => reply && !reply.flagged);
  if (!item) throw new Error(`nothing of ${network} is held`);
  return item;
};
const stateOf = async (id: string): Promise<string> => (await installation.engagement(id)).state;

describe('the main job', () => {
  it('every accepted message goes all the way, and everything adds up', async () => {
    const report = await installation.load({ count: 80, rate: 40 });
    expect(report.answered2xx).toBe(80);
    const audit = await installation.audit(90_000);
    expect(red(audit)).toEqual([]);
    const received = audit.hops.filter(({ hop }) => hop === 'classify').reduce((sum, row) => sum + row.in, 0);
    expect(received).toBe(80);
  });

  it('some replies are posted at the network, some wait for a person, some are declined', async () => {
    const { counters } = await eventually('80 engagements in the overview', 20_000, async () => {
      const overview = await installation.overview();
      return overview.counters.received === 80 && overview;
    });
    expect(counters.posted).toBeGreaterThan(0);
    expect(counters.held).toBeGreaterThan(0);
    expect(counters.declined).toBeGreaterThan(0);
    const posts = await installation.control<{ networks: Record<string, { posts: number }> }>(
      'GET',
      '/state?tail=0',
    );
    const atNetworks = Object.values(posts.networks).reduce((sum, network) => sum + network.posts, 0);
    expect(atNetworks).toBe(counters.posted);
  });

  it('one query explains a reply from the webhook to the network’s id', async () => {
    const posted = await installation.engagements('state=posted&network=x&limit=1');
    const detail = await eventually('a whole trail', 20_000, async () => {
      const found = await installation.engagement(posted[0]?.id ?? '');
      return found.trail.some(({ eventType }) => eventType === 'ReplyCompleted') && found;
    });
    const types = detail.trail.map(({ eventType }) => eventType);
    for (const type of [
      'EngagementReceived',
      'EngagementClassified',
      'EngagementAnalyzed',
      'ReplyDrafted',
      'SafetyChecked',
      'ReplyApproved',
      'RequestAction',
      'ActionGranted',
      'AttemptStarted',
      'AttemptPublished',
      'ReplyCompleted',
    ]) {
      expect(types).toContain(type);
    }
    expect(detail.reply?.networkPostId).toBeTruthy();
    expect(detail.verdict?.scores).toBeDefined();
  });

  it('the transformer tier looks again at what is urgent, unclear or widely seen, and people see what it said', async () => {
    const looks = await installation.events('EngagementRefined');
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.length).toBeLessThan(80);
    const { engagementId, sentiment } = looks[0]!.data;
    expect(sentiment.modelVersion).toMatch(/^tiny-1\+/);
    const detail = await eventually('the second look in the trail', 20_000, async () => {
      const found = await installation.engagement(engagementId);
      return found.trail.some(({ eventType }) => eventType === 'EngagementRefined') && found;
    });
    expect(detail.sentimentDetail).toEqual(sentiment);
    expect(detail.sentiment).toEqual({ label: sentiment.label, score: sentiment.score });
  });

  it('a person approves a held reply and it is posted; the same key approves it once', async () => {
    const item = await heldOn('x');
    const key = `approve-${item.id}`;
    const first = await installation.api(
      'POST',
      `/api/v1/engagements/${item.id}/reply/approve`,
      versionsOf(item),
      key,
    );
    expect(first).toMatchObject({ status: 200, body: { status: 'accepted' } });
    const again = await installation.api(
      'POST',
      `/api/v1/engagements/${item.id}/reply/approve`,
      versionsOf(item),
      key,
    );
    expect(again).toEqual(first);
    await eventually('posted', 30_000, async () => (await stateOf(item.id)) === 'posted');
    const other = await installation.api(
      'POST',
      `/api/v1/engagements/${item.id}/reply/approve`,
      versionsOf(item),
    );
    expect(other.status).toBe(409);
  });

  it('an edited text is checked again before it can go out', async () => {
    const item = await heldOn('mastodon');
    const text = 'Thank you for telling us. We are looking into it today.';
    const edited = await installation.api('POST', `/api/v1/engagements/${item.id}/reply/edit`, {
      ...versionsOf(item),
      text,
    });
    expect(edited.status).toBe(200);
    const checked = await eventually('held again with the new text', 30_000, async () => {
      const detail = await installation.engagement(item.id);
      return (
        detail.state === 'held' && detail.reply?.text === text && detail.reply.draftVersion > 1 && detail
      );
    });
    expect(
      (await installation.api('POST', `/api/v1/engagements/${item.id}/reply/approve`, versionsOf(checked)))
        .status,
    ).toBe(200);
    await eventually('posted', 30_000, async () => (await stateOf(item.id)) === 'posted');
  });

  it('a text that is declared a paid partnership goes out only when it says so', async () => {
    const item = await heldOn('x');
    const edit = async (version: number, seen: EngagementSummary, text: string) => {
      const body = { ...versionsOf(seen), text, disclosures: ['paid_partnership'] };
      const answer = await installation.api('POST', `/api/v1/engagements/${item.id}/reply/edit`, body);
      expect(answer.status).toBe(200);
      return eventually('held again with the new text', 30_000, async () => {
        const detail = await installation.engagement(item.id);
        return detail.state === 'held' && detail.reply?.draftVersion === version && detail;
      });
    };
    const silent = await edit(2, item, 'Our new blend is out, come and taste it.');
    expect(silent.reply).toMatchObject({ flagged: true });
    expect(silent.verdict?.issues.map(({ rule }) => rule)).toContain('x_paid');
    const approve = `/api/v1/engagements/${item.id}/reply/approve`;
    expect(await installation.api('POST', approve, versionsOf(silent))).toMatchObject({
      status: 409,
      body: { code: 'flagged_edit_first' },
    });
    const told = await edit(3, silent, 'Paid partnership: our new blend is out, come and taste it.');
    expect(told.draft?.disclosures).toEqual(['paid_partnership']);
    expect((await installation.api('POST', approve, versionsOf(told))).status).toBe(200);
    await eventually('posted', 30_000, async () => (await stateOf(item.id)) === 'posted');
  });

  it('a rejected reply is never posted', async () => {
    const item = await heldOn('x');
    const answer = await installation.api('POST', `/api/v1/engagements/${item.id}/reply/reject`, {
      ...versionsOf(item),
      reason: 'we call them',
    });
    expect(answer.status).toBe(200);
    await eventually('rejected', 20_000, async () => (await stateOf(item.id)) === 'rejected');
  });

  it('a person corrects a label: it is shown as theirs, and the reply stays as it is', async () => {
    const [item] = await installation.engagements('state=posted&limit=1');
    const id = item?.id ?? '';
    const before = await installation.engagement(id);
    const previousLabel = before.sentiment?.label ?? '';
    const label = previousLabel === 'negative' ? 'positive' : 'negative';
    const body = { head: 'sentiment', label, previousLabel };
    const route = `/api/v1/engagements/${id}/labels`;
    const first = await installation.api('POST', route, body, `label-${id}`);
    expect(first).toMatchObject({ status: 200, body: { status: 'accepted', version: 1 } });
    expect(await installation.api('POST', route, body, `label-${id}`)).toEqual(first);
    const after = await installation.engagement(id);
    expect(after.sentiment?.label).toBe(label);
    expect(after.labels.find(({ head }) => head === 'sentiment')).toMatchObject({
      label,
      modelLabel: previousLabel,
    });
    expect([after.state, after.reply]).toEqual([before.state, before.reply]);
    const late = await installation.api<{ code: string }>('POST', route, { ...body, label: 'neutral' });
    expect(late).toMatchObject({ status: 409, body: { code: 'label_changed' } });
  });

  it('versions that are out of date are refused with 409', async () => {
    const item = await heldOn('x');
    const answer = await installation.api<{ code: string }>(
      'POST',
      `/api/v1/engagements/${item.id}/reply/approve`,
      { ...versionsOf(item), draftVersion: 99 },
    );
    expect(answer).toMatchObject({ status: 409, body: { code: 'draft_changed' } });
  });

  it('the kill switch stops posting, and resuming lets go what waited', async () => {
    expect(
      (await installation.api('POST', '/api/v1/workspace/pause', { reason: 'a test of the kill switch' }))
        .status,
    ).toBe(200);
    const item = await heldOn('x');
    await installation.api('POST', `/api/v1/engagements/${item.id}/reply/approve`, versionsOf(item));
    await eventually('waiting', 20_000, async () => (await stateOf(item.id)) === 'waiting');
    expect((await installation.api('POST', '/api/v1/workspace/resume', {})).status).toBe(200);
    await eventually('posted', 30_000, async () => (await stateOf(item.id)) === 'posted');
  });

  it('after all that, everything still adds up', async () => {
    expect(red(await installation.audit(60_000))).toEqual([]);
  });
});
