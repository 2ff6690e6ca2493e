import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './home.ts';
import { PART_NAMES } from './part.ts';
import { serverProperties } from './parts/kafka.ts';
import { redisConf } from './parts/redis.ts';

const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');

/** What must differ: where it listens, where it stores, and how it is told. */
const OWN =
  /^(listeners|advertised\.listeners|controller\.quorum\.voters|log\.dirs|process\.roles|node\.id|num\.|metadata\.|log\.cleaner|log\.retention\.check|min\.insync)/;

describe('docker-compose.yml is the same installation', () => {
  it('has a service for every part but the page, which the image brings', () => {
    const services = [...compose.matchAll(/^ {2}([a-z]+):$/gm)].map((match) => match[1]);
    expect(services).toEqual(expect.arrayContaining(PART_NAMES.filter((name) => name !== 'dashboard')));
  });

  it("has the broker's settings that we tried", () => {
    const lines = serverProperties('/d', { broker: 1, controller: 2 }).trim().split('\n');
    const missing = lines.filter((line) => {
      const at = line.indexOf('=');
      const name = `KAFKA_${line.slice(0, at).toUpperCase().replaceAll('.', '_')}`;
      const value = line.slice(at + 1);
      return (
        !OWN.test(line) &&
        !compose.includes(`${name}: ${value}\n`) &&
        !compose.includes(`${name}: '${value}'\n`)
      );
    });
    expect(missing).toEqual([]);
  });

  it('has the limits of Redis, and a registry that survives a kill', () => {
    for (const setting of ['maxmemory 256mb', 'maxmemory-policy noeviction']) {
      expect(redisConf('/d', 1)).toContain(setting);
      expect(compose).toContain(`--${setting.replace(' ', ', ')}`);
    }
    expect(compose).toContain('WRITE_DELAY=0');
  });

  it('holds no secret, and publishes nothing beyond loopback', () => {
    for (const [, value] of compose.matchAll(/(?:SECRET|TOKEN|KEY|PASSWORD): (.*)$/gm))
      // Asked for, or empty where the operator gives none.
      expect(value).toMatch(/^\$\{\w+:(?:\?[^}]*|-)\}$/);
    for (const [, port] of compose.matchAll(/ports: \[(.*)\]/g))
      expect(port).toMatch(/^'127\.0\.0\.1:\d+:\d+'$/);
  });
});
