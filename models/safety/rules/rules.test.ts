import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { SafetyContext } from '../../ports.ts';
import { createSafetyGate } from '../gate.ts';
import { realDeadline } from '../ask-layer.ts';
import { BASELINE_LAYERS } from '../baseline.ts';
import { copyrightLayer } from '../layers/copyright.ts';
import { NearCopies, LEAST_WORDS } from '../near-copies.ts';
import type { NearCopy } from '../near-copies.ts';
import { MOST_TEXTS, MOST_WORKSPACES, WorkspaceStreams } from '../workspace-streams.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { WorkspacePolicy } from '../policy.ts';
import { CONTENT_ROWS } from './network-rules.ts';
import { DISCLOSURE_ROWS } from './disclosures.ts';

vi.setConfig({ testTimeout: 60_000 });

const seen = new NearCopies(100);
const gate = createSafetyGate({
  layers: [
    ...BASELINE_LAYERS.filter(({ name }) => name !== 'copyright' && name !== 'classifiers'),
    copyrightLayer((text) => seen.find(text)),
  ],
  layerDeadlineMs: 1_000,
  startDeadline: realDeadline,
});
const policy: WorkspacePolicy = { ...DEFAULT_POLICY, acceptUnscoredBrand: true };

async function judge(
  text: string,
  {
    network = 'x',
    context = {},
    change = {},
  }: {
    readonly network?: string;
    readonly context?: Partial<SafetyContext>;
    readonly change?: Partial<WorkspacePolicy>;
  } = {},
) {
  const whole = { account: 'x:1', target: null, media: [], language: 'en', inboundText: null, ...context };
  const workspacePolicy = { ...policy, ...change };
  const verdict = await gate.check({ text, context: whole, workspacePolicy, network });
  const pointed = verdict.issues.map(({ rule, span }): [string, string | null] => [
    rule,
    span && text.slice(span.start, span.end),
  ]);
  return { verdict, rules: Object.fromEntries(pointed) };
}

describe('network rules', () => {
  it('each row has an id of its own and names its source', () => {
    const rows = [...CONTENT_ROWS, ...DISCLOSURE_ROWS];
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    for (const row of rows) expect(row.source.length).toBeGreaterThan(10);
  });

  it('Instagram: the sixth hashtag and the fourth mention are pointed at', async () => {
    const { rules } = await judge('#A #B #C #D #E #F @a @b @c @d', { network: 'instagram' });
    expect(rules).toMatchObject({ instagram_hashtags: '#F', instagram_mentions: '@d' });
    expect((await judge('#A #B #C #D #E #F @a @b @c @d')).rules).not.toHaveProperty('instagram_hashtags');
  });

  it('X: the second cashtag, and trades of follows in disguise too', async () => {
    expect((await judge('buy $ACME and $XYZ')).rules).toMatchObject({ x_cashtags: '$XYZ' });
    expect((await judge('f0llow for f0llow')).rules).toHaveProperty('x_platform_manipulation');
  });
});

describe('disclosure', () => {
  const paid = { disclosures: ['paid_partnership'] } as const;
  const ai = { disclosures: ['ai_generated'] } as const;

  it('a paid partnership without the wording of country and network is flagged', async () => {
    const { verdict, rules } = await judge('Love this coffee!', {
      context: paid,
      change: { countries: ['DE'] },
    });
    expect(rules).toMatchObject({ de_paid: null, x_paid: null });
    expect(verdict).toMatchObject({ flagged: true, compliance: 'broken' });
  });

  it('the right wording at the beginning satisfies it, at the end of a long text it does not', async () => {
    const change = { countries: ['DE'] };
    expect((await judge('Anzeige: love this coffee!', { context: paid, change })).rules).toEqual({});
    const long = `${'This coffee is good. '.repeat(8)} Anzeige`;
    expect((await judge(long, { context: paid, change })).rules).toHaveProperty('de_paid');
  });

  it('a disclosure in disguise tells nobody anything', async () => {
    const { rules } = await judge('Ａｎｚｅｉｇｅ. A n z e i g e', {
      context: paid,
      change: { countries: ['DE'] },
    });
    expect(Object.keys(rules)).toContain('styled_letter');
    expect(
      (await judge('4nze1ge: nice', { context: paid, change: { countries: ['DE'] } })).rules,
    ).toHaveProperty('de_paid');
  });

  it('AI: only where it is demanded and only when it was AI', async () => {
    const change = { countries: ['FR'] };
    expect((await judge('Nice coffee', { context: ai, change })).rules).toHaveProperty('eu_ai_fr');
    expect((await judge('Nice coffee (AI generated)', { context: ai, change })).rules).toEqual({});
    expect((await judge('Nice coffee', { context: ai, change: { countries: ['US'] } })).rules).toEqual({});
    expect((await judge('Nice coffee', { change })).rules).toEqual({});
  });
});

describe('accessibility', () => {
  it.each([
    ['hashtag_case', '#acmecoffeehousemornings', '#acmecoffeehousemornings'],
    ['styled_letter', 'so 𝒏ice', '𝒏'],
    ['styled_letter', 'so 🅽ice', '🅽'],
  ])('%s in %s', async (rule, text, words) =>
    expect((await judge(text)).rules).toMatchObject({ [rule]: words }),
  );

  it('CamelCase, short hashtags and flags are fine', async () => {
    expect((await judge('#AcmeCoffeeHouseMornings #coffee 🇩🇪')).rules).toEqual({});
  });

  it('a video without captions and an image without a description wait', async () => {
    const media = [{ id: 'm', sha256: 'a'.repeat(64), altText: ' ' }];
    const change = { approvedMedia: ['a'.repeat(64)], licensedMedia: ['a'.repeat(64)] };
    const context = { media, mediaKinds: { m: { kind: 'video', captions: false } } } as const;
    const { rules } = await judge('hello', { context, change });
    expect(Object.keys(rules).sort()).toEqual(['alt_text_missing', 'captions_missing']);
  });
});

describe('copyright', () => {
  const original =
    'Sat by the window with a flat white and watched the rain draw rivers down the glass until the sun came back';

  it('a near-copy waits, a text of our own and a common sentence do not', async () => {
    seen.add('1', 'x:jane', original);
    seen.add('2', 'x:joe', 'thank you so much');
    expect((await judge(`${original.toUpperCase()}!`)).rules).toHaveProperty('near_copy');
    expect((await judge(original.replace('flat white', 'latte'))).rules).toHaveProperty('near_copy');
    expect((await judge('thank you so much')).rules).toEqual({});
    expect(
      (await judge('A quiet corner, a good book and the smell of fresh beans: our favourite morning')).rules,
    ).toEqual({});
  });

  it('media without a recorded right wait, also when approved', async () => {
    const media = [{ id: 'm', sha256: 'b'.repeat(64), altText: 'a cup' }];
    const approved = { approvedMedia: ['b'.repeat(64)] };
    expect((await judge('hello', { context: { media }, change: approved })).rules).toEqual({
      media_right_missing: null,
    });
    const licensed = { ...approved, licensedMedia: ['b'.repeat(64)] };
    expect((await judge('hello', { context: { media }, change: licensed })).rules).toEqual({});
  });

  describe('what a workspace was told', () => {
    const context: SafetyContext = {
      workspace: 'demo/acme',
      account: 'x:1001',
      target: '9',
      media: [],
      language: 'und',
      inboundText: null,
    };

    it('is known on all its accounts, and to nobody else', () => {
      const streams = new WorkspaceStreams();
      streams.note('demo/acme', 'mastodon:2001', '1', original);
      expect(streams.find(original, context)?.similarity).toBe(1);
      expect(streams.find(original, { ...context, account: 'x:7' })).not.toBeNull();
      expect(streams.find(original, { ...context, workspace: 'demo/other' })).toBeNull();
      expect(streams.find(original, { ...context, workspace: 'other/acme' })).toBeNull();
    });

    it('has the message that is answered in it, also later', () => {
      const streams = new WorkspaceStreams();
      expect(streams.find('Thank you!', { ...context, inboundText: original })).toBeNull();
      expect(streams.find(original, context)?.source).toBe('x:1001');
    });

    it('is bounded: the newest messages, the workspaces last used', () => {
      const streams = new WorkspaceStreams();
      const text = (n: number): string =>
        Array.from({ length: LEAST_WORDS + 4 }, (_, word) => `w${n}x${word}`).join(' ');
      for (let n = 0; n <= MOST_TEXTS; n += 1) streams.note('demo/acme', 'x:1', String(n), text(n));
      expect(streams.find(text(0), context)).toBeNull();
      expect(streams.find(text(1), context)).not.toBeNull();
      expect(streams.find(text(MOST_TEXTS), context)).not.toBeNull();
      for (let n = 1; n < MOST_WORKSPACES; n += 1) streams.note(`t/${n}`, 'x:1', '1', original);
      expect(streams.find(text(1), context)).not.toBeNull();
      for (let n = 1; n <= MOST_WORKSPACES; n += 1) streams.note(`u/${n}`, 'x:1', '1', original);
      expect(streams.find(text(1), context)).toBeNull();
    });
  });

  it('never remembers more than its bound, and forgets the oldest', () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 6 }), {
      minLength: LEAST_WORDS,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (texts) => {
        const copies = new NearCopies(5);
        for (const [index, text] of texts.entries()) copies.add(String(index), 'me', text.join(' '));
        expect(copies.size).toBe(Math.min(5, texts.length));
        const last = texts.at(-1);
        expect(last === undefined ? 1 : copies.find(last.join(' '))?.similarity).toBe(1);
      }),
    );
  });
});

it('of the newest texts the most similar one is found, and of equally similar ones the oldest', () => {
  const original = Array.from({ length: 24 }, (_, n) => `word${n}`);
  /** The original with some words changed, most often few: as similar as a near-copy has to be, or a little less. */
  const text = fc
    .array(fc.tuple(fc.nat(original.length - 1), fc.constantFrom('a', 'b')), { maxLength: 4 })
    .map((changes) => original.map((word, n) => changes.find(([at]) => at === n)?.[1] ?? word))
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 40, size: 'max' }),
      fc.constantFrom(1, 3, 12),
      text,
      (texts, most, asked) => {
        const copies = new NearCopies(most);
        let best: NearCopy | null = null;
        for (const [index, one] of texts.entries()) {
          copies.add(String(index), String(index), one);
          if (index < texts.length - most) continue;
          const alone = new NearCopies(1);
          alone.add('', String(index), one);
          const found = alone.find(asked);
          if (found !== null && found.similarity > (best?.similarity ?? 0)) best = found;
        }
        expect(copies.find(asked)).toEqual(best);
      },
    ),
    { numRuns: 300 },
  );
});

describe('words by language and network', () => {
  const rule = { id: 'r', words: ['rivalbrew'], message: 'a rival', severity: 'flag' as const };

  it.each([
    [null, null, true],
    [['de'], null, false],
    [null, ['mastodon'], false],
    [['en'], ['x'], true],
  ])('languages %j, networks %j: %s', async (languages, networks, applies) => {
    const change = { wordRules: [{ ...rule, languages, networks }] };
    const { rules } = await judge('better than R1valBrew', { change });
    expect(Object.hasOwn(rules, 'word:r')).toBe(applies);
  });

  it('thresholds of the language count instead of the common ones, and are named', async () => {
    const strict = { ...policy.thresholds, toxicity: 0.2 };
    const change = { thresholdsByLanguage: { de: strict } };
    const text = 'that was a damn good coffee';
    expect((await judge(text, { change })).verdict.thresholds).toEqual(policy.thresholds);
    const { verdict } = await judge(text, { change, context: { language: 'de' } });
    expect(verdict).toMatchObject({ flagged: true, thresholds: strict });
  });
});

describe('compliance', () => {
  it('is met, broken, or unknown when a layer of it failed', async () => {
    expect((await judge('Thank you!')).verdict.compliance).toBe('met');
    expect((await judge('we guarantee it')).verdict.compliance).toBe('broken');
    const failing = createSafetyGate({
      layers: [{ name: 'f', version: '1', compliance: true, check: () => Promise.reject(new Error('no')) }],
      layerDeadlineMs: 1_000,
      startDeadline: realDeadline,
    });
    const context = { account: 'x:1', target: null, media: [], language: 'en', inboundText: null };
    const verdict = await failing.check({ text: 'hi', context, workspacePolicy: policy, network: 'x' });
    expect(verdict.compliance).toBe('unknown');
  });
});

describe('the whole list of 26 languages', () => {
  it.each([
    ['sv', 'din jävla fitta'],
    ['ru', 'иди на хуй'],
    ['tr', 'orospu çocuğu'],
    ['zh', '他妈的'],
    ['ko', '씨발'],
  ])('knows %s', async (language, text) => {
    expect((await judge(text, { context: { language } })).rules).toHaveProperty('explicit');
  });
});
