import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { Compression } from './compression.ts';
import { Cluster, createLogger } from './internals.ts';
import type { KafkaCluster, KafkaLogger, SocketFactory } from './internals.ts';

export interface KafkaConnection {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Of record batches; `none` when absent. */
  readonly compression?: Compression;
  /** PEM: authorities in place of the system's, and our own certificate where the broker asks for one. */
  readonly ssl?: false | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: null | {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** What we use of a pino logger. */
export interface LogSink {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Fields of kafkajs's log entries that may be logged: ids and counts, no payloads, no addresses of clients. */
const FIELDS = ['groupId', 'memberId', 'broker', 'retryCount', 'retryTime', 'topic', 'partition', 'error'];
const WARN = 2;
const LEVEL_DEBUG_OFF = 4;

/**
 * Plain or TLS, without Nagle's delay: requests are small and pipelined. The certificate is always held
 * against the host; an address is not sent as a server name (RFC 6066 §3).
 */
export const directSockets: SocketFactory = ({ host, port, ssl, onConnect }) => {
  const socket = ssl
    ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  socket.setKeepAlive(true, 60_000);
  socket.setNoDelay(true);
  return socket;
};

/** Makes connections to one cluster; each part of the adapter has its own, so that none waits for another. */
export class Connector {
  readonly config: KafkaConnection;
  readonly logger: KafkaLogger;
  readonly sink: LogSink;
  readonly compression: Compression;
  readonly #sockets: SocketFactory;
  readonly #tls: object | undefined;

  constructor(config: KafkaConnection, sink: LogSink, sockets: SocketFactory = directSockets) {
    this.config = config;
    this.compression = config.compression ?? 'none';
    this.sink = sink;
    this.#sockets = sockets;
    this.#tls = tlsOf(config.ssl);
    this.logger = createLogger({
      level: LEVEL_DEBUG_OFF,
      logCreator:
        () =>
        ({ namespace, level, log }) => {
          const fields = Object.fromEntries(
            FIELDS.flatMap((name) => (name in log ? [[name, String(log[name])]] : [])),
          );
          // Refused requests are answers to us, not incidents: whoever asked reports them.
          if (level <= WARN && namespace !== 'Connection') {
            sink.warn({ ...fields, kafka: namespace }, log.message);
          } else sink.debug({ ...fields, kafka: namespace }, log.message);
        },
    });
  }

  /** Retries of kafkajs's own inner steps (connect, find coordinator): about 5 s in all. */
  readonly retry = { initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2, retries: 7 };

  cluster(requestTimeoutMs: number): KafkaCluster {
    const { brokers, clientId, sasl } = this.config;
    return new Cluster({
      logger: this.logger,
      socketFactory: this.#sockets,
      brokers,
      clientId,
      ssl: this.#tls,
      sasl: sasl ?? undefined,
      connectionTimeout: 3_000,
      authenticationTimeout: 10_000,
      reauthenticationThreshold: 10_000,
      requestTimeout: requestTimeoutMs,
      enforceRequestTimeout: true,
      metadataMaxAge: 300_000,
      retry: this.retry,
      allowAutoTopicCreation: false,
      maxInFlightRequests: null,
      isolationLevel: 1,
    });
  }
}

/** Options for `tls.connect`. One context for all connections: reading every authority takes some 20 ms. */
function tlsOf(ssl: KafkaConnection['ssl']): object | undefined {
  return ssl ? { secureContext: createSecureContext(ssl) } : undefined;
}

/** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
