/**
 * The only file that reaches into kafkajs's private modules (2.2.4, pinned), and what we rely on of them.
 * `internals.test.ts` fails when the shape changes.
 *
 * Why: kafkajs's public consumer cannot be assigned partitions, commits a default offset over ours when an
 * offset is out of range, and can show the first record of an aborted transaction when a fetch begins inside
 * two of them (`filterAbortedMessages` takes one entry per record). Its public producer asks for the
 * coordinator before every step of a transaction, waits 50 ms or more between tries, cannot name the group's
 * generation, and may reuse a sequence number after giving up on a batch. Its connections, metadata, SASL,
 * TLS, group membership and encoders are sound; those we use.
 */
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { crc32c } from '@node-rs/crc32';

const load = createRequire(import.meta.url);

export interface KafkaEncoder {
  readonly buffer: Buffer;
  writeInt8(value: number): this;
  writeInt16(value: number): this;
  writeInt32(value: number): this;
  writeInt64(value: number | string): this;
  writeString(value: string | null): this;
  writeArray(value: readonly KafkaEncoder[]): this;
  writeUVarIntString(value: string | null): this;
  writeUVarIntArray(value: readonly KafkaEncoder[]): this;
  writeUVarInt(value: number): this;
}

/** A request of ours over kafkajs's connection: bytes out, bytes in. */
export interface RawRequest<T> {
  readonly request: {
    readonly apiKey: number;
    readonly apiVersion: number;
    readonly apiName: string;
    readonly encode: () => Promise<KafkaEncoder>;
  };
  readonly response: {
    readonly decode: (payload: Buffer) => Promise<T>;
    readonly parse: (decoded: T) => Promise<T>;
  };
}

export interface TopicPartitions<P> {
  readonly topic: string;
  readonly partitions: readonly P[];
}

interface ProducerIdentity {
  readonly producerId: string;
  readonly producerEpoch: number;
}

export interface KafkaBroker {
  readonly nodeId: number;
  readonly connectionPool: {
    send<T>(request: RawRequest<T>): Promise<T>;
    getConnection(index: number): Promise<KafkaSocket>;
  };
  isConnected(): boolean;
  disconnect(): Promise<void>;
  initProducerId(request: {
    transactionalId?: string | undefined;
    transactionTimeout: number;
  }): Promise<ProducerIdentity>;
  addPartitionsToTxn(
    request: ProducerIdentity & {
      readonly transactionalId: string;
      readonly topics: readonly TopicPartitions<number>[];
    },
  ): Promise<unknown>;
  addOffsetsToTxn(
    request: ProducerIdentity & { readonly transactionalId: string; readonly groupId: string },
  ): Promise<unknown>;
  endTxn(
    request: ProducerIdentity & { readonly transactionalId: string; readonly transactionResult: boolean },
  ): Promise<unknown>;
  offsetCommit(request: {
    readonly groupId: string;
    readonly groupGenerationId: number;
    readonly memberId: string;
    readonly topics: readonly TopicPartitions<{
      readonly partition: number;
      readonly offset: string;
      readonly metadata: string;
    }>[];
  }): Promise<unknown>;
  offsetFetch(request: {
    readonly groupId: string;
    readonly topics: readonly TopicPartitions<{ readonly partition: number }>[];
  }): Promise<{
    readonly responses: readonly TopicPartitions<{
      readonly partition: number;
      readonly offset: string;
      readonly metadata: string | null;
    }>[];
  }>;
  listOffsets(request: {
    readonly replicaId: number;
    readonly isolationLevel: number;
    readonly topics: readonly TopicPartitions<{ readonly partition: number; readonly timestamp: number }>[];
  }): Promise<{
    readonly responses: readonly TopicPartitions<{ readonly partition: number; readonly offset: string }>[];
  }>;
}

export interface KafkaCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  isConnected(): boolean;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
  getNodeIds(): readonly string[];
  findBroker(which: { readonly nodeId: string | number }): Promise<KafkaBroker>;
  findControllerBroker(): Promise<KafkaBroker>;
  findGroupCoordinator(which: {
    readonly groupId: string;
    readonly coordinatorType?: 0 | 1;
  }): Promise<KafkaBroker>;
  findTopicPartitionMetadata(
    topic: string,
  ): readonly { readonly partitionId: number; readonly leader: number }[];
}

export interface KafkaAssigner {
  readonly name: string;
  readonly version: number;
  assign(input: {
    readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
  }): Promise<readonly { readonly memberId: string; readonly memberAssignment: Buffer }[]>;
  protocol(input: { readonly topics: readonly string[] }): {
    readonly name: string;
    readonly metadata: Buffer;
  };
}

/** Membership of a group: join, sync, heartbeat, leave. We never let it fetch or commit. */
export interface KafkaMembership {
  readonly generationId: number;
  memberId: string | null;
  coordinator: KafkaBroker;
  joinAndSync(): Promise<void>;
  heartbeat(options: { readonly interval: number }): Promise<void>;
  leave(): Promise<void>;
  assigned(): readonly TopicPartitions<number>[];
}

export interface KafkaLogger {
  namespace(name: string): KafkaLogger;
}

interface ClusterOptions {
  readonly logger: KafkaLogger;
  readonly socketFactory: (target: {
    readonly host: string;
    readonly port: number;
    readonly ssl: object | undefined;
    readonly onConnect: () => void;
  }) => Socket;
  readonly brokers: readonly string[];
  readonly ssl: object | undefined;
  readonly sasl: object | undefined;
  readonly clientId: string;
  readonly connectionTimeout: number;
  readonly authenticationTimeout: number;
  readonly reauthenticationThreshold: number;
  readonly requestTimeout: number;
  readonly enforceRequestTimeout: true;
  readonly metadataMaxAge: number;
  readonly retry: object;
  readonly allowAutoTopicCreation: false;
  readonly maxInFlightRequests: null;
  readonly isolationLevel: 1;
}
export type SocketFactory = ClusterOptions['socketFactory'];

interface MembershipOptions {
  readonly retry: object;
  readonly cluster: KafkaCluster;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly topicConfigurations: Readonly<Record<string, object>>;
  readonly logger: KafkaLogger;
  readonly instrumentationEmitter: object;
  readonly assigners: readonly KafkaAssigner[];
  readonly sessionTimeout: number;
  readonly rebalanceTimeout: number;
  readonly autoCommit: false;
  readonly isolationLevel: 1;
  readonly metadataMaxAge: number;
}

export const Cluster = load('kafkajs/src/cluster') as new (options: ClusterOptions) => KafkaCluster;
export const Membership = load('kafkajs/src/consumer/consumerGroup') as new (
  options: MembershipOptions,
) => KafkaMembership;
export const Encoder = load('kafkajs/src/protocol/encoder') as new () => KafkaEncoder;
export const Emitter = load('kafkajs/src/instrumentation/emitter') as new () => object;
export const { createLogger } = load('kafkajs/src/loggers') as {
  readonly createLogger: (options: {
    readonly level: number;
    readonly logCreator: () => (entry: KafkaLogEntry) => void;
  }) => KafkaLogger;
};

/**
 * CRC-32C of bytes, unsigned: the checksum of record batches. Native: kafkajs's own is in JavaScript and takes
 * longer than decoding. `before` continues a checksum of bytes that went before.
 */
export function crc32C(bytes: Buffer, before = 0): number {
  return crc32c(bytes, before);
}

/** The message of kafkajs's one error without a class: a request to a broker that it has not connected yet. */
export const NOT_CONNECTED = 'Broker not connected';

const { KafkaJSConnectionError } = load('kafkajs/src/errors') as {
  readonly KafkaJSConnectionError: new (message: string, options: { readonly broker: string }) => Error;
};

export interface KafkaLogEntry {
  readonly namespace: string;
  readonly level: number;
  readonly log: Readonly<Record<string, unknown>> & { readonly message: string };
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

/**
 * After every answer kafkajs sets a timer to look at its queue, with a delay of minus now when nothing is
 * throttled: Node warns about it, and it is a timer per answer for nothing. With an empty queue and no
 * throttling there is nothing to look at.
 */
export const RequestQueues = load('kafkajs/src/network/requestQueue') as { readonly prototype: RequestQueue };
// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const schedule = RequestQueues.prototype.scheduleCheckPendingRequests;
RequestQueues.prototype.scheduleCheckPendingRequests = function check(this: RequestQueue): void {
  if (this.pending.length === 0 && this.throttledUntil <= Date.now()) return;
  schedule.call(this);
};

interface KafkaSocket {
  socket?: Socket | null;
  readonly broker: string;
  readonly clientId: string;
  readonly requestQueue: {
    push(pushed: {
      readonly entry: object;
      readonly expectResponse: boolean;
      readonly requestTimeout: null;
      readonly sendRequest: () => void;
    }): void;
  };
  isAuthenticated(): boolean;
  authenticate(): Promise<void>;
  nextCorrelationId(): number;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  failIfNotConnected(): void;
}

/**
 * Two callers that find a connection down would each open a socket; the second replaces the first, which
 * stays open, feeds its bytes into the same connection, and when the broker ends it as idle takes the good
 * one down. One attempt at a time.
 */
export const Connections = load('kafkajs/src/network/connection') as {
  new (options: object): KafkaSocket;
  readonly prototype: KafkaSocket;
};
// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const connectOnce = Connections.prototype.connect;
const underway = new WeakMap<KafkaSocket, Promise<unknown>>();
Connections.prototype.connect = function connect(this: KafkaSocket): Promise<unknown> {
  let attempt = underway.get(this);
  if (!attempt) {
    attempt = connectOnce.call(this).finally(() => underway.delete(this));
    underway.set(this, attempt);
  }
  return attempt;
};

// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const disconnectAgain = Connections.prototype.disconnect;
/** A socket that is gone is not ended again: each time would add a listener that nothing ever removes. */
Connections.prototype.disconnect = function disconnect(this: KafkaSocket): Promise<unknown> {
  if (this.socket?.destroyed) this.socket = null;
  return disconnectAgain.call(this);
};

// oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
const failUnconnected = Connections.prototype.failIfNotConnected;
/** While it disconnects, kafkajs calls itself connected: a request then is refused, not written to null. */
Connections.prototype.failIfNotConnected = function failIfNotConnected(this: KafkaSocket): void {
  failUnconnected.call(this);
  if (!this.socket) throw new KafkaJSConnectionError('Not connected', { broker: this.broker });
};

/** kafkajs keeps two connections per broker: this one for everything but fetches. */
const COMMON = 0;

/**
 * Sends a request whose body lies in several pieces, as one frame (kafka.apache.org/protocol, request header
 * version 1), over kafkajs's connection and its queue: timeouts, answers and lost connections are as with its own
 * requests. The pieces must not change before the promise settles.
 */
export async function sendParts<T>(
  broker: KafkaBroker,
  api: { readonly apiKey: number; readonly apiVersion: number; readonly apiName: string },
  body: readonly Buffer[],
  decode: (payload: Buffer) => T,
): Promise<T> {
  const connection = await broker.connectionPool.getConnection(COMMON);
  // Does nothing without SASL, nor before credentials must be shown again.
  if (!connection.isAuthenticated()) await connection.authenticate();
  connection.failIfNotConnected();
  const correlationId = connection.nextCorrelationId();
  const client = Buffer.from(connection.clientId);
  const head = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length);
  head.writeInt32BE(
    body.reduce((sum, part) => sum + part.length, head.length - 4),
    0,
  );
  head.writeInt16BE(api.apiKey, 4);
  head.writeInt16BE(api.apiVersion, 6);
  head.writeInt32BE(correlationId, 8);
  head.writeInt16BE(client.length, 12);
  client.copy(head, 14);
  const answer = await new Promise<{ readonly payload: Buffer }>((resolve, reject) => {
    connection.requestQueue.push({
      entry: { ...api, correlationId, resolve, reject },
      expectResponse: true,
      requestTimeout: null,
      sendRequest: () => {
        const { socket } = connection;
        if (!socket) throw new KafkaJSConnectionError('Not connected', { broker: connection.broker });
        socket.cork();
        socket.write(head);
        for (const part of body) socket.write(part);
        socket.uncork();
      },
    });
  });
  return decode(answer.payload);
}
