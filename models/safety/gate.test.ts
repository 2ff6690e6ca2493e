import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { contentHash } from '../content-hash.ts';
import type { SafetyContext, Verdict } from '../ports.ts';
import { realDeadline } from './ask-layer.ts';
import type { StartDeadline } from './ask-layer.ts';
import { BASELINE_LAYERS } from './baseline.ts';
import { createSafetyGate } from './gate.ts';
import type { LayerFinding, SafetyLayer } from './layer.ts';
import { MAX_JUDGED } from './limits.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { WorkspacePolicy } from './policy.ts';

// fast-check prepares its table of all code points once, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const policy: WorkspacePolicy = { ...DEFAULT_POLICY, acceptUnscoredBrand: true };
const context: SafetyContext = {
  account: 'x:1001',
  target: '1',
  media: [],
  language: 'en',
  inboundText: null,
};
const CLEAN = 'Thank you so much, this made our day!';
/** Every deadline is over at once: a layer that does not answer synchronously or soon is late. */
const atOnce: StartDeadline = (_ms, expired) => {
  setImmediate(expired);
  return { stop: () => undefined };
};

function gateOf(layers: readonly SafetyLayer[], startDeadline: StartDeadline = realDeadline) {
  return createSafetyGate({ layers, layerDeadlineMs: 1_000, startDeadline });
}

function check(
  text: string,
  layers: readonly SafetyLayer[] = BASELINE_LAYERS,
  more: { policy?: WorkspacePolicy; context?: Partial<SafetyContext>; deadline?: StartDeadline } = {},
): Promise<Verdict> {
  return gateOf(layers, more.deadline).check({
    text,
    context: { ...context, ...more.context },
    workspacePolicy: more.policy ?? policy,
    network: 'x',
  });
}

const answering = (finding: unknown): SafetyLayer => ({
  name: 'fake',
  version: '1',
  check: () => finding as LayerFinding,
});
const scored = (scores: object): SafetyLayer =>
  answering({ scores: { toxicity: 0, hate: 0, explicit: 0, ...scores }, issues: [] });

/** Ways in which a layer can let us down. */
const FAILURES: Readonly<Record<string, (layer: SafetyLayer) => SafetyLayer>> = {
  throws: (layer) => ({
    ...layer,
    check: () => {
      throw new Error('broken');
    },
  }),
  rejects: (layer) => ({ ...layer, check: () => Promise.reject(new Error('broken')) }),
  hangs: (layer) => ({ ...layer, check: () => new Promise<LayerFinding>(() => undefined) }),
  'answers NaN': (layer) => ({ ...layer, check: () => ({ scores: { toxicity: Number.NaN }, issues: [] }) }),
  'answers 2': (layer) => ({ ...layer, check: () => ({ scores: { hate: 2 }, issues: [] }) }),
  'answers nothing': (layer) => ({ ...layer, check: () => undefined as unknown as LayerFinding }),
};

describe('the gate passes', () => {
  it('a clean text that every layer has seen, with what it judged beside it', async () => {
    expect(await check(CLEAN)).toMatchObject({
      decision: 'pass',
      flagged: false,
      reasons: [],
      issues: [],
      scores: { explicit: 0, brand: null },
      thresholds: policy.thresholds,
      policyVersion: 'default-1',
      modelVersion: 'safety-ensemble-4',
      contentHash: contentHash({ ...context, text: CLEAN }),
    });
  });
});

describe('the gate holds', () => {
  it.each([
    ['toxicity', 0.81, true],
    ['toxicity', 0.8, false],
    ['toxicity', 0.7, false],
    ['hate', 0.5, true],
    ['hate', 0.4, false],
    ['explicit', 0.51, true],
    ['brand', 0.69, true],
    ['brand', 0.7, false],
    ['brand', 0.79, false],
  ])('%s at %d (flagged: %s)', async (name, value, flagged) => {
    expect(await check(CLEAN, [scored({ [name]: value })])).toMatchObject({ decision: 'hold', flagged });
  });

  it.each([
    ['toxicity', 0.69],
    ['hate', 0.39],
    ['explicit', 0.39],
    ['brand', 0.8],
  ])('and not at %s %d', async (name, value) => {
    expect(await check(CLEAN, [scored({ [name]: value })])).toMatchObject({ decision: 'pass' });
  });

  it('a late layer has its own signal aborted, and no layer begins with one that is', async () => {
    const signals: AbortSignal[] = [];
    const begun: boolean[] = [];
    const nothing: LayerFinding = { scores: {}, issues: [] };
    const atHand: SafetyLayer = {
      ...scored({}),
      check: (_content, { aborted }) => (begun.push(aborted), nothing),
    };
    const waiting = (answer: Promise<LayerFinding>): SafetyLayer => ({
      ...atHand,
      check: (_content, signal) => (signals.push(signal), begun.push(signal.aborted), answer),
    });
    const never = waiting(new Promise<LayerFinding>(() => undefined));
    const soon = waiting(Promise.resolve(nothing));
    for (let n = 0; n < 2; n++)
      await check(CLEAN, [atHand, never, atHand, soon, atHand], { deadline: atOnce });
    expect(begun).toEqual(Array.from({ length: 10 }, () => false));
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false, true, false]);
  });

  it('the strictest of all layers wins', async () => {
    const verdict = await check(CLEAN, [
      scored({ toxicity: 0.1, brand: 0.95 }),
      scored({ toxicity: 0.9, brand: 0.2 }),
    ]);
    expect(verdict.scores).toMatchObject({ toxicity: 0.9, brand: 0.2 });
  });

  it('a missing score, a missing brand voice, no layers at all', async () => {
    expect((await check(CLEAN, [scored({ hate: null })])).reasons).toEqual(['unscored']);
    expect((await check(CLEAN, [])).reasons).toEqual(['unscored']);
    expect((await check(CLEAN, BASELINE_LAYERS, { policy: DEFAULT_POLICY })).reasons).toEqual([
      'brand_unscored',
    ]);
  });

  it.each(Object.entries(FAILURES))('when one layer %s', async (_, fail) => {
    for (const [index, layer] of BASELINE_LAYERS.entries()) {
      const verdict = await check(CLEAN, BASELINE_LAYERS.with(index, fail(layer)), { deadline: atOnce });
      expect(verdict.decision).toBe('hold');
      expect(verdict.reasons.some((reason) => reason.startsWith('layer_'))).toBe(true);
    }
  });

  it.each(['hold', 'flag'])(
    'any issue of severity %s, whatever the layer calls itself, and says so',
    async (severity) => {
      const issue = { layer: 'gate', rule: 'inbound_x', span: null, message: '', severity };
      const verdict = await check(CLEAN, [
        answering({ scores: { toxicity: 0, hate: 0, explicit: 0 }, issues: [issue] }),
      ]);
      expect(verdict).toMatchObject({
        decision: 'hold',
        flagged: severity === 'flag',
        reasons: ['rule_broken'],
      });
    },
  );

  it('a layer that answers a span outside the text', async () => {
    const issue = {
      layer: 'x',
      rule: 'r',
      span: { start: 0, end: CLEAN.length + 1 },
      message: '',
      severity: 'hold',
    };
    const verdict = await check(CLEAN, [
      answering({ scores: { toxicity: 0, hate: 0, explicit: 0 }, issues: [issue] }),
    ]);
    expect(verdict.reasons).toContain('layer_failed');
  });

  it.each([
    ['NaN', { ...policy, thresholds: { ...policy.thresholds, toxicity: Number.NaN } }],
    ['2', { ...policy, thresholds: { ...policy.thresholds, hate: 2 } }],
    ['nothing', null as unknown as WorkspacePolicy],
  ])('when a threshold of the policy is %s', async (_, broken) => {
    const verdict = await gateOf(BASELINE_LAYERS).check({
      text: CLEAN,
      context,
      workspacePolicy: broken,
      network: 'x',
    });
    expect(verdict).toMatchObject({ decision: 'hold', reasons: ['policy_invalid'] });
  });

  it('a text beyond its bound, without asking any layer', async () => {
    let asked = 0;
    const counting = { ...scored({}), check: () => ((asked += 1), { scores: {}, issues: [] }) };
    const verdict = await check('a'.repeat(MAX_JUDGED + 1), [counting]);
    expect(verdict).toMatchObject({ decision: 'hold', reasons: ['unscored'] });
    expect(asked).toBe(0);
  });
});

function inside(span: { start: number; end: number }, text: string): boolean {
  return span.start >= 0 && span.start < span.end && span.end <= text.length;
}

/** What must not be there in a verdict that passes, said without the gate's own code. */
function faults({ scores, flagged, issues }: Verdict, acceptUnscoredBrand: boolean): object {
  const { toxicity, hate, explicit, brand } = scores;
  return {
    flagged,
    near: !((toxicity ?? 1) < 0.7 && (hate ?? 1) < 0.4 && (explicit ?? 1) < 0.4),
    brand: brand === null ? acceptUnscoredBrand : brand >= 0.8 - 1e-9,
    issues: issues.length,
  };
}

describe('always', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc
      .array(
        fc.constantFrom(
          'thank',
          'you',
          'sh1t',
          'idiot',
          'a@b.example',
          'http://x.example',
          'refund you',
          '4111 1111 1111 1111',
          'fаg',
          '\u200b',
        ),
        {
          maxLength: 12,
        },
      )
      .map((words) => words.join(' ')),
  );
  const failures = fc.array(fc.option(fc.constantFrom(...Object.values(FAILURES)), { freq: 2 }), {
    minLength: BASELINE_LAYERS.length,
    maxLength: BASELINE_LAYERS.length,
  });
  const anyScore = fc.option(fc.double({ min: -0.5, max: 1.5, noNaN: false }));
  const anyScores = fc.record({ toxicity: anyScore, hate: anyScore, explicit: anyScore, brand: anyScore });

  it('nothing flagged, unscored or broken passes, whatever the text and whichever layers fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText,
        failures,
        anyScores,
        fc.boolean(),
        async (text, failing, scores, acceptUnscoredBrand) => {
          const layers = [
            ...BASELINE_LAYERS.map((layer, index) => failing[index]?.(layer) ?? layer),
            answering({ scores, issues: [] }),
          ];
          const verdict = await check(text, layers, {
            deadline: atOnce,
            policy: { ...policy, acceptUnscoredBrand },
          });
          expect(verdict.issues.filter(({ span }) => span !== null && !inside(span, text))).toEqual([]);
          expect(verdict.decision === 'hold').toBe(verdict.reasons.length > 0);
          const found = {
            broken: failing.some((one) => one !== null),
            ...faults(verdict, acceptUnscoredBrand),
          };
          const none = { broken: false, flagged: false, near: false, brand: true, issues: 0 };
          expect(verdict.decision === 'pass' ? found : none).toEqual(none);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('answers, and the same twice, for any Unicode on both sides', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary' }),
        fc.string({ unit: 'binary' }),
        async (text, inboundText) => {
          const first = await check(text, BASELINE_LAYERS, { context: { inboundText } });
          expect(await check(text, BASELINE_LAYERS, { context: { inboundText } })).toEqual(first);
        },
      ),
    );
  });
});
