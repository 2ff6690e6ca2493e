/** The Java side: the Kafka Streams application, built once with Maven, and Kafka's own perf tools. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheDir } from '../../../stack/home.ts';

const run = promisify(execFile);
const PROJECT = path.join(import.meta.dirname, '..', 'kafka-streams');
const BUILD_MS = 300_000;
const TOOL_MS = 300_000;

/** Folder with `hop.jar` and `lib/`; null, with a word about it, where Maven or the network is missing. */
export async function buildStreams(say: (line: string) => void): Promise<string | null> {
  const folder = path.join(cacheDir(), 'bench-kafka-streams');
  mkdirSync(folder, { recursive: true });
  cpSync(PROJECT, folder, { recursive: true });
  try {
    const goals = ['-q', '-B', 'package', 'dependency:copy-dependencies', '-DoutputDirectory=target/lib'];
    await run('mvn', goals, { cwd: folder, timeout: BUILD_MS });
  } catch (error) {
    if (!existsSync(path.join(folder, 'target', 'hop.jar'))) {
      say(`the Kafka Streams application could not be built and is left out: ${String(error).slice(0, 300)}`);
      return null;
    }
  }
  return path.join(folder, 'target');
}

/** Records per second by `kafka-producer-perf-test` and `kafka-consumer-perf-test`. */
export interface Ceiling {
  readonly produce: number;
  readonly produceInTransactions: number;
  readonly consume: number;
}

/** Writes `records` of `size` bytes to `topic` twice, plain and in transactions of 100 ms, and reads them. */
export async function perfTools(
  built: string,
  brokers: string,
  topic: string,
  records: number,
  size: number,
): Promise<Ceiling> {
  const java = async (tool: string, ...args: readonly string[]): Promise<string> => {
    const given = [
      '-Xmx512m',
      '-XX:+UseParallelGC',
      '-cp',
      path.join(built, 'lib', '*'),
      `org.apache.kafka.tools.${tool}`,
    ];
    return (await run('java', [...given, ...args], { timeout: TOOL_MS, maxBuffer: 16 * 2 ** 20 })).stdout;
  };
  const produce = async (...more: readonly string[]): Promise<number> => {
    const said = await java(
      'ProducerPerformance',
      '--topic',
      topic,
      '--num-records',
      String(records),
      '--record-size',
      String(size),
      '--throughput',
      '-1',
      '--producer-props',
      `bootstrap.servers=${brokers}`,
      'acks=all',
      'linger.ms=10',
      'batch.size=131072',
      ...more,
    );
    // The last line sums up: "N records sent, R records/sec (...)".
    return Math.round(Number(/([\d.]+) records\/sec/.exec(said.trim().split('\n').at(-1) ?? '')?.[1]));
  };
  const plain = await produce();
  const transactional = await produce('--transaction-duration-ms', '100', '--transactional-id', 'bench-perf');
  const consumed = await java(
    'ConsumerPerformance',
    '--bootstrap-server',
    brokers,
    '--topic',
    topic,
    '--num-records',
    String(records),
    '--timeout',
    '60000',
  );
  const [head = '', line = ''] = consumed.trim().split('\n').slice(-2);
  const column = head
    .split(',')
    .findIndex((name) => name.trim() === 'nMsg.sec' || name.trim() === 'fetch.nMsg.sec');
  return {
    produce: plain,
    produceInTransactions: transactional,
    consume: Math.round(Number(line.split(',')[column])),
  };
}
