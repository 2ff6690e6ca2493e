/** The second look on the in-memory log, with the real runner and a real model of a few hundred bytes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SecondLook, SentimentRefiner } from '../models/ports.ts';
import { openModel, type TextModel } from '../models/transformer/model.ts';
import { LIMITS, transformerRefiner } from '../models/transformer/refiner.ts';
import { writeTinyModel } from '../models/transformer/testing.ts';
import { sampleEvent } from '../topics/golden/sample.ts';
import type { Event, EventData } from '../topics/events.ts';
import { refine, TOO_OLD_MS } from './refine.ts';
import { processors, standardDeps } from './registry.ts';
import { settle, World } from './runtime/simulation.ts';

const sample = (sampleEvent('EngagementAnalyzed') as Event<'EngagementAnalyzed'>).data;

interface Said {
  readonly text?: string;
  readonly conversation?: number;
  readonly confidence?: number;
  readonly followers?: number | null;
  readonly urgencyScore?: number;
  readonly language?: string;
  readonly spam?: boolean;
}

/** An analysed engagement; unclear unless said otherwise. */
function analyzed(n: number, said: Said = {}): EventData['EngagementAnalyzed'] {
  const { text = 'a cup', conversation = n, confidence = 0.4, followers = 10 } = said;
  const { urgencyScore = 0.1, language = 'en', spam = false } = said;
  const { engagement, classification, sentiment } = sample;
  return {
    ...sample,
    engagement: {
      ...engagement,
      engagementId: `engagement-${n}`,
      conversationId: `conversation-${conversation}`,
      author: { ...engagement.author, followers },
      text,
    },
    classification: { ...classification, urgencyScore, language, spam },
    sentiment: { ...sentiment, label: 'neutral', confidence, modelVersion: 'light-1' },
  };
}

class Ground {
  readonly world: World;
  readonly refiner: SentimentRefiner;

  constructor(world: World, refiner: SentimentRefiner) {
    this.world = world;
    this.refiner = refiner;
  }

  static async open(refinerIn: (world: World) => SentimentRefiner): Promise<Ground> {
    const world = await World.with([refine({ look: () => Promise.reject(new Error('only declared')) })]);
    return new Ground(world, refinerIn(world));
  }

  start() {
    return this.world.start([refine(this.refiner)]);
  }

  async say(data: EventData['EngagementAnalyzed']): Promise<void> {
    await this.world.append(
      'engagement.analyzed',
      data.engagement.conversationId,
      'EngagementAnalyzed',
      data,
    );
  }

  async refined(): Promise<readonly Event<'EngagementRefined'>[]> {
    return (await this.world.events('engagement.refined')) as readonly Event<'EngagementRefined'>[];
  }
}

const outcomes = async (process: Awaited<ReturnType<World['start']>>): Promise<Record<string, number>> => {
  const text = await process.metrics.registry.getSingleMetricAsString('signalpost_processor_outcomes_total');
  const rows = text.matchAll(/processor_outcomes_total\{.*outcome="(\w+)",reason="(\w+)".*\} (\d+)/g);
  return Object.fromEntries(
    [...rows].map(([, outcome, reason, count]) => [`${outcome} ${reason}`, Number(count)]),
  );
};

describe('the second look', () => {
  let folder = '';
  let model: TextModel;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'signalpost-model-'));
    await writeTinyModel(folder);
    model = await openModel(folder);
  });
  afterAll(async () => {
    await model.close();
    await rm(folder, { recursive: true });
  });

  it('is recorded with its reason beside the light answer, and only for texts that are worth it', async () => {
    const it = await Ground.open(({ time }) => transformerRefiner({ model, now: () => time.now() }));
    const process = await it.start();
    await it.say(analyzed(1, { text: 'good cups', confidence: 0.9 }));
    await it.say(analyzed(2, { text: 'good cups' }));
    await it.say(analyzed(3, { text: 'bad cup', confidence: 0.9, urgencyScore: 0.8 }));
    await it.say(analyzed(4, { text: 'bad', confidence: 0.9, followers: 50_000 }));
    await it.say(analyzed(5, { text: 'good', spam: true }));
    await it.say(analyzed(6, { text: 'good', language: 'fr' }));
    await it.world.time.advance(2_000);
    await settle(50);
    await it.world.time.advance(2_000);
    const said = (await it.refined()).map(
      ({ data }) => `${data.engagementId} ${data.because} ${data.sentiment.label}`,
    );
    expect(new Set(said)).toEqual(
      new Set([
        'engagement-2 low_confidence positive',
        'engagement-3 urgent negative',
        'engagement-4 wide_reach negative',
      ]),
    );
    expect(said).toHaveLength(3);
    const [one] = await it.refined();
    expect(one).toMatchObject({ actor: 'processor:refine@1', type: 'EngagementRefined' });
    expect(one?.data.lightSentiment).toMatchObject({ label: 'neutral', modelVersion: 'light-1' });
    expect(one?.data.sentiment.modelVersion).toBe(model.about.modelVersion);
    expect(JSON.stringify(one)).not.toContain('cup'); // the text is not in it
    expect(await outcomes(process)).toEqual({
      'emit ok': 3,
      'skip light_answer_will_do': 1,
      'skip spam': 1,
      'skip other_language': 1,
    });
    expect(await it.world.events('dead.letters')).toEqual([]);
  });

  it('is not taken at what is old: a tier that comes new to a long log is at the newest texts at once', async () => {
    const it = await Ground.open(({ time }) => transformerRefiner({ model, now: () => time.now() }));
    for (let n = 0; n < 20; n++) await it.say(analyzed(n, { text: 'good' }));
    await it.world.time.advance(TOO_OLD_MS + 1_000);
    await it.say(analyzed(20, { text: 'good' }));
    const process = await it.start();
    await it.world.time.advance(2_000);
    expect((await it.refined()).map(({ data }) => data.engagementId)).toEqual(['engagement-20']);
    expect(await outcomes(process)).toMatchObject({ 'skip too_old': 20 });
  });

  it('leaves its processor out where there is no model', () => {
    const names = (refiner: SentimentRefiner | null) =>
      processors(standardDeps({ clientOf: () => undefined, now: () => 0, refiner })).map(({ name }) => name);
    expect(names(null)).not.toContain('refine');
    expect(names({ look: () => Promise.reject(new Error('not asked')) })).toContain('refine');
  });
});

describe('a second look that is let go', { timeout: 60_000 }, () => {
  it('a model that hangs holds up nobody: all light answers stand, counted by why', async () => {
    const hanging: TextModel = {
      about: {
        labels: ['negative', 'neutral', 'positive'],
        temperature: 1,
        languages: null,
        modelVersion: 'm',
      },
      run: () => new Promise(() => undefined),
      close: async () => undefined,
    };
    const it = await Ground.open(({ time }) => {
      const scheduler = time.scheduler(() => true);
      return transformerRefiner({
        model: hanging,
        limits: { ...LIMITS, mostInBatch: 4, mostWaiting: 10 },
        now: () => time.now(),
        after: (ms, run) => scheduler.after(ms, run),
      });
    });
    const process = await it.start();
    for (let n = 0; n < 40; n++) await it.say(analyzed(n, { text: `text ${n}` }));
    await it.world.time.advance(10_000);
    expect(await it.refined()).toEqual([]);
    const counted = await outcomes(process);
    expect((counted['skip too_late'] ?? 0) + (counted['skip queue_full'] ?? 0)).toBe(40);
    expect(counted['skip queue_full']).toBeGreaterThan(0);
    expect(await it.world.events('dead.letters')).toEqual([]);
  });

  it('always keeps the light answer, and what is recorded is once, in order, whenever processes are killed', async () => {
    const step = fc.record({
      say: fc.nat(6),
      conversation: fc.nat(2),
      wait: fc.nat(400),
      turns: fc.nat(20),
      kill: fc.boolean(),
    });
    const answers = fc.func(fc.constantFrom('read', 'queue_full', 'too_late', 'model_failed'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), answers, async (steps, answerOf) => {
        const it = await Ground.open(() => ({
          look: async (text): Promise<SecondLook> => {
            await settle(text.length % 5); // later texts may be answered earlier
            const answer = answerOf(text);
            if (answer !== 'read') return { outcome: 'kept', reason: answer as 'too_late' };
            const probabilities = { negative: 0, neutral: 0, positive: 1 };
            const rest = { probabilities, evidence: [], modelVersion: 'm-1' };
            return { outcome: 'read', sentiment: { label: 'positive', score: 1, confidence: 1, ...rest } };
          },
        }));
        let process = await it.start();
        const said: { id: string; text: string; conversation: string }[] = [];
        for (const { say, conversation, wait, turns, kill } of steps) {
          for (let k = 0; k < say; k++) {
            const n = said.length;
            const data = analyzed(n, { text: `text ${'x'.repeat(n)}`, conversation });
            said.push({
              id: data.engagement.engagementId,
              text: data.engagement.text,
              conversation: data.engagement.conversationId,
            });
            await it.say(data);
          }
          await it.world.time.advance(wait);
          await settle(turns);
          if (kill) {
            process.kill();
            process = await it.start();
          }
        }
        await it.world.time.advance(60_000);
        const refined = await it.refined();
        const wanted = said.filter(({ text }) => answerOf(text) === 'read');
        for (const conversation of new Set(said.map((one) => one.conversation))) {
          const of = (list: readonly { id: string; conversation: string }[]) =>
            list.filter((one) => one.conversation === conversation).map(({ id }) => id);
          const recorded = refined.map(({ data }) => ({
            id: data.engagementId,
            conversation: data.conversationId,
          }));
          expect(of(recorded)).toEqual(of(wanted));
        }
        expect(await it.world.events('dead.letters')).toEqual([]);
        expect(await it.world.events('engagement.analyzed')).toHaveLength(said.length);
      }),
      { numRuns: 15 },
    );
  });
});
