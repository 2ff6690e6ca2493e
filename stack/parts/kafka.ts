import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { randomBytes } from 'node:crypto';
import { classArchive } from '../class-archive.ts';
import { ARTIFACTS } from '../downloads/artifacts.ts';
import { fetchArtifact } from '../downloads/fetch.ts';
import type { Part, PartContext } from '../part.ts';
import { liveBrokers } from './kafka-metadata.ts';

const MB = 1024 * 1024;
const CLASSES = classArchive(ARTIFACTS.kafka.folder);

/** The broker's settings for one node on one machine; the disk stays bounded by `log.retention.bytes`. */
export function serverProperties(dataDir: string, ports: Readonly<Record<string, number>>): string {
  const { broker, controller } = ports;
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${broker}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dataDir, 'log'),
    'auto.create.topics.enable': false,
    'num.partitions': 6,
    'default.replication.factor': 1,
    'min.insync.replicas': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    // A stopped installation must find its offsets again, also those of events that are kept for ever: 10 years.
    'offsets.retention.minutes': 10 * 365 * 24 * 60,
    // Per partition. A topic that is kept for ever says so itself (`retention.bytes=-1` in the catalogue).
    'log.retention.bytes': 256 * MB,
    'log.segment.bytes': 64 * MB,
    'log.retention.check.interval.ms': 60_000,
    'metadata.max.retention.bytes': 64 * MB,
    'metadata.log.segment.bytes': 16 * MB,
    'log.cleaner.dedupe.buffer.size': 16 * MB,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'num.replica.fetchers': 1,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** What a start logs: warnings, and the line that says it started. Plain lines to stdout. */
const LOGGING = `status = warn
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %-5p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.raft.name = kafka.server.KafkaRaftServer
logger.raft.level = info
`;

/** Under load the second JIT compiler pays; for a short installation it only costs start-up time and memory. */
function jvmFlags(context: PartContext, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const given = env['SIGNALPOST_KAFKA_JVM'];
  if (given !== undefined && given.trim() !== '') return given.trim().split(/\s+/);
  return ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...CLASSES.flags(context)];
}

/** 16 random bytes in base64url, as Kafka wants it; its argument parser takes a leading `-` for an option. */
function clusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

function classPath(context: PartContext): string {
  return join(context.cache, ARTIFACTS.kafka.folder, '*');
}

export const kafka: Part = {
  name: 'kafka',
  purpose: 'the log: every event, in order, kept',
  kind: 'server',
  needs: [],
  tools: ['java', 'maven'],
  yours: 'KAFKA_BROKERS',
  ports: { broker: 19092, controller: 19093 },
  secrets: false,
  readyWithinMs: 120_000,
  stopWithinMs: 20_000,

  async prepare(context) {
    await fetchArtifact(ARTIFACTS.kafka, context.cache, context.say, context.signal);
    const properties = join(context.dataDir, 'server.properties');
    writeFileSync(properties, serverProperties(context.dataDir, context.ports));
    writeFileSync(join(context.dataDir, 'log4j2.properties'), LOGGING);
    if (existsSync(join(context.dataDir, 'log', 'meta.properties'))) return;
    const format = [
      'kafka.tools.StorageTool',
      'format',
      '-t',
      clusterId(),
      '-c',
      properties,
      '--ignore-formatted',
    ];
    const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
    await promisify(execFile)('java', [...flags, '-cp', classPath(context), ...format], {
      timeout: 60_000,
      signal: context.signal,
    });
  },

  command: (context) => ({
    file: 'java',
    args: [
      ...jvmFlags(context),
      `-Dlog4j2.configurationFile=${join(context.dataDir, 'log4j2.properties')}`,
      '-cp',
      classPath(context),
      'kafka.Kafka',
      join(context.dataDir, 'server.properties'),
    ],
    cwd: context.dataDir,
  }),

  afterStop: (context) => CLASSES.keep(context),
  ready: async (context) => (await liveBrokers('127.0.0.1', context.ports['broker']!)) > 0,
  services: (ports) => ({ kafka: { brokers: [`127.0.0.1:${ports['broker']}`] } }),
  url: (services) => services.kafka?.brokers.join(','),
};
