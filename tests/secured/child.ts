/** Servers of a test as child processes: ready, or an error with all that they wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const START_MS = 60_000;

export interface Server {
  /** SIGTERM, and its end. */
  stop(): Promise<void>;
  /** SIGKILL, and its end. */
  kill(): Promise<void>;
}

/** Starts a program and asks `ready` until it says so. */
export async function startServer(
  file: string,
  args: readonly string[],
  ready: () => Promise<boolean>,
): Promise<Server> {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = once(child, 'exit');
  const endBy = (signal: NodeJS.Signals) => async (): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const [stop, kill] = [endBy('SIGTERM'), endBy('SIGKILL')];
  const deadline = performance.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${file} ended with ${child.exitCode}:\n${output}`);
    if (await ready().catch(() => false)) return { stop, kill };
    if (performance.now() > deadline) {
      await stop();
      throw new Error(`${file} was not ready in ${START_MS} ms:\n${output}`);
    }
    await pause(100);
  }
}

/** Ports on 127.0.0.1 that were free just now, each another. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
