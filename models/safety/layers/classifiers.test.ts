import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../text/fold.ts';
import { skeleton } from '../../text/skeleton.ts';
import { bayesModel, defaultBayes } from '../bayes/model.ts';
import { createSafetyGate } from '../gate.ts';
import { realDeadline } from '../ask-layer.ts';
import type { SafetyLayer } from '../layer.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { TextScorer, TextScores } from '../scorer.ts';
import { bayesScorer, classifiersLayer, lightScorer } from './classifiers.ts';

const saying = (scores: TextScores | null): TextScorer => ({
  name: 'fake',
  version: '1',
  scores: () => scores,
});
const explicit: SafetyLayer = {
  name: 'explicit',
  version: '1',
  check: () => ({ scores: { explicit: 0 }, issues: [] }),
};

function judge(first: TextScores | null, second: TextScores | null) {
  return createSafetyGate({
    layers: [classifiersLayer(saying(first), saying(second)), explicit],
    layerDeadlineMs: 1_000,
    startDeadline: realDeadline,
  }).check({
    text: 'hello',
    context: { account: 'x:1', target: '1', media: [], language: 'en', inboundText: null },
    workspacePolicy: { ...DEFAULT_POLICY, acceptUnscoredBrand: true },
    network: 'x',
  });
}

const read = (text: string) => ({ text, skeleton: skeleton(fold(text)), languages: ['en'] });

describe('two classifiers', () => {
  it('agree: their mean counts', async () => {
    expect(await judge({ toxicity: 0.9, hate: 0 }, { toxicity: 0.8, hate: 0 })).toMatchObject({
      flagged: true,
    });
    expect(await judge({ toxicity: 0.1, hate: 0 }, { toxicity: 0.3, hate: 0.1 })).toMatchObject({
      decision: 'pass',
      scores: { toxicity: 0.2, hate: 0.05 },
    });
  });

  it('disagree: a person decides, and can', async () => {
    const verdict = await judge({ toxicity: 0.95, hate: 0 }, { toxicity: 0.1, hate: 0 });
    expect(verdict).toMatchObject({ decision: 'hold', flagged: false, reasons: ['disagreement'] });
    expect(verdict.issues.map(({ rule }) => rule)).toEqual(['disagree_toxicity']);
  });

  it('neither says anything: unscored', async () => {
    expect((await judge(null, null)).reasons).toContain('unscored');
  });

  it('never pass when either is over a threshold', async () => {
    const score = fc.record({
      toxicity: fc.double({ min: 0, max: 1, noNaN: true }),
      hate: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(score, score, async (one, other) => {
        const verdict = await judge(one, other);
        const over = [one, other].some(({ toxicity, hate }) => toxicity > 0.8 && hate >= 0.5);
        const bothHigh = one.toxicity > 0.8 && other.toxicity > 0.8;
        expect(verdict.decision === 'pass' && (over || bothHigh)).toBe(false);
      }),
    );
  });

  it('speak English only', () => {
    for (const scorer of [lightScorer, bayesScorer]) {
      expect(scorer.scores({ ...read('danke schön'), languages: ['de', 'en'] })).toBeNull();
      expect(scorer.scores(read('thank you very much'))?.toxicity).toBeLessThan(0.5);
    }
  });

  it('see the same in a word and in its disguise', () => {
    const plain = lightScorer.scores(read('you are such an idiot and a moron'))!;
    const disguised = lightScorer.scores(read('you are such an 1d10t and a m0r0n'))!;
    expect(disguised.toxicity).toBeGreaterThan(plain.toxicity - 0.15);
    expect(bayesScorer.scores(read('you are such an іdіоt'))).toEqual(
      bayesScorer.scores(read('you are such an idiot')),
    );
  });

  it('weights that are not those of their card are refused', () => {
    expect(defaultBayes().version).toBe(bayesScorer.version);
    const heads = { scale: 1, slope: 1, offset: 0 };
    const card = {
      version: 'v',
      buckets: 32_768,
      sha256: '0'.repeat(64),
      heads: { toxicity: heads, hate: heads },
    };
    expect(() => bayesModel(card, Buffer.alloc(65_536))).toThrow('SHA-256');
    expect(() => bayesModel(card, Buffer.alloc(3))).toThrow('3 bytes');
  });
});
