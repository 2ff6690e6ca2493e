/** A TCP proxy that delays, breaks, hangs, and swallows answers, of whatever protocol. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface TcpProxy {
  readonly port: number;
  /** Delay of every answer, ms. */
  latency(ms: number): void;
  /** Breaks every connection; new ones are possible. */
  cut(): void;
  /** While true nothing passes in either direction; connections stay up, new ones too. */
  hang(on: boolean): void;
  /** The next answer is done by the server and heard by nobody; then the connection breaks. */
  dropAnswer(): void;
  close(): Promise<void>;
}

/** @param target port on 127.0.0.1. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let delayMs = 0;
  let dropping = false;
  let gate: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;

  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: target });
    const pair = [client, upstream] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      upstream.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
    /** In order, one piece after another; reading waits for writing. */
    const pipe = (from: Socket, to: Socket, answer: boolean): void => {
      from.on('data', (bytes) => {
        from.pause();
        void (async () => {
          await gate;
          if (answer && delayMs > 0) await sleep(delayMs);
          if (answer && dropping) {
            dropping = false;
            end();
            return;
          }
          if (!to.destroyed && !to.write(bytes)) await drained(to);
          from.resume();
        })();
      });
    };
    pipe(client, upstream, false);
    pipe(upstream, client, true);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    latency: (ms) => (delayMs = ms),
    cut() {
      for (const [client, upstream] of pairs) {
        client.destroy();
        upstream.destroy();
      }
    },
    hang(on) {
      open();
      gate = on ? new Promise((resolve) => (open = resolve)) : Promise.resolve();
    },
    dropAnswer: () => (dropping = true),
    async close() {
      proxy.hang(false);
      proxy.cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return proxy;
}

/** Resolves when it takes more, or takes nothing any more; leaves no listener behind on a socket that lives long. */
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
