/**
 * Hosted moderators and the judge as an operator switches them on, in a whole installation: the processes read the
 * variables, and a stub on loopback speaks the services' wire formats. Whatever they say or fail to say, nothing goes
 * out that one of them has not let pass.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assessed,
  completion,
  json,
  moderation,
  silent,
  startStub,
  type Answering,
  type Stub,
} from '../../models/safety/hosted/testing.ts';
import type { SimulatedMessage } from '../../stack/simulate/message.ts';
import type { Event } from '../../topics/events.ts';
import { CLEAR_PRAISE } from '../support/clear-praise.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

const SECRETS = {
  SIGNALPOST_OPENAI_MODERATION_KEY: 'sk-openai-4401-aaaaaaaaaaaaaaaa',
  SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY: 'bedrock-4402-bbbbbbbbbbbbbbbb',
  SIGNALPOST_JUDGE_KEY: 'sk-judge-4403-cccccccccccccccc',
} as const;
const TIMEOUT_MS = 1_500;

type Service = 'openai' | 'bedrock' | 'judge';
const FINE: Readonly<Record<Service, Answering>> = {
  openai: (_, response) => json(response, moderation({ harassment: 0.01, hate: 0, sexual: 0 })),
  bedrock: (_, response) => json(response, assessed([], 'NONE')),
  judge: (_, response) => json(response, completion('{"opinion":"fine","reason":"none"}')),
};

let stub: Stub;
let installation: Installation;
/** What each service answers now. */
let answering = FINE;
beforeAll(async () => {
  stub = await startStub();
  stub.answer = (request, response) => {
    const service: Service = request.path.startsWith('/guardrail/gr1/version/3/apply')
      ? 'bedrock'
      : request.path === '/v1/moderations'
        ? 'openai'
        : 'judge';
    answering[service](request, response);
  };
  installation = await startInstallation({
    ...SECRETS,
    SIGNALPOST_LOG_LEVEL: 'trace',
    SIGNALPOST_MODERATION_TIMEOUT_MS: String(TIMEOUT_MS),
    SIGNALPOST_OPENAI_MODERATION_URL: `${stub.url}/v1`,
    SIGNALPOST_BEDROCK_GUARDRAIL_ID: 'gr1',
    SIGNALPOST_BEDROCK_GUARDRAIL_VERSION: '3',
    SIGNALPOST_BEDROCK_REGION: 'eu-central-1',
    SIGNALPOST_BEDROCK_ENDPOINT: stub.url,
    SIGNALPOST_BEDROCK_ACCESS_KEY_ID: 'AKTEST',
    SIGNALPOST_JUDGE_MODEL: 'judge-1',
    SIGNALPOST_JUDGE_URL: `${stub.url}/v1`,
  });
}, 180_000);
afterAll(async () => {
  await installation?.stop();
  await stub?.close();
});

const unsent = CLEAR_PRAISE[Symbol.iterator]();

/** One message of praise, answered while the services speak so; its verdict and the state that it comes to. */
async function judgedWith(
  changed: Partial<Record<Service, Answering>>,
  message: SimulatedMessage = unsent.next().value as SimulatedMessage,
): Promise<Event<'SafetyChecked'>['data'] & { readonly state: string }> {
  answering = { ...FINE, ...changed };
  stub.seen.splice(0);
  await installation.load({ count: 1, rate: 1, networks: ['x'], messages: [message] });
  const data = await eventually(`a verdict on the answer to ${message.id}`, 60_000, async () => {
    const verdicts = await installation.events('SafetyChecked');
    return verdicts.find(({ data: { engagement } }) => engagement.text.includes(message.text))?.data;
  });
  const state = await eventually(`${message.id} posted or held`, 60_000, async () => {
    const found = await installation.engagement(data.engagement.engagementId);
    return ['posted', 'held'].includes(found.state) && found.state;
  });
  return { ...data, state };
}

const sexual = { contentPolicy: { filters: [{ type: 'SEXUAL', confidence: 'HIGH', action: 'BLOCKED' }] } };
const flags = {
  openai: (_, response) => json(response, moderation({ harassment: 0.1, hate: 0, sexual: 0.97 }, true)),
  bedrock: (_, response) => json(response, assessed([sexual])),
  judge: (_, response) => json(response, completion('{"opinion":"hold","reason":"off_topic"}')),
} as const satisfies Record<Service, Answering>;
const LAYERS = { openai: 'moderator:openai', bedrock: 'moderator:bedrock', judge: 'judge:openai-judge' };

describe('hosted moderators in an installation', () => {
  it('are all asked, once each, and what they let pass is posted', async () => {
    const { state, verdict } = await judgedWith({});
    expect(verdict).toMatchObject({ decision: 'pass', issues: [] });
    expect(state).toBe('posted');
    expect(stub.seen.map((one) => one.path).toSorted()).toEqual([
      '/guardrail/gr1/version/3/apply',
      '/v1/chat/completions',
      '/v1/moderations',
    ]);
    const bearer = stub.seen.find((one) => one.path === '/v1/moderations')?.headers.authorization;
    expect(bearer).toBe(`Bearer ${SECRETS.SIGNALPOST_OPENAI_MODERATION_KEY}`);
  });

  it.each(['openai', 'bedrock', 'judge'] as const)(
    'where %s alone objects and the others do not, a person decides',
    async (service) => {
      const { state, verdict } = await judgedWith({ [service]: flags[service] });
      expect(state).toBe('held');
      expect(verdict.decision).toBe('hold');
      expect(verdict.issues.map(({ layer }) => layer)).toContain(LAYERS[service]);
    },
  );

  it.each(['openai', 'bedrock', 'judge'] as const)(
    'where %s does not answer in time, a person decides, and the verdict says so',
    async (service) => {
      const { state, verdict } = await judgedWith({ [service]: silent });
      expect(state).toBe('held');
      expect(verdict.reasons).toContain('layer_timed_out');
      expect(verdict.issues.map(({ message }) => message)).toEqual(
        expect.arrayContaining([
          expect.stringContaining(`${LAYERS[service]}: no answer within ${TIMEOUT_MS} ms`),
        ]),
      );
    },
  );

  it('where all refuse the key and repeat it, a person decides', async () => {
    const refused: Answering = ({ headers }, response) =>
      json(
        response,
        { error: { message: `bad key ${headers.authorization} ${Object.values(SECRETS).join()}` } },
        401,
      );
    const { state, verdict } = await judgedWith({ openai: refused, bedrock: refused, judge: refused });
    expect(state).toBe('held');
    expect(verdict.reasons).toContain('layer_failed');
  });

  it.each([
    ['telephone number', '901820', 'My number is +49 30 901820'],
    ['address', 'jo.private', 'jo.private@mail.example'],
  ])('see no %s of the message that is answered', async (name, secret, said) => {
    const [author] = CLEAR_PRAISE;
    const text = `Thank you so much for the wonderful espresso, I love it! ${said}`;
    await judgedWith({}, { ...author!, id: `private-${name}`, text });
    const asked = stub.seen.map(({ body }) => body).join('\n');
    expect(asked).toContain('wonderful espresso');
    expect(asked).not.toContain(secret);
  });

  it('let pass again as soon as they answer again', async () => {
    expect((await judgedWith({})).state).toBe('posted');
  });

  it('leave no secret in a log, a verdict or a metric, and everything adds up', async () => {
    const { stack } = installation;
    const folder = path.join(stack.home, 'logs');
    const logs = await Promise.all((await readdir(folder)).map((name) => readFile(path.join(folder, name))));
    const metrics = await Promise.all(
      ['processors', 'gateway'].map(async (part) => {
        const { url } = stack.services[part as 'processors' | 'gateway'] ?? {};
        return (await fetch(`${url}/metrics`)).text();
      }),
    );
    const verdicts = JSON.stringify(await installation.events('SafetyChecked'));
    const said = [...logs.map(String), ...metrics, verdicts].join('\n');
    expect(said).toContain('hosted moderators are on');
    for (const secret of Object.values(SECRETS)) expect(said).not.toContain(secret);
    expect(red(await installation.audit(90_000))).toEqual([]);
  });
});
