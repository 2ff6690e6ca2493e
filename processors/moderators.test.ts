/**
 * Hosted moderators as an operator switches them on: from the environment's variables to the verdict on the log. The
 * services are stubs on loopback that speak the wire formats; the runner, the gate and the clients are the real ones.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentHash } from '../models/content-hash.ts';
import { hostedGate } from '../models/safety/ensemble.ts';
import { hostedLayers, hostedProblems } from '../models/safety/hosted/configured.ts';
import {
  analyzed,
  assessed,
  completion,
  json,
  moderation,
  silent,
  startStub,
} from '../models/safety/hosted/testing.ts';
import type { Answering, Stub } from '../models/safety/hosted/testing.ts';
import { loadConfig } from '../service/config.ts';
import type { EventData, SafetyCheckedData } from '../topics/events.ts';
import { engagement } from './machines/testing.ts';
import { processors, standardDeps } from './registry.ts';
import { World } from './runtime/simulation.ts';

vi.setConfig({ testTimeout: 60_000 });

const SECRET = 'hunter2-hunter2';
const NOW = Date.UTC(2026, 10, 24);
const of = { ...engagement(), text: 'I love your coffee, best in town, thank you!' };

let stub: Stub;
beforeAll(async () => {
  stub = await startStub();
});
afterAll(() => stub.close());
beforeEach(() => stub.seen.splice(0));

interface Service {
  readonly env: (url: string) => Readonly<Record<string, string>>;
  readonly layer: string;
  readonly fine: Answering;
  readonly flags: Answering;
}

const SERVICES: Readonly<Record<string, Service>> = {
  OpenAI: {
    env: (url) => ({
      SIGNALPOST_OPENAI_MODERATION_KEY: SECRET,
      SIGNALPOST_OPENAI_MODERATION_URL: `${url}/v1`,
    }),
    layer: 'moderator:openai',
    fine: (_, response) => json(response, moderation({ harassment: 0.01, hate: 0, sexual: 0 })),
    flags: (_, response) => json(response, moderation({ harassment: 0.1, hate: 0, sexual: 0.97 }, true)),
  },
  Bedrock: {
    env: (url) => ({
      SIGNALPOST_BEDROCK_GUARDRAIL_ID: 'gr1',
      SIGNALPOST_BEDROCK_GUARDRAIL_VERSION: '3',
      SIGNALPOST_BEDROCK_REGION: 'eu-central-1',
      SIGNALPOST_BEDROCK_ENDPOINT: url,
      SIGNALPOST_BEDROCK_ACCESS_KEY_ID: 'AKTEST',
      SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY: SECRET,
    }),
    layer: 'moderator:bedrock',
    fine: (_, response) => json(response, assessed([], 'NONE')),
    flags: (_, response) =>
      json(
        response,
        assessed([
          { contentPolicy: { filters: [{ type: 'SEXUAL', confidence: 'HIGH', action: 'BLOCKED' }] } },
        ]),
      ),
  },
  Perspective: {
    env: (url) => ({
      SIGNALPOST_PERSPECTIVE: 'true',
      SIGNALPOST_PERSPECTIVE_KEY: SECRET,
      SIGNALPOST_PERSPECTIVE_URL: url,
    }),
    layer: 'moderator:perspective',
    fine: (_, response) => json(response, analyzed(0.01, 0.01, 0.01)),
    flags: (_, response) => json(response, analyzed(0.1, 0.1, 0.97)),
  },
  'the judge': {
    env: (url) => ({
      SIGNALPOST_JUDGE_MODEL: 'm',
      SIGNALPOST_JUDGE_KEY: SECRET,
      SIGNALPOST_JUDGE_URL: `${url}/v1`,
    }),
    layer: 'judge:openai-judge',
    fine: (_, response) => json(response, completion('{"opinion":"fine","reason":"none"}')),
    flags: (_, response) => json(response, completion('{"opinion":"flag","reason":"sexual"}')),
  },
};

/** The verdict that a started safety processor writes to the log for a harmless draft. */
async function verdictWith(service: Service, timeoutMs = 5_000): Promise<SafetyCheckedData['verdict']> {
  const { moderation: configured } = loadConfig({
    SIGNALPOST_HOME: '/nonexistent',
    KAFKA_BROKERS: 'k:1',
    SCHEMA_REGISTRY_URL: 'http://r',
    CLICKHOUSE_URL: 'http://c',
    REDIS_URL: 'redis://r',
    SIGNALPOST_MODERATION_TIMEOUT_MS: String(timeoutMs),
    ...service.env(stub.url),
  });
  const gate = hostedGate(await hostedLayers(configured, () => NOW), configured.timeoutMs);
  const all = processors(standardDeps({ clientOf: () => undefined, now: () => NOW }, gate));
  const world = await World.with(all);
  await world.start(all.filter(({ name }) => name === 'safety'));
  await world.append('reply.drafted', of.conversationId, 'ReplyDrafted', drafted());
  for (;;) {
    await sleep(5);
    await world.time.advance(5);
    const [event] = await world.events('safety.checked');
    if (event !== undefined) return (event.data as SafetyCheckedData).verdict;
  }
}

function drafted(): EventData['ReplyDrafted'] {
  const text = 'Thank you so much, this made our day!';
  const hash = contentHash({ account: of.accountId, target: of.nativeId, text, media: [] });
  return {
    draftId: 'd',
    draftVersion: 1,
    engagement: of,
    draft: {
      text,
      tone: 'appreciative',
      templateId: null,
      contentHash: hash,
      modelVersion: 'test',
      disclosures: [],
    },
    classification: {
      kind: 'praise',
      kindProbabilities: { praise: 0.9 },
      urgency: 'low',
      urgencyScore: 0,
      urgencyFactors: [],
      spam: false,
      spamScore: 0,
      language: 'en',
      modelVersion: 'test',
    },
    sentiment: { label: 'positive', score: 0.8, confidence: 0.9, probabilities: {}, modelVersion: 'test' },
  };
}

describe.each(Object.entries(SERVICES))('a safety processor with %s', (_, service) => {
  it('lets out what passes there, too, and holds what is flagged there', async () => {
    stub.answer = service.fine;
    expect(await verdictWith(service)).toMatchObject({ decision: 'pass', reasons: [] });
    stub.answer = service.flags;
    const verdict = await verdictWith(service);
    expect(verdict.decision).toBe('hold');
    expect(verdict.flagged || verdict.issues.some(({ layer }) => layer === service.layer)).toBe(true);
    expect(stub.seen).toHaveLength(2);
  });

  it('holds when it does not answer in time, and when it fails; no secret is in the verdict', async () => {
    stub.answer = silent;
    const late = await verdictWith(service, 150);
    expect(late).toMatchObject({ decision: 'hold', reasons: expect.arrayContaining(['layer_timed_out']) });
    stub.answer = (_request, response) => json(response, { error: { message: `bad key ${SECRET}` } }, 401);
    const failed = await verdictWith(service);
    expect(failed).toMatchObject({ decision: 'hold', reasons: expect.arrayContaining(['layer_failed']) });
    expect(JSON.stringify([late, failed])).not.toContain(SECRET);
  });
});

describe('Perspective', () => {
  const on = {
    timeoutMs: 1,
    openai: null,
    bedrock: null,
    judge: null,
    perspective: { apiKey: 'k', url: null },
  };
  it('is refused at start from 2027 on', () => {
    expect(hostedProblems(on, Date.UTC(2026, 11, 31, 23, 59))).toEqual([]);
    expect(hostedProblems(on, Date.UTC(2027, 0, 1))).toEqual([expect.stringContaining('31 December 2026')]);
    expect(hostedProblems({ ...on, perspective: null }, Date.UTC(2027, 0, 1))).toEqual([]);
  });
});
