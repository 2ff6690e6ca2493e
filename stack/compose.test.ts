import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { networkVariable } from '../service/networks.ts';
import { ROOT } from './home.ts';
import { NETWORKS, NETWORK_NAMES } from './networks/table.ts';
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

  it('gives every simulated network a port, its secrets and the product its address', () => {
    const named = NETWORK_NAMES.flatMap((name) => {
      const { portEnv, tokenEnv, secretEnv } = NETWORKS[name];
      return [portEnv, tokenEnv, secretEnv ?? [], networkVariable(name, 'URL')].flat();
    });
    expect(named.filter((variable) => !compose.includes(`${variable}: `))).toEqual([]);
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
    for (const setting of ['maxmemory 384mb', 'maxmemory-policy noeviction']) {
      expect(redisConf('/d', 1)).toContain(setting);
      expect(compose).toContain(`--${setting.replace(' ', ', ')}`);
    }
    expect(compose).toContain('WRITE_DELAY=0');
  });

  it('keeps adopted weights in one place for all that read them or show their cards', () => {
    expect(compose).toContain('SIGNALPOST_MODELS_DIR: /data/models');
    for (const name of ['gateway', 'processors', 'projections']) {
      const service = compose.split(`\n  ${name}:\n`)[1]?.split(/\n {2}[a-z]+:\n/)[0];
      expect(service).toContain('volumes: [models:/data]');
    }
  });

  it('asks for no variable that nothing reads: .env.example has them all', () => {
    const asked = [...compose.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name);
    expect(asked.length).toBeGreaterThan(3);
    const named = readFileSync(join(ROOT, '.env.example'), 'utf8');
    expect(asked.filter((name) => !named.includes(`\n${name}=`))).toEqual([]);
  });

  it('reads its secrets from a file that neither git nor the image takes', () => {
    const lines = (file: string): string[] => readFileSync(join(ROOT, file), 'utf8').split('\n');
    expect(lines('.gitignore')).toEqual(expect.arrayContaining(['.env', '.env.*']));
    expect(lines('stack/Dockerfile.dockerignore')).toEqual(expect.arrayContaining(['.env*', '.signalpost*']));
  });

  it('gives analysts their role, rows and quota, with a user who may manage access', () => {
    expect(compose).toMatch(/command: \[node, projections\/clickhouse\/migrate\/main\.ts, --server\]/);
    expect(compose).toContain('CLICKHOUSE_DEFAULT_ACCESS_MANAGEMENT: 1');
  });

  it('holds no secret, and publishes nothing beyond loopback', () => {
    for (const [, value] of compose.matchAll(/(?:SECRET|TOKEN|KEY|PASSWORD): (.*)$/gm))
      // Asked for, or empty where the operator gives none.
      expect(value).toMatch(/^\$\{\w+:(?:\?[^}]*|-)\}$/);
    for (const [, port] of compose.matchAll(/ports: \[(.*)\]/g))
      expect(port).toMatch(/^'127\.0\.0\.1:\d+:\d+'$/);
  });
});
