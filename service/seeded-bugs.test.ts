/** Wrong on purpose only where a test asks for it; anywhere else the process refuses to start. */
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';
import { readSeededBugs, SEEDED_BUGS, seededBug, type SeededBug } from './seeded-bugs.ts';

const CONFIG = {
  KAFKA_BROKERS: 'localhost:9092',
  SCHEMA_REGISTRY_URL: 'http://localhost:8081',
  CLICKHOUSE_URL: 'http://localhost:8123',
  REDIS_URL: 'redis://localhost:6379',
};

describe('seeded bugs', () => {
  it('are all off without the variable', () => {
    expect((Object.keys(SEEDED_BUGS) as SeededBug[]).filter(seededBug)).toEqual([]);
    expect(readSeededBugs({ NODE_ENV: 'test' })).toEqual({ active: new Set(), problems: [] });
  });

  it('are on by name in a test', () => {
    const { active } = readSeededBugs({
      NODE_ENV: 'test',
      SIGNALPOST_SEEDED_BUG: 'skip-dedupe, token-bucket',
    });
    expect([...active]).toEqual(['skip-dedupe', 'token-bucket']);
  });

  it.each([undefined, 'production', 'development'])('are refused with NODE_ENV=%s', (mode) => {
    const env = { NODE_ENV: mode, SIGNALPOST_SEEDED_BUG: 'skip-dedupe' };
    expect(readSeededBugs(env).active.size).toBe(0);
    expect(() => loadConfig({ ...CONFIG, ...env })).toThrow(ConfigError);
    expect(() => loadConfig({ ...CONFIG, ...env })).toThrow(/for tests/);
  });

  it('are refused by a name that is in no table', () => {
    const { active, problems } = readSeededBugs({
      NODE_ENV: 'test',
      SIGNALPOST_SEEDED_BUG: 'skip-dedupe,typo',
    });
    expect(active.size).toBe(0);
    expect(problems).toEqual([expect.stringContaining('typo')]);
  });
});
