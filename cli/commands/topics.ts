import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { loadConfig } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { CATALOGUE, TOPIC_NAMES } from '../../topics/catalogue.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { setUp } from '../../topics/setup/setup.ts';
import { changelogOwners, topicSpecs } from '../../topics/setup/topics.ts';

const CREATE_MS = 60_000;

/** `signalpost topics` */
export function topicsCommand(): Command {
  const command = new Command('topics').description('what is in the log, topic by topic');
  command
    .command('list', { isDefault: true })
    .description('key, purpose, partitions and records of every topic in the catalogue')
    .option('--json', 'for scripts: an array of {topic, key, purpose, personal, partitions}')
    .addHelpText(
      'after',
      '\nRecords are offsets from start to end: control records of transactions count too.',
    )
    .action((options: { json?: boolean }) => list(options.json === true));
  command
    .command('create')
    .description('create missing topics and register schemas; changes nothing that exists')
    .action(create);
  return command;
}

async function list(json: boolean): Promise<void> {
  const config = loadConfig();
  const log = connectKafka({ ...config.kafka, clientId: 'signalpost-cli' }, createLogger('topics', 'silent'));
  try {
    const present = await log.partitionCounts(TOPIC_NAMES);
    const offsets = await log.offsets([...present.keys()]);
    const rows = TOPIC_NAMES.map((topic) => ({
      topic,
      key: CATALOGUE[topic].key,
      purpose: CATALOGUE[topic].purpose,
      personal: CATALOGUE[topic].personal,
      partitions: offsets
        .filter((one) => one.topic === topic)
        .map(({ partition, start, end }) => ({ partition, start, end })),
    }));
    if (json) {
      console.log(JSON.stringify(rows, null, 2));
      return;
    }
    for (const row of rows) {
      const records = row.partitions.reduce((sum, { start, end }) => sum + end - start, 0);
      const held = row.partitions.length === 0 ? 'missing: signalpost topics create' : `${records} records`;
      console.log(`${row.topic.padEnd(24)} ${held.padStart(16)}  by ${row.key.padEnd(16)} ${row.purpose}`);
    }
  } finally {
    await log.close();
  }
}

async function create(): Promise<void> {
  const config = loadConfig();
  const log = connectKafka({ ...config.kafka, clientId: 'signalpost-cli' }, createLogger('topics', 'silent'));
  const registry = createConfluentRegistry(config.registry);
  try {
    await setUp(
      {
        log,
        registry,
        codec: createCodec(registry),
        elapsedMs: () => performance.now(),
        pause,
        say: (line) => console.log(line),
      },
      topicSpecs({ scale: config.scale, replication: config.replication, stateful: changelogOwners() }),
      CREATE_MS,
    );
  } finally {
    await log.close();
  }
}
