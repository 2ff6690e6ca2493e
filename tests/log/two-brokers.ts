/** A cluster of two brokers from the jars of ours: the first is the controller too, the second may go and come. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { ARTIFACTS } from '../../stack/downloads/artifacts.ts';
import { fetchArtifact } from '../../stack/downloads/fetch.ts';
import { cacheDir } from '../../stack/home.ts';
import { liveBrokers } from '../../stack/parts/kafka-metadata.ts';
import { serverProperties } from '../../stack/parts/kafka.ts';
import { freePorts, startServer, type Server } from '../secured/child.ts';

export interface TwoBrokers {
  readonly brokers: readonly string[];
  /** The second broker hands its partitions over and goes. */
  stopSecond(): Promise<void>;
  /** SIGKILL: nobody is told. */
  killSecond(): Promise<void>;
  startSecond(): Promise<void>;
  /** Until the node leads a partition of the topic. @throws after a minute */
  untilLeads(topic: string, node: number): Promise<void>;
  stop(): Promise<void>;
}

const JAVA = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const LEADS_MS = 60_000;

export async function startTwoBrokers(dir: string): Promise<TwoBrokers> {
  const cache = cacheDir();
  await fetchArtifact(ARTIFACTS.kafka, cache, () => undefined, AbortSignal.timeout(300_000));
  const java = [...JAVA, '-cp', path.join(cache, ARTIFACTS.kafka.folder, '*')];
  const [first = 0, second = 0, controller = 0] = await freePorts(3);
  const both = {
    'offsets.topic.replication.factor': 2,
    'transaction.state.log.replication.factor': 2,
    // Soon, so that a test need not wait: a dead broker is missed, a returned one leads again.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'leader.imbalance.check.interval.seconds': 1,
    'leader.imbalance.per.broker.percentage': 0,
  };
  const id = `A${randomBytes(16).toString('base64url').slice(1)}`;
  const prepare = async (node: 1 | 2, own: Readonly<Record<string, string | number>>): Promise<string> => {
    const data = path.join(dir, `broker-${node}`);
    mkdirSync(data);
    const properties = path.join(data, 'server.properties');
    // Of two lines with one key the later counts.
    const more = Object.entries({ ...both, ...own }).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(properties, serverProperties(data, { broker: first, controller }) + more.join(''));
    const format = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties];
    await promisify(execFile)('java', [...java, ...format]);
    return properties;
  };
  const one = await prepare(1, {});
  const two = await prepare(2, {
    'process.roles': 'broker',
    'node.id': 2,
    listeners: `PLAINTEXT://127.0.0.1:${second}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${second}`,
  });
  const alive = (count: number) => async (): Promise<boolean> =>
    (await liveBrokers('127.0.0.1', first)) >= count;
  const start = (properties: string, count: number): Promise<Server> =>
    startServer('java', [...java, 'kafka.Kafka', properties], alive(count));
  const controllerServer = await start(one, 1);
  let other: Server | null = await start(two, 2);
  const brokers = [first, second].map((port) => `127.0.0.1:${port}`);
  const admin = new Kafka({ brokers, clientId: 'two-brokers', logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  return {
    brokers,
    async stopSecond() {
      await other?.stop();
      other = null;
    },
    async killSecond() {
      await other?.kill();
      other = null;
    },
    async startSecond() {
      other ??= await start(two, 2);
    },
    async untilLeads(topic, node) {
      const deadline = Date.now() + LEADS_MS;
      for (;;) {
        const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
        if (topics.some(({ partitions }) => partitions.some(({ leader }) => leader === node))) return;
        if (Date.now() > deadline) throw new Error(`broker ${node} leads no partition of ${topic}`);
        await pause(200);
      }
    },
    async stop() {
      await admin.disconnect();
      await other?.kill();
      await controllerServer.kill();
    },
  };
}
