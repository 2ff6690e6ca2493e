import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, homeFolder, loadConfig } from './config.ts';
import { NETWORK_SLUGS, networkVariable } from './networks.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'signalpost-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const complete = () => ({
  SIGNALPOST_HOME: home,
  KAFKA_BROKERS: 'kafka-1:9092, kafka-2:9092',
  SCHEMA_REGISTRY_URL: 'https://registry.example/apis/ccompat/v7',
  CLICKHOUSE_URL: 'https://clickhouse.example:8443',
  REDIS_URL: 'rediss://redis.example:6380',
});

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('reads the environment', () => {
    const config = loadConfig({ ...complete(), KAFKA_SSL: 'true' });
    expect(config.kafka).toEqual({
      brokers: ['kafka-1:9092', 'kafka-2:9092'],
      ssl: {},
      sasl: null,
      compression: 'none',
    });
    expect(config.redis.url).toBe('rediss://redis.example:6380');
    expect(config.networks).toEqual({ x: null, mastodon: null });
  });

  it('takes from services.json what the environment leaves out, and the environment wins', () => {
    writeFileSync(
      path.join(home, 'services.json'),
      JSON.stringify({
        kafka: { brokers: ['127.0.0.1:1'] },
        registry: { url: 'http://127.0.0.1:2/apis/ccompat/v7' },
        clickhouse: { url: 'http://127.0.0.1:3' },
        redis: { url: 'redis://127.0.0.1:4' },
        gateway: { url: 'http://127.0.0.1:5' },
      }),
    );
    const config = loadConfig({ SIGNALPOST_HOME: home, REDIS_URL: 'redis://other:6379', KAFKA_BROKERS: '' });
    expect(config.kafka.brokers).toEqual(['127.0.0.1:1']);
    expect(config.redis.url).toBe('redis://other:6379');
    expect(config.ports.gateway).toBe(5);
  });

  it('connects every network whose address and token are there, the environment before services.json', () => {
    const addresses = Object.fromEntries(
      NETWORK_SLUGS.map((slug) => [slug, { url: `http://${slug}.local` }]),
    );
    writeFileSync(path.join(home, 'services.json'), JSON.stringify({ networks: addresses }));
    const tokens = Object.fromEntries(
      NETWORK_SLUGS.map((slug) => [networkVariable(slug, 'TOKEN'), 'a-token-12']),
    );
    const [first] = NETWORK_SLUGS;
    const env = { ...complete(), ...tokens, [networkVariable(first, 'URL')]: 'https://real.example' };
    const { networks } = loadConfig(env);
    for (const slug of NETWORK_SLUGS) {
      const url = slug === first ? 'https://real.example' : `http://${slug}.local`;
      expect(networks[slug]).toEqual({ url, token: 'a-token-12', appSecret: null });
    }
    expect(problemsOf({ ...env, [networkVariable(first, 'APP_SECRET')]: 'short' })).toHaveLength(1);
  });

  it('reads tokens of single accounts, whatever signs they hold, and never shows one that is wrong', () => {
    const tokens = (text: string) => ({ ...complete(), SIGNALPOST_ACCOUNT_TOKENS: text });
    expect([...loadConfig(complete()).accountTokens]).toEqual([]);
    expect([...loadConfig(tokens('x:1002=1002.abc=def==, mastodon:7=longenough')).accountTokens]).toEqual([
      ['x:1002', '1002.abc=def=='],
      ['mastodon:7', 'longenough'],
    ]);
    for (const wrong of ['x:1002=hunter2', 'x:1002', 'hunter2=abcdefgh', 'x:1=abcdefgh,', 'x:1=has blank'])
      expect(problemsOf(tokens(wrong))).toEqual([
        'SIGNALPOST_ACCOUNT_TOKENS must be network:id=token, separated by commas, each token of at least 8 characters',
      ]);
  });

  it('begins with one workspace, and with no more than there can be', () => {
    expect(loadConfig(complete()).demoWorkspaces).toBe(1);
    expect(loadConfig({ ...complete(), SIGNALPOST_DEMO_WORKSPACES: '20' }).demoWorkspaces).toBe(20);
    for (const wrong of ['0', '201', '1.5', 'many'])
      expect(problemsOf({ ...complete(), SIGNALPOST_DEMO_WORKSPACES: wrong })).toHaveLength(1);
  });

  it('reads when lost answers are looked for, and refuses what cannot be a plan of looks', () => {
    expect(loadConfig(complete()).readbackMs).toEqual([5_000, 30_000, 120_000]);
    const looks = (text: string) => ({ ...complete(), SIGNALPOST_READBACK_SECONDS: text });
    expect(loadConfig(looks('3, 10.5,25')).readbackMs).toEqual([3_000, 10_500, 25_000]);
    for (const wrong of ['10,5', '5,5', '0', '-1', '7201', '5,,9', 'soon'])
      expect(problemsOf(looks(wrong))).toEqual([
        expect.stringContaining('SIGNALPOST_READBACK_SECONDS must be seconds'),
      ]);
  });

  it('names every problem at once and never shows a value', () => {
    const problems = problemsOf({
      ...complete(),
      KAFKA_BROKERS: 'nonsense',
      REDIS_URL: 'http://hunter2',
      SIGNALPOST_API_TOKEN: 'short',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'KAFKA_BROKERS',
      'REDIS_URL',
      'SIGNALPOST_API_TOKEN',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('says how to get a service that is not configured', () => {
    expect(() => loadConfig({ SIGNALPOST_HOME: home })).toThrow(/KAFKA_BROKERS is not set: .*npm start/);
  });

  it('refuses SASL without credentials', () => {
    expect(() => loadConfig({ ...complete(), KAFKA_SASL_MECHANISM: 'plain' })).toThrow(/KAFKA_SASL_USERNAME/);
  });

  it.each([
    [{ KAFKA_SASL_PASSWORD: 'hunter2' }, 'KAFKA_SASL_PASSWORD needs KAFKA_SASL_MECHANISM'],
    [{ KAFKA_SSL: 'true', KAFKA_SSL_CERT_FILE: 'a.pem' }, 'KAFKA_SSL_CERT_FILE needs KAFKA_SSL_KEY_FILE'],
    [{ KAFKA_SSL_CA_FILE: 'a.pem' }, 'KAFKA_SSL_CA_FILE needs KAFKA_SSL=true'],
    [{ SCHEMA_REGISTRY_USERNAME: 'u' }, 'SCHEMA_REGISTRY_USERNAME needs SCHEMA_REGISTRY_PASSWORD'],
    [{ SIGNALPOST_CA_FILE: 'nowhere.pem' }, 'SIGNALPOST_CA_FILE cannot be read (ENOENT): nowhere.pem'],
  ])('given half of a secured connection, says what the other half is: %o', (half, problem) => {
    expect(problemsOf({ ...complete(), ...half })).toContain(problem);
  });

  it('given a file that holds no certificate, says so and nothing of it', () => {
    const file = path.join(home, 'wrong.pem');
    writeFileSync(file, 'hunter2');
    expect(problemsOf({ ...complete(), SIGNALPOST_CA_FILE: file })).toEqual([
      'SIGNALPOST_CA_FILE holds no certificate in PEM form',
    ]);
  });

  it('refuses credentials in a URL that ends up in errors; Redis has no other place for them', () => {
    const [first, ...more] = problemsOf({
      ...complete(),
      CLICKHOUSE_URL: 'https://user:hunter2@clickhouse.example',
      REDIS_URL: 'rediss://user:hunter2@redis.example',
    });
    expect(first).toMatch(/^CLICKHOUSE_URL must hold no user or password/);
    expect(first).not.toContain('hunter2');
    expect(more).toEqual([]);
  });

  it('tells what only this process needs together with the rest', () => {
    const load = () => loadConfig({ ...complete(), KAFKA_BROKERS: 'nonsense' }, ['SIGNALPOST_API_TOKEN']);
    expect(load).toThrow(/KAFKA_BROKERS must[^]*SIGNALPOST_API_TOKEN is not set/);
  });

  it('a services file that cannot be read is a problem like the others', () => {
    writeFileSync(path.join(home, 'services.json'), '{');
    expect(problemsOf({ SIGNALPOST_HOME: home }).join()).toMatch(
      /services\.json cannot be read.*KAFKA_BROKERS/,
    );
  });

  it('takes an empty home for none', () => {
    expect(homeFolder({ SIGNALPOST_HOME: '' })).toBe(homeFolder({}));
  });

  it('no hosted moderator and no judge is asked unless it is configured', () => {
    expect(loadConfig(complete()).moderation).toEqual({
      timeoutMs: 4_000,
      openai: null,
      bedrock: null,
      perspective: null,
      judge: null,
    });
    // A key alone does not switch Perspective on.
    const key = { SIGNALPOST_PERSPECTIVE_KEY: 'k' };
    expect(loadConfig({ ...complete(), ...key }).moderation.perspective).toBeNull();
  });

  it('reads what switches each of them on', () => {
    const { moderation } = loadConfig({
      ...complete(),
      SIGNALPOST_MODERATION_TIMEOUT_MS: '900',
      SIGNALPOST_OPENAI_MODERATION_KEY: 'k1',
      SIGNALPOST_BEDROCK_GUARDRAIL_ID: 'gr1',
      SIGNALPOST_BEDROCK_GUARDRAIL_VERSION: '3',
      SIGNALPOST_BEDROCK_REGION: 'eu-central-1',
      SIGNALPOST_BEDROCK_ENDPOINT: 'https://bedrock.example',
      SIGNALPOST_BEDROCK_ACCESS_KEY_ID: 'AK',
      SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY: 'k2',
      SIGNALPOST_PERSPECTIVE: 'true',
      SIGNALPOST_PERSPECTIVE_KEY: 'k3',
      SIGNALPOST_JUDGE_MODEL: 'm',
      SIGNALPOST_JUDGE_KEY: 'k4',
      SIGNALPOST_JUDGE_URL: 'http://judge.example/v1',
    });
    expect(moderation).toEqual({
      timeoutMs: 900,
      openai: { apiKey: 'k1', url: null, model: 'omni-moderation-latest' },
      bedrock: {
        region: 'eu-central-1',
        endpoint: 'https://bedrock.example',
        credentials: { accessKeyId: 'AK', secretAccessKey: 'k2' },
        guardrailId: 'gr1',
        guardrailVersion: '3',
      },
      perspective: { apiKey: 'k3', url: null },
      judge: { apiKey: 'k4', url: 'http://judge.example/v1', model: 'm' },
    });
  });

  it.each([
    [{ SIGNALPOST_OPENAI_MODERATION_MODEL: 'm' }, 'needs SIGNALPOST_OPENAI_MODERATION_KEY'],
    [{ SIGNALPOST_BEDROCK_GUARDRAIL_ID: 'g' }, 'needs SIGNALPOST_BEDROCK_GUARDRAIL_VERSION and'],
    [{ SIGNALPOST_BEDROCK_SECRET_ACCESS_KEY: 'hunter2' }, 'needs SIGNALPOST_BEDROCK_GUARDRAIL_ID'],
    [{ SIGNALPOST_PERSPECTIVE: 'true' }, 'needs SIGNALPOST_PERSPECTIVE_KEY'],
    [{ SIGNALPOST_JUDGE_MODEL: 'm' }, 'needs SIGNALPOST_JUDGE_KEY'],
    [{ SIGNALPOST_JUDGE_KEY: 'hunter2' }, 'needs SIGNALPOST_JUDGE_MODEL'],
    [{ SIGNALPOST_JUDGE_URL: 'https://u:hunter2@judge.example' }, 'must hold no user or password'],
    [{ SIGNALPOST_MODERATION_TIMEOUT_MS: '60000' }, 'SIGNALPOST_MODERATION_TIMEOUT_MS'],
  ])('half of a moderator is refused: %o', (half, problem) => {
    const problems = problemsOf({ ...complete(), ...half }).join('; ');
    expect(problems).toContain(problem);
    expect(problems).not.toContain('hunter2');
  });
});
