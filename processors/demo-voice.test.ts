import { describe, expect, it } from 'vitest';
import { baselineModels } from '../models/baseline.ts';
import { approvedAnswers } from '../models/drafting/approved.ts';
import type { DraftRequest } from '../models/ports.ts';
import { BrandVoice, LEAST_EXAMPLES } from '../models/safety/brand/voice.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import { DEMO_VOICE } from './demo-voice.ts';
import { demoProfiles } from './profiles.ts';

const policy = demoProfiles('demo', 'acme')!.safety;
const judge = (text: string, workspacePolicy = policy) =>
  baselineModels.safety.check({
    text,
    context: { account: 'x:1001', target: '1', media: [], language: 'und', inboundText: null },
    workspacePolicy,
    network: 'x',
  });

const request: DraftRequest = {
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
  trusted: { brandName: 'Acme Coffee' },
  untrusted: { text: '', authorName: null },
};

describe('the demonstration’s voice', () => {
  it('has examples of its own, not only templates, and all of them are different', () => {
    const { approved } = DEMO_VOICE;
    expect(new Set(approved).size).toBe(approved.length);
    expect(approved.length - approvedAnswers('Acme Coffee').length).toBeGreaterThanOrEqual(LEAST_EXAMPLES);
    expect(BrandVoice.of(DEMO_VOICE)).not.toBeNull();
  });

  it('nearly every draft of the baseline has a brand score that lets it out', async () => {
    const kinds = [
      { kind: 'praise', sentiment: 'positive' },
      { kind: 'question', sentiment: 'neutral' },
      { kind: 'complaint', sentiment: 'negative' },
    ] as const;
    const scores: number[] = [];
    for (const labels of kinds) {
      for (const language of ['en', 'de', 'es', 'ja']) {
        for (const authorName of [null, 'Maria', 'Rowan Pike', 'Lucie Verneuil', '田中']) {
          for (let n = 0; n < 4; n += 1) {
            const untrusted = { text: '', authorName };
            const ids = { engagementId: `${language}-${n}`, language };
            const answer = await baselineModels.drafts.draft({ ...request, ...labels, ...ids, untrusted });
            if (answer.outcome !== 'drafted') throw new Error('nothing was drafted');
            const { scores: of } = await judge(answer.text);
            scores.push(of.brand ?? 0);
          }
        }
      }
    }
    expect(scores.filter((score) => score >= 0.8).length / scores.length).toBeGreaterThan(0.95);
    expect(scores.filter((score) => score < 0.7)).toEqual([]);
  });

  it.each([
    'Buy now, everything must go, huge discount',
    'No refunds. Read the terms.',
    'yo thats sick bro lmao',
  ])('what the brand would not say is flagged: "%s"', async (text) =>
    expect((await judge(text)).reasons).toContain('brand_under_threshold'),
  );

  it('a workspace without a voice waits, unless a policy of its own accepts that', async () => {
    const text = 'Thank you so much, this made our day!';
    expect((await judge(text, DEFAULT_POLICY)).reasons).toEqual(['brand_unscored']);
    expect((await judge(text, { ...DEFAULT_POLICY, acceptUnscoredBrand: true })).decision).toBe('pass');
  });
});
