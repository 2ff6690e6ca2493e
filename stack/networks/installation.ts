import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { Clock } from './clock.ts';
import { controlApp } from './control.ts';
import { Faults } from './faults.ts';
import { NETWORK_NAMES, NETWORKS } from './table.ts';
import type { NetworkName } from './table.ts';
import type { SimulatedNetwork, Wire } from './types.ts';

export interface InstallationOptions {
  readonly dataDir: string;
  /** 0 = a free port. */
  readonly controlPort: number;
  readonly ports: Readonly<Record<NetworkName, number>>;
  readonly tokens: Readonly<Record<NetworkName, string>>;
  readonly secrets: Readonly<Record<NetworkName, string | null>>;
  readonly webhookRetryBaseMs: number;
  readonly machineClock: () => number;
  readonly random: () => number;
}

export interface Installation {
  /** Base URLs on 127.0.0.1. */
  readonly control: string;
  readonly urls: Readonly<Record<NetworkName, string>>;
  close(): Promise<void>;
}

/** Opens every network of the table and the control API, each on its own port of 127.0.0.1. */
export async function startNetworks(options: InstallationOptions): Promise<Installation> {
  const clock = new Clock(options.machineClock);
  const faults = new Faults(options.random);
  const networks = new Map<string, SimulatedNetwork>();
  const servers: { readonly url: string; readonly close: () => Promise<void> }[] = [];
  const urls: Partial<Record<NetworkName, string>> = {};
  for (const name of NETWORK_NAMES) {
    const network = await NETWORKS[name].open({
      dataDir: options.dataDir,
      token: options.tokens[name],
      appSecret: options.secrets[name] ?? '',
      now: clock.now,
      random: options.random,
      faults,
      webhookRetryBaseMs: options.webhookRetryBaseMs,
    });
    const { account } = NETWORKS[name];
    if (!network.state(0).accounts.some((a) => a.accountId === account.accountId))
      await network.addAccount(account);
    networks.set(name, network);
    const server = await listen(network.app, options.ports[name]);
    servers.push(server);
    urls[name] = server.url;
  }
  const control = await listen(controlApp(networks, faults, clock, options.dataDir), options.controlPort);
  servers.push(control);
  return {
    control: control.url,
    urls: urls as Record<NetworkName, string>,
    close: async () => {
      await Promise.all(servers.map((s) => s.close()));
      await Promise.all([...networks.values()].map((n) => n.close()));
    },
  };
}

async function listen(
  app: Hono | Hono<Wire>,
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    hostname: '127.0.0.1',
  });
  const server = createServer((request, response) => void listener(request, response));
  // Longer than common client pools keep a connection, so that the server is never the one who closes first.
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
