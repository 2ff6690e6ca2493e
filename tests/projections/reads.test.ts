import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labelledExamples, type LabelledExample } from '../../projections/read/labelled.ts';
import { modelDrift } from '../../projections/read/drift.ts';
import type { CardHead, ModelCard } from '../../projections/read/model-cards.ts';
import { createReads, createStores } from '../../projections/read/reads.ts';
import { READERS } from '../../topics/readers.ts';
import { isInLabelSample, SAMPLE_SALT } from '../../topics/label-sample.ts';
import { engagementIdOf } from '../../topics/ids.ts';
import { eventually, startHarness, type Harness } from './harness.ts';
import { expectedRows, lifeOf } from './story.ts';

/** Ten bins with everything in one of them. */
const allIn = (bin: number): number[] => Array.from({ length: 10 }, (_, n) => (n === bin ? 1_000 : 0));
const cardHead = (name: string, kind: string, classes: string[], facts: Partial<CardHead>): CardHead => ({
  name,
  kind,
  classes,
  reviewOnly: false,
  thresholds: [],
  data: [],
  scores: [],
  untouched: [],
  groups: [],
  reliability: [],
  ...facts,
});
const VERSIONS = { sentiment: 'tone-1', tone: 'tone-1' };
/** A card whose model is the one of the story: see its tone. */
const CARD: ModelCard = {
  name: 'story',
  modelVersion: 'tone-1',
  date: '2026-11-24',
  intendedUse: 'Tests.',
  heads: [
    cardHead('irony', 'binary', ['no', 'yes'], { distribution: { yes: allIn(1) } }),
    cardHead('toxic', 'binary', ['no', 'yes'], { distribution: { yes: allIn(8) } }),
    cardHead('emotion', 'softmax', ['anger', 'joy'], {
      reliability: allIn(7).map((count) => ({ count, confidence: 0.75, accuracy: 0.75 })),
    }),
    cardHead('sentiment', 'softmax', ['negative'], { distribution: { negative: allIn(5) } }),
  ],
};
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
    const [found] = held.items[0]?.reply?.issues ?? [];
    expect(held.items[0]?.reply?.text.slice(found?.start ?? 0, found?.end ?? 0)).toBe('you');
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
    // Message 21 was corrected; message 1 was too, and taken back; both are held.
    const corrected = await reads.engagement(SCOPE, engagementIdOf('mastodon:2001', '5000021'));
    expect(corrected?.urgency).toBe('high');
    expect(corrected?.labels.find(({ head }) => head === 'urgency')).toMatchObject({
      label: 'high',
      modelLabel: 'low',
      correctedBy: 'processor:story',
    });
    const takenBack = await reads.engagement(SCOPE, engagementIdOf('x:1001', '5000001'));
    expect(takenBack?.trail.filter(({ hop }) => hop === 'corrected')).toHaveLength(2);
    expect(takenBack).toMatchObject({ urgency: 'normal' });
    const urgencies = `SELECT count() FROM ${harness.db}.v_engagements WHERE urgency != model_urgency`;
    const corrections = lives
      .flat()
      .flatMap(({ event }) =>
        event.type === 'LabelCorrected' && event.data.head === 'urgency' ? [event.data] : [],
      );
    const given = corrections.filter(({ label }) => label === 'high');
    const back = corrections.filter(({ label }) => label !== 'high');
    expect(back.length).toBeGreaterThan(0);
    expect(await harness.count(urgencies)).toBe(given.length - back.length);
    const examples: LabelledExample[] = [];
    for await (const page of labelledExamples(harness.client, harness.db, SCOPE, 'urgency'))
      examples.push(...page);
    // What chance has picked is for comparison, not for training.
    const trainable = (all: typeof given) =>
      all.filter(({ engagementId }) => !isInLabelSample(engagementId)).length;
    expect(trainable(given)).toBeLessThan(given.length);
    expect(examples).toHaveLength(trainable(given) - trainable(back));
    const ids = lives
      .flat()
      .flatMap(({ event }) =>
        event.type === 'EngagementReceived' ? [event.data.engagement.engagementId] : [],
      );
    const picked = ids
      .filter(isInLabelSample)
      .toSorted((a, b) => crc32(`${SAMPLE_SALT}${a}`) - crc32(`${SAMPLE_SALT}${b}`));
    const sample = await reads.labelSample(SCOPE, 'urgency', 3);
    expect(sample).toMatchObject({ waiting: picked.length, labelled: 0 });
    expect(sample.items.map(({ engagementId }) => engagementId)).toEqual(picked.slice(0, 3));
    expect(sample.items[0]?.text).toBe((await reads.engagement(SCOPE, picked[0] ?? ''))?.text);
    expect(Date.parse(sample.items[0]?.createdAt ?? '')).toBeGreaterThan(Date.now() - 86_400_000);
    expect(await reads.labelSample({ ...SCOPE, tenantId: 'rival' }, 'urgency', 3)).toEqual({
      items: [],
      waiting: 0,
      labelled: 0,
    });
    expect(examples.every(({ text, label }) => text.length > 3 && label === 'high')).toBe(true);
    // Message 5 and every eighth after it: a person said that it is angry and toxic.
    const people = 25;
    const trainablePeople = lives
      .flat()
      .filter(
        ({ event }) =>
          event.type === 'LabelCorrected' &&
          event.data.head === 'emotion' &&
          !isInLabelSample(event.data.engagementId),
      ).length;
    const toneOf = `SELECT count() FROM ${harness.db}.v_engagements WHERE`;
    for (const [condition, wants] of [
      [`emotion = 'anger' AND model_emotion = 'joy'`, people],
      [`toxic_label = 'yes' AND model_toxic_label = 'no'`, people],
      [`irony_label = 'no' AND offensive_label = 'yes' AND hate_label IS NULL`, 200],
    ] as const)
      expect([condition, await harness.count(`${toneOf} ${condition}`)]).toEqual([condition, wants]);
    const angry = (await reads.engagement(SCOPE, engagementIdOf('x:1001', '5000005')))?.labels;
    expect(angry?.find(({ head }) => head === 'emotion')).toMatchObject({
      label: 'anger',
      modelLabel: 'joy',
      modelVersion: 'tone-1',
      correctedBy: 'processor:story',
    });
    for await (const page of labelledExamples(harness.client, harness.db, SCOPE, 'emotion'))
      expect(page.map(({ label }) => label)).toEqual(Array.from({ length: trainablePeople }, () => 'anger'));
    // Message 6 was looked at again: people see what the second look said, and what it was before.
    const refinedId = engagementIdOf('mastodon:2001', '5000006');
    const refined = await reads.engagement(SCOPE, refinedId);
    expect(refined).toMatchObject({
      sentiment: { label: 'neutral', score: 0.25 },
      sentimentDetail: { confidence: 0.9, modelVersion: 'tiny-1' },
    });
    expect(refined?.labels[0]).toMatchObject({
      head: 'sentiment',
      modelVersion: 'tiny-1',
      correctedBy: null,
    });
    expect(refined?.trail.map(({ hop }) => hop)).toContain('refined');
    expect(refined?.trail.find(({ hop }) => hop === 'refined')?.title).toBe(
      'Looked at again: sentiment neutral (+0.25), not negative',
    );
    const looks = lives.flat().filter(({ event }) => event.type === 'EngagementRefined').length;
    expect(looks).toBe(25);
    const changed = `SELECT count() FROM ${harness.db}.v_engagements
      WHERE sentiment != light_sentiment AND refined_at IS NOT NULL AND sentiment_version = 'tiny-1'`;
    expect(await harness.count(changed)).toBe(looks);
    const untouched = `SELECT count() FROM ${harness.db}.v_engagements
      WHERE sentiment = light_sentiment AND refined_at IS NULL AND sentiment_version = 'lexicon-1'`;
    expect(await harness.count(untouched)).toBe(200 - looks);
    const neutral = `SELECT count() FROM ${harness.db}.v_engagements WHERE sentiment = 'neutral'`;
    const listed = await reads.listEngagements(SCOPE, { limit: 200, sentiment: 'neutral' });
    expect(listed.items).toHaveLength(await harness.count(neutral));
    expect(listed.items.map(({ id }) => id)).toContain(refinedId);
    const { buckets } = await reads.mood(SCOPE, '24h');
    expect(buckets).toHaveLength(24);
    expect(buckets.reduce((sum, one) => sum + one.negative + one.neutral + one.positive, 0)).toBe(200);
    expect(buckets.reduce((sum, { emotions }) => sum + emotions.anger, 0)).toBe(people);
    expect(buckets.reduce((sum, { emotions }) => sum + emotions.joy, 0)).toBe(200 - people);
    const scores = await reads.modelDrift(SCOPE, CARD, VERSIONS);
    const drift = Object.fromEntries(scores.heads.map((one) => [one.head, one]));
    expect(drift['irony']).toMatchObject({ messages: 200, basis: 'distribution', alert: false });
    expect(drift['irony']?.psi).toBeCloseTo(0, 6);
    expect(drift['toxic']).toMatchObject({ messages: 200, alert: true }); // the card knows other scores
    expect(drift['emotion']).toMatchObject({ messages: 200, basis: 'reliability', alert: false });
    // What another model answered, or what belongs to others, does not count.
    expect(drift['sentiment']).toMatchObject({ messages: 0, missing: 'too_few' });
    // As if the workspace had weights of its own for the mood alone.
    const mixed = await reads.modelDrift(SCOPE, CARD, { ...VERSIONS, sentiment: 'lexicon-1' });
    expect(mixed.heads.find(({ head }) => head === 'sentiment')?.messages).toBe(200);
    const others = await reads.modelDrift({ ...SCOPE, workspaceId: 'other' }, CARD, VERSIONS);
    expect(others.heads.map(({ messages }) => messages)).toEqual([0, 0, 0, 0]);
    const installation = await modelDrift(harness.client, harness.db, null, CARD, VERSIONS, Date.now());
    expect(installation.heads).toEqual(scores.heads);
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
