import { describe, expect, it } from 'vitest';
import { baselineModels } from './baseline.ts';
import { contentHash } from './content-hash.ts';
import type { SafetyContext, Verdict } from './ports.ts';
import { classificationRecord, draftRecord, holdCodes, sentimentRecord, verdictRecord } from './records.ts';
import { DEFAULT_POLICY } from './safety/policy.ts';

const context: SafetyContext = {
  account: 'x:1001',
  target: '1',
  media: [],
  language: 'en',
  inboundText: null,
};
const judge = (text: string): Promise<Verdict> =>
  baselineModels.safety.check({ text, context, workspacePolicy: DEFAULT_POLICY, network: 'x' });

describe('records of answers', () => {
  it('factors carry their place, or null where they have none', () => {
    const text = 'your shop is offline!!!';
    const record = classificationRecord(
      baselineModels.classifier.classify({
        text,
        network: 'x',
        engagementKind: 'mention',
        mentionsBrand: true,
        authorFollowers: 90_000,
      }),
    );
    const place = new Map(record.urgencyFactors.map(({ factor, start, end }) => [factor, [start, end]]));
    expect(place.get('outage')).toEqual([13, 20]);
    expect(place.get('wide_reach')).toEqual([null, null]);
  });

  it('a sentiment keeps its probabilities and leaves the evidence behind', () => {
    const record = sentimentRecord(baselineModels.sentiment.read('great', 'en'));
    expect(record).toMatchObject({ label: 'positive', modelVersion: expect.stringMatching(/^light-/) });
    expect(record).not.toHaveProperty('evidence');
  });

  it('a score that could not be computed is absent, and the hold says why', async () => {
    const verdict = await judge('Mail jane@mail.example.com');
    const record = verdictRecord(verdict);
    expect(record.scores).toEqual({
      toxicity: expect.closeTo(0.15, 0),
      hate: expect.closeTo(0.1, 0),
      explicit: 0,
    });
    expect(record.reasons).toEqual(holdCodes(verdict));
    expect(new Set(record.reasons)).toEqual(new Set(['rule_broken', 'brand_unscored', 'pii:email']));
    expect(record.issues[0]).toMatchObject({ start: 5, end: 26 });
  });

  it('the same judgement has the same id, another text or policy another', async () => {
    const [a, again, b] = [await judge('Hello'), await judge('Hello'), await judge('Hello!')];
    expect(verdictRecord(a).verdictId).toBe(verdictRecord(again).verdictId);
    expect(verdictRecord(a).verdictId).not.toBe(verdictRecord(b).verdictId);
    expect(verdictRecord({ ...a, policyVersion: '2' }).verdictId).not.toBe(verdictRecord(a).verdictId);
  });

  it('a draft is tied to the hash of exactly its content', async () => {
    const draft = await baselineModels.drafts.draft({
      engagementId: 'e',
      attempt: 0,
      network: 'x',
      language: 'en',
      kind: 'praise',
      spam: false,
      urgency: 'low',
      sentiment: 'positive',
      limit: 280,
      countLength: (text) => text.length,
      trusted: { brandName: 'Acme' },
      untrusted: { text: 'lovely', authorName: null },
    });
    if (draft.outcome === 'declined') throw new Error('praise is answered');
    const hash = contentHash({ ...context, text: draft.text });
    expect(draftRecord(draft, hash)).toEqual({
      text: draft.text,
      tone: 'appreciative',
      templateId: draft.templateId,
      contentHash: hash,
      modelVersion: 'baseline-templates-1',
      disclosures: [],
    });
  });
});
