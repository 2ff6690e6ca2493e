import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../text/fold.ts';
import { skeleton } from '../../text/skeleton.ts';
import { bayesModel, defaultBayes } from '../bayes/model.ts';
import { createSafetyGate } from '../gate.ts';
import { realDeadline } from '../ask-layer.ts';
import type { SafetyLayer } from '../layer.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { Thresholds } from '../policy.ts';
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

function judge(first: TextScores | null, second: TextScores | null, thresholds: Partial<Thresholds> = {}) {
  return createSafetyGate({
    layers: [classifiersLayer(saying(first), saying(second)), explicit],
    layerDeadlineMs: 1_000,
    startDeadline: realDeadline,
  }).check({
    text: 'hello',
    context: { account: 'x:1', target: '1', media: [], language: 'en', inboundText: null },
    workspacePolicy: {
      ...DEFAULT_POLICY,
      acceptUnscoredBrand: true,
      thresholds: { ...DEFAULT_POLICY.thresholds, ...thresholds },
    },
    network: 'x',
  });
}

const read = (text: string) => ({ text, skeleton: skeleton(fold(text)), english: true });

describe('two classifiers', () => {
  it('agree: the worse of the two counts', async () => {
    expect(await judge({ toxicity: 0.9, hate: 0 }, { toxicity: 0.82, hate: 0 })).toMatchObject({
      flagged: true,
      reasons: ['toxicity_over_threshold'],
      scores: { toxicity: 0.9 },
    });
    expect(await judge({ toxicity: 0.1, hate: 0 }, { toxicity: 0.3, hate: 0.1 })).toMatchObject({
      decision: 'pass',
      scores: { toxicity: 0.3, hate: 0.1 },
    });
  });

  it.each([
    ['one flags, the other sees little', 0.84, 0.45, true, ['disagreement', 'toxicity_over_threshold']],
    ['one is in the band, the other is not', 0.79, 0.4, false, ['disagreement', 'near_threshold']],
    ['one flags, the other is in the band', 0.81, 0.75, true, ['disagreement', 'toxicity_over_threshold']],
    ['both are in the band', 0.71, 0.79, false, ['near_threshold']],
  ])('%s: a person decides', async (_, one, other, flagged, reasons) => {
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const verdict = await judge({ toxicity: first, hate: 0 }, { toxicity: second, hate: 0 });
      expect(verdict).toMatchObject({ decision: 'hold', flagged, reasons });
      expect(verdict.issues.map(({ rule }) => rule)).toEqual(
        reasons.includes('disagreement') ? ['disagree_toxicity'] : [],
      );
    }
  });

  it('neither says anything: unscored', async () => {
    expect((await judge(null, null)).reasons).toContain('unscored');
  });

  it('each alone can hold and flag, whatever the other says and whatever the thresholds are', async () => {
    const share = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
    );
    const score = fc.option(fc.record({ toxicity: share, hate: share }), { freq: 10 });
    const limits = fc.record({
      toxicity: share,
      hate: share,
      band: fc.double({ min: 0, max: 0.3, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(score, score, limits, async (one, other, { band, ...limit }) => {
        const verdict = await judge(one, other, { ...limit, band });
        const said = [one, other].filter((scores) => scores !== null);
        // Said without the layer's own code. A score of 0 is no sign of anything, however wide the band is.
        const over = said.some(({ toxicity, hate }) => toxicity > limit.toxicity || hate >= limit.hate);
        const near = said.some(({ toxicity, hate }) =>
          [toxicity - limit.toxicity, hate - limit.hate].some((above, at) => {
            const value = at === 0 ? toxicity : hate;
            return value > 0 && above >= -band;
          }),
        );
        expect(verdict.flagged).toBe(over);
        const passes = verdict.decision === 'pass';
        expect(passes && (over || near || said.length === 0)).toBe(false);
        expect(verdict.scores.toxicity).toBe(
          said.length === 0 ? null : Math.max(...said.map((scores) => scores.toxicity)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('speak English only', () => {
    for (const scorer of [lightScorer, bayesScorer]) {
      expect(scorer.scores({ ...read('danke schön'), english: false })).toBeNull();
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
