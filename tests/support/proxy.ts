/**
 * A TCP proxy before a Kafka broker that loses things on purpose. It knows of the protocol only the length of
 * a frame, the API key and the correlation id, which is enough to say "the answer of the next Produce".
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { SocketFactory } from '../../topics/log/kafkajs/internals.ts';

/** API keys of the Kafka protocol. */
const API = {
  Produce: 0,
  Fetch: 1,
  OffsetCommit: 8,
  InitProducerId: 22,
  AddPartitionsToTxn: 24,
  AddOffsetsToTxn: 25,
  EndTxn: 26,
  TxnOffsetCommit: 28,
} as const;
export type Api = keyof typeof API;

/**
 * `drop-answer`   the broker did it, the client hears nothing on a connection that stays up;
 * `cut-answer`    the broker did it, the connection breaks instead of the answer;
 * `cut-request`   the connection breaks before the broker hears of it.
 */
export type Loss = 'drop-answer' | 'cut-answer' | 'cut-request';

export interface KafkaProxy {
  /** Leads connections of a client through the proxy, whatever address the broker gave it. */
  readonly sockets: SocketFactory;
  /** Loses the next request of this kind on any connection; resolves when it happened. */
  lose(api: Api, loss: Loss): Promise<void>;
  /** Forgets losses that have not happened. */
  disarm(): void;
  /** Breaks every connection. */
  cut(): void;
  /** While true nothing passes, in either direction; connections stay up. */
  hang(on: boolean): void;
  /** Delay of every answer, ms. */
  latency(ms: number): void;
  close(): Promise<void>;
}

interface Armed {
  readonly apiKey: number;
  readonly loss: Loss;
  readonly happened: () => void;
}

/** Collects a stream into frames, length included. */
class Frames {
  #rest = Buffer.alloc(0);
  push(bytes: Buffer): readonly Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    const frames: Buffer[] = [];
    while (this.#rest.length >= 4 && this.#rest.length >= 4 + this.#rest.readInt32BE(0)) {
      const end = 4 + this.#rest.readInt32BE(0);
      frames.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
    }
    return frames;
  }
}

/** @param target `host:port` of the broker. */
export async function startKafkaProxy(target: string): Promise<KafkaProxy> {
  const [host = '', port = ''] = target.split(':');
  const pairs = new Set<{ readonly client: Socket; readonly broker: Socket }>();
  let armed: Armed[] = [];
  let delayMs = 0;
  let gate = Promise.resolve();
  let open: () => void = () => undefined;

  const server = createServer((client) => {
    const broker = connect({ host, port: Number(port) });
    const pair = { client, broker };
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    /** Answers to lose, by correlation id. */
    const doomed = new Map<number, Armed>();
    const requests = new Frames();
    const answers = new Frames();
    let toBroker: Promise<unknown> = once(broker, 'connect').catch(end);
    let toClient: Promise<unknown> = Promise.resolve();

    const request = async (frame: Buffer): Promise<void> => {
      await gate;
      const plan = armed.find((one) => one.apiKey === frame.readInt16BE(4));
      armed = armed.filter((one) => one !== plan);
      if (plan?.loss === 'cut-request') {
        plan.happened();
        end();
        return;
      }
      if (plan) doomed.set(frame.readInt32BE(8), plan);
      broker.write(frame);
    };
    const answer = async (frame: Buffer): Promise<void> => {
      await gate;
      if (delayMs > 0) await pause(delayMs);
      const plan = doomed.get(frame.readInt32BE(4));
      doomed.delete(frame.readInt32BE(4));
      if (!plan) {
        client.write(frame);
        return;
      }
      plan.happened();
      if (plan.loss === 'cut-answer') end();
    };
    client.on('data', (bytes) => {
      for (const frame of requests.push(bytes)) toBroker = toBroker.then(() => request(frame));
    });
    broker.on('data', (bytes) => {
      for (const frame of answers.push(bytes)) toClient = toClient.then(() => answer(frame));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = (server.address() as AddressInfo).port;

  const proxy: KafkaProxy = {
    sockets: ({ onConnect }) => {
      const socket = connect({ host: '127.0.0.1', port: own }, onConnect);
      socket.setNoDelay(true);
      return socket;
    },
    lose(api, loss) {
      const done = Promise.withResolvers<void>();
      armed.push({ apiKey: API[api], loss, happened: done.resolve });
      return done.promise;
    },
    disarm() {
      armed = [];
    },
    cut() {
      for (const { client, broker } of pairs) {
        client.destroy();
        broker.destroy();
      }
    },
    hang(on) {
      open();
      gate = on ? new Promise((resolve) => (open = resolve)) : Promise.resolve();
    },
    latency(ms) {
      delayMs = ms;
    },
    async close() {
      proxy.hang(false);
      proxy.cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}
