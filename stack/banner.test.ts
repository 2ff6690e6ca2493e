import { describe, expect, it } from 'vitest';
import { formatBanner } from './banner.ts';
import { PARTS } from './parts.ts';
import type { ServicesFile } from './services.ts';

const supervisor = { pid: 1, startTicks: 1, bootId: 'b' };
const services: ServicesFile = {
  version: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
  supervisor,
  ephemeral: false,
  state: 'ready',
  gateway: { url: 'http://127.0.0.1:8080' },
  parts: {
    kafka: { state: 'yours', restarts: 0, url: 'broker.example:9092' },
    redis: { state: 'ready', restarts: 2, pid: 20, url: 'redis://127.0.0.1:6379' },
    setup: { state: 'done', restarts: 0 },
    gateway: { state: 'ready', restarts: 0, pid: 30, url: 'http://127.0.0.1:8080' },
  },
};
const memory = (pid: number): number | undefined => ({ 1: 50e6, 20: 12e6, 30: 100e6 })[pid];
const banner = (change: Partial<ServicesFile> = {}, signIn?: string): string =>
  formatBanner({
    services: { ...services, ...change },
    parts: Object.values(PARTS),
    home: '/h',
    memory,
    seconds: 12.34,
    signIn,
  });
const row = (text: string, name: string): string =>
  text.split('\n').find((line) => line.startsWith(`  ${name} `))!;

describe('the banner', () => {
  it('names per part its purpose, address, pid and memory', () => {
    const line = row(banner(), 'redis');
    for (const word of [PARTS.redis.purpose, 'redis://127.0.0.1:6379', ' 20 ', '12 MB', 'restarted 2×']) {
      expect(line).toContain(word);
    }
  });

  it('says of an outside service that it is yours, with no pid and no memory', () => {
    expect(row(banner(), 'kafka')).toMatch(/broker\.example:9092 +- +- +yours$/);
  });

  it('sums the memory of all processes, supervisor included', () => {
    expect(banner()).toContain('memory in all: 162 MB');
  });

  it('says whether state is kept, and how to get rid of it', () => {
    expect(banner()).toContain('State is kept in /h; `signalpost reset` deletes it.');
    const thrownAway = banner({ ephemeral: true });
    expect(thrownAway).toContain('State is thrown away when it stops: /h');
    expect(thrownAway).toContain('SIGNALPOST_HOME=/h signalpost down');
  });

  it('says where to look, and tells no secret', () => {
    expect(banner()).toContain('Open http://127.0.0.1:8080/');
    expect(banner()).toContain('SIGNALPOST_API_TOKEN of /h/secrets.json');
  });

  it('gives the link that signs in, and says how long it works', () => {
    const text = banner({}, 'http://127.0.0.1:8080/login?once=code');
    expect(text).toContain('Open http://127.0.0.1:8080/login?once=code');
    expect(text).toContain('once, for ten minutes');
  });

  it('leaves out parts that are not of this installation', () => {
    expect(row(banner(), 'clickhouse')).toBeUndefined();
  });
});
