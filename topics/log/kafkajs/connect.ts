import type { Log } from '../port.ts';
import { Connector } from './connection.ts';
import type { KafkaConnection, LogSink } from './connection.ts';
import { kafkaConsumer } from './consumer.ts';
import { Control } from './control.ts';
import type { SocketFactory } from './internals.ts';
import { readPartition } from './reader.ts';
import { openKafkaTransactional } from './transactional.ts';
import { openKafkaWriter } from './writer.ts';

export type { KafkaConnection, LogSink } from './connection.ts';

const REQUEST_MS = 10_000;

/**
 * The log on a Kafka cluster (3.x or 4.x; tried on 4.2 and 4.3). Nothing is connected until something is asked.
 * @param sockets how TCP connections are made; tests lead them through a proxy.
 */
export function connectKafka(config: KafkaConnection, sink: LogSink, sockets?: SocketFactory): Log {
  const connector = new Connector(config, sink, sockets);
  const control = new Control(connector, REQUEST_MS);
  const reads = connector.cluster(REQUEST_MS);
  return {
    openWriter: () => openKafkaWriter(connector),
    openTransactional: (id, options) => openKafkaTransactional(connector, id, options?.timeoutMs),
    consumer: (options) =>
      kafkaConsumer(connector, options, (groupId, partitions) => control.startOf(groupId, partitions)),
    read: (range) => readPartition(reads, range),
    offsets: control.offsets,
    committed: control.committed,
    commitOffsets: control.commitOffsets,
    createTopics: control.createTopics,
    partitionCounts: control.partitionCounts,
    async close() {
      await Promise.all([control.close(), reads.disconnect()]);
    },
  };
}
