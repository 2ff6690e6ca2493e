/** Proxies between our processes and what they depend on: one for each process and service. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Installation } from '../../support/installation.ts';
import type { WiresFile } from './preload.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export const PROCESSES = ['processors', 'projections', 'gateway'] as const;
export type ProcessName = (typeof PROCESSES)[number];
export const SERVICES = ['kafka', 'registry', 'redis', 'clickhouse', 'x', 'mastodon'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** How long a blocked event loop stays blocked, ms; longer than a session. */
const BLOCK_MS = 40_000;

/** Environment of an installation whose processes can be led through proxies. */
export function wiresEnv(file: string): Readonly<Record<string, string>> {
  return {
    SIGNALPOST_TEST_WIRES: file,
    NODE_OPTIONS: `--import=${path.join(import.meta.dirname, 'preload.ts')}`,
  };
}

interface Wire {
  readonly process: ProcessName;
  readonly service: ServiceName;
  readonly proxy: TcpProxy;
}

export class Wires {
  readonly #wires: readonly Wire[];

  private constructor(wires: readonly Wire[]) {
    this.#wires = wires;
  }

  /** Lays them and starts our processes again, so that every connection is led through. */
  static async lay(installation: Installation, file: string, blockMs = BLOCK_MS): Promise<Wires> {
    const { services } = installation.stack;
    const port = (address: string | undefined): number => Number(address?.match(/:(\d+)(?:\/|$)/)?.[1] ?? 0);
    const ports: Readonly<Record<ServiceName, number>> = {
      kafka: port(services.kafka?.brokers[0]),
      registry: port(services.registry?.url),
      redis: port(services.redis?.url),
      clickhouse: port(services.clickhouse?.url),
      x: port(services.networks?.['x']?.url),
      mastodon: port(services.networks?.['mastodon']?.url),
    };
    const wires: Wire[] = [];
    for (const process of PROCESSES) {
      for (const service of SERVICES) {
        wires.push({ process, service, proxy: await startTcpProxy(ports[service]) });
      }
    }
    const map = (process: ProcessName): Record<string, number> =>
      Object.fromEntries(
        wires
          .filter((wire) => wire.process === process)
          .map(({ service, proxy }) => [ports[service], proxy.port]),
      );
    const content: WiresFile = {
      ports: Object.fromEntries(PROCESSES.map((name) => [name, map(name)])),
      blockMs,
    };
    writeFileSync(file, JSON.stringify(content));
    await Promise.all(PROCESSES.map((name) => installation.stack.kill(name)));
    for (const name of PROCESSES) await installation.stack.whenReady(name, 120_000);
    return new Wires(wires);
  }

  /** Those of one process, one service, or one of both. */
  between(process: ProcessName | null, service: ServiceName | null): readonly TcpProxy[] {
    return this.#wires
      .filter(
        (wire) => (process ?? wire.process) === wire.process && (service ?? wire.service) === wire.service,
      )
      .map(({ proxy }) => proxy);
  }

  async close(): Promise<void> {
    await Promise.all(this.#wires.map(({ proxy }) => proxy.close()));
  }
}
