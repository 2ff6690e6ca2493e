import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../text/fold.ts';
import { skeleton } from '../../text/skeleton.ts';
import { realDeadline } from '../ask-layer.ts';
import { createSafetyGate } from '../gate.ts';
import type { SafetyLayer } from '../layer.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { explicitLayer, lightExplicit } from './explicit.ts';

const lists = (explicit: number | null): SafetyLayer => ({
  name: 'words',
  version: '1',
  check: () => ({ scores: { toxicity: 0, hate: 0, explicit }, issues: [] }),
});

function judge(layers: readonly SafetyLayer[], explicit: number, band: number) {
  return createSafetyGate({ layers, layerDeadlineMs: 1_000, startDeadline: realDeadline }).check({
    text: 'hello',
    context: { account: 'x:1', target: '1', media: [], language: 'en', inboundText: null },
    workspacePolicy: {
      ...DEFAULT_POLICY,
      acceptUnscoredBrand: true,
      thresholds: { ...DEFAULT_POLICY.thresholds, explicit, band },
    },
    network: 'x',
  });
}

const read = (text: string) => ({ text, skeleton: skeleton(fold(text)), english: true });

describe('the head beside the lists of explicit words', () => {
  it('only ever holds more: it fills no score, lets nothing pass, and flags nothing by itself', async () => {
    const share = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 20 }).map((step) => step / 20),
    );
    const maybe = fc.option(share, { freq: 5 });
    const band = fc.double({ min: 0, max: 0.3, noNaN: true });
    await fc.assert(
      fc.asyncProperty(maybe, maybe, share, band, async (listed, said, threshold, wide) => {
        const without = await judge([lists(listed)], threshold, wide);
        const verdict = await judge([lists(listed), explicitLayer(() => said)], threshold, wide);
        expect(verdict.flagged).toBe(without.flagged);
        // Said without the layer's own code; a score of 0 is no sign of anything, however wide the band is.
        const near = said !== null && said > 0 && said >= threshold - wide - 1e-9;
        expect(verdict.decision).toBe(near ? 'hold' : without.decision);
        expect(verdict.scores.explicit).toBe(
          near ? Math.max(listed ?? 0, Math.min(said, threshold)) : listed,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('tells what was meant from what has the same words', () => {
    const explicit = [
      'Selling my private pics tonight, nothing on, ask for the menu',
      'come over and undress me',
    ];
    const ordinary = ['Thank you so much, this made our day!', 'Chicken breast stays juicy if you salt it'];
    for (const text of explicit) expect(lightExplicit(read(text))).toBeGreaterThan(0.5);
    for (const text of ordinary) expect(lightExplicit(read(text))).toBeLessThan(0.4);
  });

  it('reads English only', () => {
    expect(lightExplicit({ ...read('danke schön'), english: false })).toBeNull();
  });
});
