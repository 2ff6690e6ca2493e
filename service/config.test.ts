import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

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
    expect(config.kafka).toEqual({ brokers: ['kafka-1:9092', 'kafka-2:9092'], ssl: {}, sasl: null });
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
});
