import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { baselineModels } from '../models/baseline.ts';
import { ADOPTABLE } from '../models/light/adoptable.ts';
import { defaultReader } from '../models/light/default.ts';
import { trainedSentiment } from '../models/light/testing.ts';
import { keepWeights, WeightsFolder } from '../models/light/weights-folder.ts';
import type { AnyEvent, EventData } from '../topics/events.ts';
import { AdoptedTable, adoptedReaders } from './adopted.ts';
import { analyze } from './analyze.ts';
import { engagement, event, NOW } from './machines/testing.ts';
import { workspaceMachine } from './machines/workspace.ts';
import type { WorkspaceState } from './machines/workspace.ts';

const SHA = 'ab'.repeat(32);
const score = { rows: 90, measure: 'macroRecall', inUse: 0.5, candidate: 0.6, low: 0.01, high: 0.2 };
const scores = [
  { examples: 'corrections', ...score },
  { examples: 'unselected', ...score },
];
const adoption = (given: Partial<EventData['AdoptModel']> = {}): EventData['AdoptModel'] => ({
  head: 'sentiment',
  sha256: SHA,
  modelVersion: 'acme-abababababab',
  inUseVersion: 'light-1',
  verdict: 'better',
  scores,
  reason: null,
  ...given,
});
const RELEASE = { sha256: null, modelVersion: null, verdict: 'not_compared', scores: [], reason: 'tired' };

function decided(state: WorkspaceState, command: AnyEvent) {
  const decision = workspaceMachine.decide(command, state, { now: NOW });
  const after = (decision.facts ?? []).reduce(
    (before: WorkspaceState, fact) => workspaceMachine.evolve(before, fact),
    state,
  );
  return { decision, after };
}

const fresh = workspaceMachine.initialState();
const adopt = (given: Partial<EventData['AdoptModel']>, state = fresh) =>
  decided(state, event('AdoptModel', adoption(given)));

describe('a workspace adopts weights', () => {
  it('as compared, with the figures, and no account hears of it', () => {
    const connected = decided(
      fresh,
      event('ConnectAccount', { accountId: 'x:1001', network: 'x', handle: 'a' }),
    ).after;
    const { decision, after } = adopt({}, connected);
    expect(decision.outputs).toMatchObject([
      { topic: 'workspace.events', type: 'ModelAdopted', data: adoption(), envelope: { streamVersion: 2 } },
    ]);
    expect(decision.answer).toEqual({ status: 'accepted', version: 2 });
    expect(after).toMatchObject({ adopted: { sentiment: SHA }, accounts: [{ accountId: 'x:1001' }] });
  });

  it.each([
    ['worse', { verdict: 'worse' }],
    ['not compared', { verdict: 'not_compared' }],
    ['compared on corrections alone', { scores: scores.slice(0, 1) }],
  ])('%s: only with a reason', (_, given) => {
    expect(adopt(given).decision).toMatchObject({
      answer: { code: 'reason_missing' },
      skip: 'reason_missing',
    });
    expect(adopt({ ...given, reason: ' ' }).decision.outputs).toBeUndefined();
    expect(adopt({ ...given, reason: 'we know better' }).decision.outputs).toHaveLength(1);
  });

  it.each([
    ['a head of the rules', { head: 'urgency' }, 'head_unknown'],
    ['no head', { head: '__proto__' }, 'head_unknown'],
    ['no hash', { sha256: '../x' }, 'weights_invalid'],
    ['a hash without a name', { modelVersion: null }, 'weights_invalid'],
    ['a reason as long as a book', { reason: 'x'.repeat(501) }, 'reason_missing'],
  ])('refuses %s', (_, given, code) => {
    const { decision } = adopt(given);
    expect(decision.answer).toMatchObject({ status: 'rejected', code });
    expect(decision.outputs).toBeUndefined();
  });

  it('again changes nothing; given up, the program reads the head again; a pause forgets nothing', () => {
    const { after } = adopt({});
    expect(adopt({}, after).decision).toMatchObject({
      skip: 'adopted_already',
      answer: { status: 'accepted' },
    });
    const paused = decided(after, event('PauseWorkspace', { reason: 'storm' })).after;
    const resumed = decided(paused, event('ResumeWorkspace', {})).after;
    expect(resumed.adopted).toEqual({ sentiment: SHA });
    const both = adopt({ head: 'irony' }, resumed).after;
    expect(adopt(RELEASE, both).after.adopted).toEqual({ irony: SHA });
    expect(adopt(RELEASE, fresh).decision.skip).toBe('adopted_already');
  });
});

const own = trainedSentiment('acme');
const folder = mkdtempSync(join(tmpdir(), 'adopted-'));
keepWeights(folder, own.file);
afterAll(() => rmSync(folder, { recursive: true }));

const TEXTS = ['such lovely coffee at berlin', 'I hate this, what a scam', 'me encanta', '', '👋'];

function world() {
  const table = new AdoptedTable();
  const missed: string[] = [];
  const refused: string[] = [];
  const weights = new WeightsFolder({ folder, now: () => 0, onRefused: (sha) => refused.push(sha) });
  return { table, missed, refused, readersOf: adoptedReaders(table, weights, (head) => missed.push(head)) };
}

const told = (streamVersion: number, data: Partial<EventData['ModelAdopted']>, workspaceId = 'acme') =>
  event('ModelAdopted', adoption({ sha256: own.card.sha256, ...data }), { streamVersion, workspaceId });

describe('who reads a text', () => {
  it('the adopted weights the head, the program the rest, and each answer names who gave it', () => {
    const { table, readersOf, missed } = world();
    table.apply(told(1, {}));
    const { sentiment, classifier, tone } = readersOf('demo', 'acme');
    const [text] = TEXTS as [string];
    const read = sentiment.read(text, 'en');
    const versions = [own.card.modelVersion, defaultReader().modelVersion];
    expect(read.modelVersion.split('+').sort()).toEqual(versions.sort());
    expect(read.probabilities).not.toEqual(baselineModels.sentiment.read(text, 'en').probabilities);
    expect(tone.read(text)).toEqual(baselineModels.tone.read(text));
    const asked = { text, network: 'x', engagementKind: 'mention', mentionsBrand: true } as const;
    // Urgency goes by the mood that the adopted head reads; kind, spam and language stay the program's.
    const { kind, kindProbabilities, spam, spamScore, language, modelVersion } = classifier.classify(asked);
    expect({ kind, kindProbabilities, spam, spamScore, language }).toEqual(
      (({ kind, kindProbabilities, spam, spamScore, language }) => ({
        kind,
        kindProbabilities,
        spam,
        spamScore,
        language,
      }))(baselineModels.classifier.classify(asked)),
    );
    expect(modelVersion).toContain(own.card.modelVersion);
    expect(missed).toEqual([]);
  });

  it('the processor says so in its events', () => {
    const { table, readersOf } = world();
    table.apply(told(1, {}));
    const classification = {
      ...baselineModels.classifier.classify({
        text: TEXTS[0]!,
        network: 'x',
        engagementKind: 'mention',
        mentionsBrand: true,
      }),
    };
    const versionIn = (workspaceId: string): unknown => {
      const data = { engagement: engagement({ text: TEXTS[0]! }), classification, entities: null } as never;
      const outcome = analyze(readersOf).handle(event('EngagementClassified', data, { workspaceId }), {
        now: 0,
      });
      const [output] = outcome.kind === 'emit' ? outcome.outputs : [];
      return (output?.data as EventData['EngagementAnalyzed'] | undefined)?.sentiment.modelVersion;
    };
    expect(versionIn('acme')).toContain(own.card.modelVersion);
    expect(versionIn('other')).toBe(defaultReader().modelVersion);
  });

  it('weights that cannot be used leave the answer to the program, and it is counted', () => {
    const { table, readersOf, missed, refused } = world();
    table.apply(told(1, { sha256: SHA }));
    table.apply(told(2, { head: 'irony' }));
    for (const text of TEXTS) {
      expect(readersOf('demo', 'acme').sentiment.read(text, 'en')).toEqual(
        baselineModels.sentiment.read(text, 'en'),
      );
    }
    // The file of the one is not there; the other has no such head.
    expect([...new Set(missed)].sort()).toEqual(['irony', 'sentiment']);
    expect(refused).toEqual([SHA]);
  });

  it('the newest event counts, whatever is read again; given up is given up', () => {
    const { table, readersOf } = world();
    const events = [told(1, { sha256: SHA }), told(2, {}), told(3, RELEASE)];
    for (const one of [events[1]!, events[0]!, events[2]!, events[1]!]) table.apply(one);
    expect(table.inForce('demo', 'acme')).toEqual({});
    const [text] = TEXTS as [string];
    expect(readersOf('demo', 'acme').sentiment.read(text, 'en')).toEqual(
      baselineModels.sentiment.read(text, 'en'),
    );
  });

  it('property: whatever a workspace adopts, no other is read by it', () => {
    const steps = fc.array(
      fc.record({
        head: fc.constantFrom(...ADOPTABLE),
        sha256: fc.constantFrom(own.card.sha256, SHA, null),
        tenant: fc.constantFrom('demo', 'rival'),
        workspaceId: fc.constantFrom('acme', 'beta'),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, fc.constantFrom(...TEXTS), (taken, text) => {
        const { table, readersOf } = world();
        for (const [n, { head, sha256, tenant, workspaceId }] of taken.entries()) {
          table.apply({ ...told(n + 1, { head, sha256 }, workspaceId), tenantId: tenant });
        }
        for (const tenant of ['demo', 'rival', 'third']) {
          for (const workspaceId of ['acme', 'beta', 'gamma']) {
            const mine = taken.filter((step) => step.tenant === tenant && step.workspaceId === workspaceId);
            const last = mine.findLast(({ head }) => head === 'sentiment')?.sha256;
            const { sentiment } = readersOf(tenant, workspaceId);
            const names = sentiment.read(text, 'en').modelVersion.includes(own.card.modelVersion);
            expect(names).toBe(last === own.card.sha256);
            expect(sentiment === baselineModels.sentiment).toBe(mine.length === 0);
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});
