import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findings } from './checks.ts';
import { diskBounds, diskUse, stillToCome } from './disk.ts';
import { openHome } from './home.ts';
import type { Home } from './home.ts';

let home: Home;
beforeEach(() => {
  home = openHome(mkdtempSync(join(tmpdir(), 'checks-test-')));
});
afterEach(() => rmSync(home.dir, { recursive: true }));

describe('doctor', () => {
  it('given services of yours that are away and settings that are wrong, each is a problem with its fix', async () => {
    const all = await findings({
      home,
      env: {
        PATH: process.env['PATH'],
        SIGNALPOST_CACHE: home.dir,
        CLICKHOUSE_URL: 'http://127.0.0.1:1',
        REDIS_URL: 'redis://127.0.0.1:1',
      },
    });
    for (const variable of ['CLICKHOUSE_URL', 'REDIS_URL'])
      expect(all.find(({ check }) => check === variable)).toMatchObject({
        level: 'problem',
        found: expect.stringContaining('ECONNREFUSED'),
        fix: expect.stringContaining(variable),
      });
    expect(all.find(({ check }) => check === 'redis-server')).toMatchObject({ level: 'ok' });
    const fixes = all.flatMap((finding) => (finding.level === 'ok' ? [] : [finding.fix]));
    expect(fixes.filter((fix) => fix.includes('\n') || fix === '')).toEqual([]);
  }, 30_000);

  it('given an environment that our processes would refuse, every reason is a finding', async () => {
    const env = { SIGNALPOST_SCALE: 'huge', KAFKA_BROKERS: 'nowhere', SIGNALPOST_CACHE: home.dir };
    const all = await findings({ home, env });
    const wrong = all.filter(({ check, level }) => check === 'configuration' && level === 'problem');
    expect(wrong).toHaveLength(2);
    expect(wrong.map(({ found }) => found.split(' ')[0])).toEqual(
      expect.arrayContaining(['KAFKA_BROKERS', 'SIGNALPOST_SCALE']),
    );
    expect(all.find(({ check }) => check === 'KAFKA_BROKERS')).toMatchObject({ level: 'problem' });
  }, 30_000);
});

describe('the disk', () => {
  it('what the limits allow is known, and what is used counts against it', () => {
    const bounds = diskBounds();
    for (const bytes of Object.values(bounds)) expect(bytes).toBeGreaterThan(100e6);
    const total = Object.values(bounds).reduce((sum, bytes) => sum + bytes, 0);
    const nothing = { log: 0, redis: 0, journals: 0, logs: 0, clickhouse: 0 };
    expect(stillToCome(bounds, nothing)).toBe(total);
    expect(stillToCome(bounds, { ...nothing, log: 1e9, clickhouse: 5e9 })).toBe(total - 1e9);
    expect(stillToCome(bounds, { ...nothing, log: 2 * total })).toBe(0);
  });

  it('what an installation takes is what its files take', () => {
    mkdirSync(home.data('kafka'), { recursive: true });
    writeFileSync(join(home.data('kafka'), 'segment'), 'x'.repeat(1_000_000));
    const use = diskUse(home);
    expect(use.log).toBeGreaterThanOrEqual(1_000_000);
    expect(use).toMatchObject({ clickhouse: 0, logs: 0 });
  });
});
