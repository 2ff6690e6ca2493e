import { describe, expect, it } from 'vitest';
import { baselineModels } from '../models/baseline.ts';
import { contentHash } from '../models/content-hash.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';
import type { GrammarIssue } from '../models/safety/quality/grammar.ts';
import type { Disclosure } from '../topics/disclosures.ts';
import type { AnyEvent, Event, SafetyCheckedData } from '../topics/events.ts';
import { engagement, event, NOW } from './machines/testing.ts';
import { demoProfiles } from './profiles.ts';
import { safety } from './safety.ts';
import type { SafetyDeps } from './safety.ts';

const GERMAN = 'Vielen Dank für die Nachricht, wir schauen uns das heute noch an und melden uns bei dir.';
const ENGLISH = 'Thank you for your message, we are looking into it today and will come back to you.';
const policy: WorkspacePolicy = {
  ...DEFAULT_POLICY,
  number: 1,
  acceptUnscoredBrand: true,
  thresholdsByLanguage: { de: { toxicity: 0.15, hate: 0.2, explicit: 0.25, brand: 0.7, band: 0.1 } },
};

const of = { ...engagement(), text: 'your coffee is lovely' };
const head = { draftId: 'd', draftVersion: 2, engagementId: of.engagementId };

function draftOf(text: string) {
  const hash = contentHash({ account: of.accountId, target: of.nativeId, text, media: [] });
  return {
    text,
    tone: 'helpful' as const,
    templateId: null,
    contentHash: hash,
    modelVersion: 'test',
    disclosures: [],
  };
}

async function checked(input: AnyEvent, deps: Partial<SafetyDeps> = {}): Promise<SafetyCheckedData> {
  const effect = safety({
    gate: baselineModels.safety,
    profileOf: demoProfiles,
    policyOf: () => policy,
    ...deps,
  });
  const outcome = await effect.handle(input, { now: NOW, signal: new AbortController().signal });
  if (outcome.kind !== 'emit') throw new Error(`not checked: ${JSON.stringify(outcome)}`);
  return outcome.outputs[0]!.data as SafetyCheckedData;
}

/** The three ways in which a text comes to be judged; the message is said to be English in the first. */
function asks(text: string): Readonly<Record<string, AnyEvent>> {
  const draft = draftOf(text);
  const base = { ...head, engagement: of, draft };
  const classification = {
    kind: 'praise',
    kindProbabilities: { praise: 0.9 },
    urgency: 'low',
    urgencyScore: 0,
    urgencyFactors: [],
    spam: false,
    spamScore: 0,
    language: 'en',
    modelVersion: 'test',
  } as const;
  const sentiment = {
    label: 'positive',
    score: 0.8,
    confidence: 0.9,
    probabilities: {},
    modelVersion: 'test',
  } as const;
  return {
    ReplyDrafted: event('ReplyDrafted', { ...base, draftVersion: 1, classification, sentiment }),
    ReplyEdited: event('ReplyEdited', {
      ...base,
      conversationId: of.conversationId,
      conversationVersion: 1,
      editor: 'member:7',
    }),
    ScreenReply: event('ScreenReply', { ...base, judgedUnder: 0, mustBeNewer: false }),
  };
}

describe('the safety check', () => {
  it.each(['ReplyDrafted', 'ReplyEdited', 'ScreenReply'])(
    'judges the text of %s by its own language, not by that of the message',
    async (type) => {
      const german = await checked(asks(GERMAN)[type]!);
      expect(german.verdict.thresholds).toMatchObject({ toxicity: 0.15 });
      const english = await checked(asks(ENGLISH)[type]!);
      expect(english.verdict.thresholds).toMatchObject({ toxicity: 0.8 });
      const unclear = await checked(asks('ok 👍')[type]!);
      expect(unclear.verdict.thresholds).toMatchObject({ toxicity: 0.15 });
    },
  );

  it('holds a text to what its writer declared: a paid partnership must be told on X, an ordinary answer need not', async () => {
    const declared = async (text: string, disclosures: readonly Disclosure[]) => {
      const asked = asks(text)['ReplyEdited'] as Event<'ReplyEdited'>;
      const draft = { ...asked.data.draft, disclosures };
      return (await checked({ ...asked, data: { ...asked.data, draft } })).verdict;
    };
    const paid = await declared(ENGLISH, ['paid_partnership']);
    expect(paid).toMatchObject({ decision: 'hold', flagged: true, compliance: 'broken' });
    expect(paid.issues.map(({ layer, rule }) => `${layer}:${rule}`)).toContain('disclosure:x_paid');
    const told = await declared(`Paid partnership: ${ENGLISH}`, ['paid_partnership']);
    expect(told.issues.map(({ layer }) => layer)).not.toContain('disclosure');
    const plain = await declared(ENGLISH, []);
    expect(plain.issues).toEqual([]);
    expect(plain.contentHash).not.toBe(paid.contentHash);
    expect(plain.verdictId).not.toBe(paid.verdictId);
  });

  const HELD = 'You are an idiot, please go away and never come back to our shop.';
  /** A reader that notes what it was asked. */
  const reader = (answer: readonly GrammarIssue[] | null) => {
    const asked: string[] = [];
    const read = (text: string) => (asked.push(text), Promise.resolve(answer));
    return { asked, grammar: { read, close: () => Promise.resolve() } };
  };

  it('has spelling and grammar of an English text that waits read, and of no other', async () => {
    const { asked, grammar } = reader([{ kind: 'spelling', rule: 'Spelling', span: { start: 0, end: 3 } }]);
    const { verdict } = await checked(asks(HELD)['ReplyEdited']!, { grammar });
    expect(verdict).toMatchObject({ decision: 'hold', scores: { quality_grammar: 1 } });
    expect(verdict.scores['quality_spelling']).toBeLessThan(1);
    const passes = await checked(asks(ENGLISH)['ReplyDrafted']!, { grammar });
    expect(passes.verdict).toMatchObject({
      decision: 'pass',
      issues: [],
      scores: { quality_completeness: 1 },
    });
    expect(passes.verdict.scores).not.toHaveProperty('quality_spelling');
    const german = await checked(
      asks('Du bist ein Arschloch, und wir wollen dich hier nie wieder sehen.')['ReplyEdited']!,
      {
        grammar,
      },
    );
    expect(german.verdict.decision).toBe('hold');
    expect(asked).toEqual([HELD]);
  });

  it('a reader that does not answer changes nothing but that the person is told', async () => {
    const { grammar } = reader(null);
    const { verdict } = await checked(asks(HELD)['ReplyEdited']!, { grammar });
    const without = await checked(asks(HELD)['ReplyEdited']!);
    expect(verdict.scores).toEqual(without.verdict.scores);
    expect(verdict.reasons).toEqual(without.verdict.reasons);
    expect(verdict.issues.at(-1)).toMatchObject({ layer: 'quality', rule: 'grammar_unread' });
  });
});
