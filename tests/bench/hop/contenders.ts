/** Who is measured: the real runner, and the same hop on other clients. One row each. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { schemaText } from '../../../topics/codec/schemas.ts';
import { createStaticRegistry } from '../../../topics/codec/static-registry.ts';
import { INPUT, OUTPUT, hop } from './work.ts';

export interface Contender {
  readonly name: string;
  readonly guarantee: 'exactly once' | 'at least once';
  /** Settings that matter, for the report. */
  readonly settings: string;
  readonly group: string;
  readonly output: string;
  readonly command: (given: { readonly brokers: string; readonly folder: string }) => Promise<{
    readonly file: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }>;
}

const node =
  (script: string, group: string, output: string): Contender['command'] =>
  async ({ brokers }) => ({
    file: process.execPath,
    args: [path.join(import.meta.dirname, script)],
    env: { KAFKA_BROKERS: brokers, BENCH_GROUP: group, BENCH_OUTPUT: output },
  });

/** Stream threads of the Java contender; the machine has two cores and the broker needs one. */
const STREAM_THREADS = '1';
const STREAMS_GROUP = 'bench-streams';
const STREAMS_OUTPUT = 'bench.streams';

/** @param built folder with the Java application and its libraries, or null where it could not be built. */
export function contenders(built: string | null): readonly Contender[] {
  const peers: readonly Contender[] = [
    {
      name: 'signalpost',
      guarantee: 'exactly once',
      settings: 'the runner of processors/ as it is, default settings, one process, one thread',
      group: hop.name,
      output: OUTPUT,
      command: node('ours.ts', '', ''),
    },
    {
      name: 'kafkajs 2.2.4',
      guarantee: 'at least once',
      settings: 'idempotent, 1,000 records a send, one in flight, our codec',
      group: 'bench-kafkajs',
      output: 'bench.kafkajs',
      command: node('kafkajs.ts', 'bench-kafkajs', 'bench.kafkajs'),
    },
    {
      name: '@platformatic/kafka 2.12.1',
      guarantee: 'at least once',
      settings: 'idempotent, 1,000 records a send, our codec',
      group: 'bench-platformatic',
      output: 'bench.platformatic',
      command: node('platformatic.ts', 'bench-platformatic', 'bench.platformatic'),
    },
  ];
  if (built === null) return peers;
  const streams: Contender = {
    name: 'Kafka Streams 4.3.1',
    guarantee: 'exactly once',
    settings: `exactly_once_v2, commit 100 ms, linger 50 ms, batch 256 KiB, ${STREAM_THREADS} stream thread, Avro GenericRecord with reuse, -Xmx512m parallel GC`,
    group: STREAMS_GROUP,
    output: STREAMS_OUTPUT,
    command: async ({ brokers, folder }) => {
      const [input, output] = [path.join(folder, 'in.avsc'), path.join(folder, 'out.avsc')];
      writeFileSync(input, schemaText('EngagementReceived'));
      writeFileSync(output, schemaText('EngagementClassified'));
      const id = await createStaticRegistry().register(
        'EngagementClassified',
        schemaText('EngagementClassified'),
      );
      const jars = [path.join(built, 'hop.jar'), path.join(built, 'lib', '*')].join(path.delimiter);
      return {
        file: 'java',
        args: [
          '-Xms512m',
          '-Xmx512m',
          '-XX:+UseParallelGC',
          `-Djava.io.tmpdir=${folder}`,
          '-cp',
          jars,
          'signalpost.bench.Hop',
          brokers,
          STREAMS_GROUP,
          INPUT,
          STREAMS_OUTPUT,
          input,
          output,
          String(id),
          STREAM_THREADS,
        ],
        env: {},
      };
    },
  };
  return [...peers.slice(0, 1), streams, ...peers.slice(1)];
}
