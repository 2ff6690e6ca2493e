import type { Home } from './home.ts';
import { writeLedger } from './ledger.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Part, PartName } from './part.ts';
import { PatientFile } from './patient-file.ts';
import { choosePort } from './ports.ts';
import type { ProcessIdentity } from './processes.ts';
import { writeServices } from './services.ts';
import type { PartStatus, Services, ServicesFile } from './services.ts';

const UP: readonly PartStatus['state'][] = ['ready', 'done', 'yours'];

/** What an outside service's variable adds to services.json; credentials in a URL stay in the environment. */
export function yourServices(variable: NonNullable<Part['yours']>, value: string): Partial<Services> {
  if (variable === 'KAFKA_BROKERS')
    return { kafka: { brokers: value.split(',').map((broker) => broker.trim()) } };
  const url = new URL(value);
  url.username = '';
  url.password = '';
  const address = { url: url.href.replace(/\/$/, '') };
  if (variable === 'SCHEMA_REGISTRY_URL') return { registry: address };
  return variable === 'CLICKHOUSE_URL' ? { clickhouse: address } : { redis: address };
}

/**
 * What is known of one running installation, and its two files: services.json for everybody,
 * processes.json for whoever must clean up after us. Every change is on disk before the next step, unless the disk is
 * full: then it is there as soon as it fits.
 */
export class Installation {
  readonly home: Home;
  readonly parts: readonly Part[];
  readonly ports = new Map<PartName, Record<string, number>>();
  readonly #env: NodeJS.ProcessEnv;
  readonly #preferPorts: boolean;
  readonly #file: ServicesFile;
  readonly #ledger = new Map<PartName, LedgerEntry>();
  readonly #servicesFile: PatientFile;
  readonly #ledgerFile: PatientFile;

  constructor(options: {
    home: Home;
    parts: readonly Part[];
    env: NodeJS.ProcessEnv;
    supervisor: ProcessIdentity;
    startedAt: string;
    ephemeral: boolean;
    preferPorts: boolean;
    say: (line: string) => void;
  }) {
    this.home = options.home;
    this.parts = options.parts;
    this.#env = options.env;
    this.#preferPorts = options.preferPorts;
    const full = (error: Error): void =>
      options.say(
        `the disk is full; what runs goes on, and is written down when there is room: ${error.message}`,
      );
    this.#servicesFile = new PatientFile(() => writeServices(this.home, this.#file), full);
    this.#ledgerFile = new PatientFile(() => writeLedger(this.home, [...this.#ledger.values()]), full);
    const { supervisor, startedAt, ephemeral } = options;
    this.#file = { version: 1, startedAt, supervisor, ephemeral, state: 'starting', parts: {} };
    for (const part of options.parts) {
      const state = this.isYours(part) ? 'yours' : 'waiting';
      this.#file.parts[part.name] = { state, restarts: 0 };
    }
  }

  isYours(part: Part): boolean {
    return part.yours !== undefined && (this.#env[part.yours] ?? '') !== '';
  }

  /** Ports for every part, before the first starts: services.json is complete from the beginning. */
  async choosePorts(): Promise<void> {
    for (const part of this.parts) await this.choosePortsOf(part);
    this.publish();
  }

  async choosePortsOf(part: Part): Promise<void> {
    if (this.isYours(part)) {
      const variable = part.yours!;
      Object.assign(this.#file, yourServices(variable, this.#env[variable]!));
      this.#file.parts[part.name]!.url = part.url(this.#file)!;
      return;
    }
    const taken = new Set(
      [...this.ports].flatMap(([name, ports]) => (name === part.name ? [] : Object.values(ports))),
    );
    const chosen: Record<string, number> = {};
    for (const [name, preferred] of Object.entries(part.ports)) {
      chosen[name] = await choosePort(this.#preferPorts ? preferred : 0, taken);
      taken.add(chosen[name]);
    }
    this.ports.set(part.name, chosen);
    Object.assign(this.#file, part.services(chosen));
    const url = part.url(this.#file);
    if (url !== undefined) this.#file.parts[part.name]!.url = url;
  }

  snapshot(): ServicesFile {
    return structuredClone(this.#file);
  }

  status(name: PartName): PartStatus {
    return this.#file.parts[name]!;
  }

  /** Changes a part's status; a `pid` or `reason` that is not given is cleared. */
  update(name: PartName, change: Pick<PartStatus, 'state'> & Partial<PartStatus>): void {
    const { pid: _pid, reason: _reason, ...kept } = this.status(name);
    this.#file.parts[name] = { ...kept, ...change };
    if (this.#file.state === 'ready' || this.#file.state === 'degraded') {
      this.#file.state = this.allUp() ? 'ready' : 'degraded';
    }
    this.publish();
  }

  allUp(): boolean {
    return Object.values(this.#file.parts).every((status) => UP.includes(status.state));
  }

  setState(state: ServicesFile['state']): void {
    this.#file.state = state;
    this.publish();
  }

  publish(): void {
    this.#servicesFile.write();
  }

  remember(part: Part, process: ProcessIdentity): void {
    this.#ledger.set(part.name, { part: part.name, process, stopWithinMs: part.stopWithinMs });
    this.#ledgerFile.write();
  }

  forget(name: PartName): void {
    this.#ledger.delete(name);
    this.#ledgerFile.write();
  }
}
