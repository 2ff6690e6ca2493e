import { describe, expect, it } from 'vitest';
import { CATALOGUE, PARTITIONS, TOPIC_NAMES } from '../catalogue.ts';
import { createCodec } from '../codec/codec.ts';
import { RegistryError } from '../codec/registry.ts';
import { createStaticRegistry } from '../codec/static-registry.ts';
import { MemoryCluster } from '../log/memory/cluster.ts';
import { createMemoryLog } from '../log/memory/log.ts';
import { setUp } from './setup.ts';
import type { SetupPorts } from './setup.ts';
import { processors, standardDeps } from '../../processors/registry.ts';
import { hasState } from '../../processors/runtime/topics.ts';
import { changelogOwners, topicSpecs } from './topics.ts';

function setting() {
  const cluster = new MemoryCluster();
  const log = createMemoryLog(cluster);
  const said: string[] = [];
  let now = 0;
  const order: string[] = [];
  const registry = createStaticRegistry();
  const codec = createCodec({
    ...registry,
    register: (type, text) => {
      order.push('register');
      return registry.register(type, text);
    },
  });
  const ports: SetupPorts = {
    log,
    codec,
    registry: { setCompatibility: async () => void order.push('level') },
    elapsedMs: () => now,
    pause: async (ms) => void (now += ms),
    say: (line) => said.push(line),
  };
  return { cluster, log, ports, said, order };
}
const specs = topicSpecs({ scale: 'local', replication: 1, stateful: ['reply'] });

describe('setup', () => {
  it('creates every topic of the catalogue and the changelogs, sets the level before the first schema', async () => {
    const { log, ports, order } = setting();
    const { created } = await setUp(ports, specs, 1_000);
    expect([...created].sort()).toEqual([...TOPIC_NAMES, 'reply.state'].sort());
    expect([...(await log.partitionCounts(created)).values()]).toEqual(created.map(() => PARTITIONS.local));
    expect(order[0]).toBe('level');
    expect(order.length).toBeGreaterThan(1);
  });

  it('changes nothing the second time', async () => {
    const { ports } = setting();
    await setUp(ports, specs, 1_000);
    expect(await setUp(ports, specs, 1_000)).toEqual({ created: [] });
  });

  it('refuses other partition counts, creates nothing then, and says which', async () => {
    const { log, ports } = setting();
    await log.createTopics([{ topic: 'reply.events', partitions: 7, replicationFactor: 1, config: {} }]);
    await expect(setUp(ports, specs, 1_000)).rejects.toThrowError(/reply\.events: the broker has 7.*says 3/);
    expect((await log.partitionCounts(TOPIC_NAMES)).size).toBe(1);
  });

  it('waits for a broker that comes later, says so once, and gives up at the deadline', async () => {
    const { cluster, ports, said } = setting();
    cluster.setAway(true);
    await expect(setUp(ports, specs, 2_000)).rejects.toThrowError(/broker \(KAFKA_BROKERS\) did not answer/);
    expect(said).toEqual(['waiting for the broker (KAFKA_BROKERS)']);
    const later = { ...ports, pause: async (ms: number) => (cluster.setAway(false), ports.pause(ms)) };
    await setUp(later, specs, 2_000);
  });

  it('does not wait for a registry that refuses', async () => {
    const { ports } = setting();
    const refusing = {
      ...ports,
      registry: { setCompatibility: () => Promise.reject(new RegistryError('unauthorised', 'no')) },
    };
    await expect(setUp(refusing, specs, 2_000)).rejects.toThrowError(/refused \(unauthorised\)/);
  });
});

describe('changelogs', () => {
  it('exist for every processor of the registry that has state', () => {
    const registered = processors(standardDeps({ clientOf: () => undefined, now: () => 0 }));
    const stateful = registered.filter(hasState).map((processor) => processor.name);
    expect(stateful.length).toBeGreaterThan(0);
    expect(changelogOwners()).toEqual(expect.arrayContaining(stateful));
  });
});

describe('topic settings', () => {
  it('keep domain events for ever, bound the disk of one machine, compact state', () => {
    const config = (topic: string) => specs.find((spec) => spec.topic === topic)?.config;
    expect(config('reply.events')).toMatchObject({ 'retention.ms': '-1', 'retention.bytes': '-1' });
    expect(Number(config('engagement.received')?.['retention.bytes'])).toBeGreaterThan(0);
    expect(config('reply.state')).toMatchObject({ 'cleanup.policy': 'compact' });
    expect(Number(config('inbound.raw')?.['max.message.bytes'])).toBeGreaterThan(11 * 1024 * 1024);
  });

  it('never let a topic hold less than its largest record', () => {
    for (const topic of TOPIC_NAMES) {
      const row = CATALOGUE[topic] as { maxMessageBytes?: number };
      const limit = Number(specs.find((spec) => spec.topic === topic)?.config['max.message.bytes']);
      expect(limit).toBeGreaterThan(row.maxMessageBytes ?? 1024 * 1024);
    }
  });
});
