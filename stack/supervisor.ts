import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { NETWORK_SLUGS, networkVariable } from '../service/networks.ts';
import { demoTokens } from './demo-tokens.ts';
import { COMPILED } from './home.ts';
import type { Home } from './home.ts';
import { Installation } from './installation.ts';
import { endSurvivors, readLedger } from './ledger.ts';
import { tryLock } from './lock.ts';
import { capLog } from './logs.ts';
import { dependents, startOrder } from './order.ts';
import type { Part, PartName } from './part.ts';
import { identify, signalGroup } from './processes.ts';
import { namedConfig, reach } from './reach.ts';
import type { NamedService } from './reach.ts';
import { ensureTools } from './requirements.ts';
import { runPart } from './run-part.ts';
import type { PartRun } from './part-run.ts';
import { openSecrets } from './secrets.ts';
import type { Services, ServicesFile } from './services.ts';

const CAP_LOGS_EVERY_MS = 5_000;

export interface SupervisorOptions {
  readonly home: Home;
  readonly parts: readonly Part[];
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly ephemeral: boolean;
  /** Take the ports that people expect where they are free; else any. */
  readonly preferPorts: boolean;
  readonly say: (line: string) => void;
  /** Asks a service that the environment names; a test answers instead. */
  readonly reach?: (variable: NamedService) => Promise<void>;
}

export interface Supervisor {
  /** Resolves when every part is ready; rejects with PartFailure, after having stopped what was started. */
  readonly ready: Promise<void>;
  status(): ServicesFile;
  /** Environment of our own processes: addresses, secrets, home, where compiled code is kept. */
  env(): Record<string, string>;
  part(name: PartName): PartRun;
  /** Stops all parts, those that need others first. May be called more than once, and while starting. */
  stop(): Promise<void>;
  /** SIGKILL to every part at once, for an operator who will not wait; call `stop` as well. */
  killAll(): void;
}

/** Addresses as environment variables, the names that `service/config.ts` reads. */
export function addressEnv(services: Services): Record<string, string> {
  const pairs: [string, string | undefined][] = [
    ['KAFKA_BROKERS', services.kafka?.brokers.join(',')],
    ['SCHEMA_REGISTRY_URL', services.registry?.url],
    ['CLICKHOUSE_URL', services.clickhouse?.url],
    ['REDIS_URL', services.redis?.url],
    ...NETWORK_SLUGS.map((slug): [string, string | undefined] => [
      networkVariable(slug, 'URL'),
      services.networks?.[slug]?.url,
    ]),
    ['SIGNALPOST_GATEWAY_PORT', portOf(services.gateway?.url)],
    ['SIGNALPOST_PROCESSORS_PORT', portOf(services.processors?.url)],
    ['SIGNALPOST_PROJECTIONS_PORT', portOf(services.projections?.url)],
  ];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function portOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).port;
}

/** A comma ends a path in Kafka's `log.dirs`, a backslash escapes; the ClickHouse engine reads patterns. */
const AWKWARD = /[,;*?{}'"\\<>&\n]/;

/** Raised when another supervisor already runs this installation. */
export class AlreadyRunning extends Error {
  constructor(home: Home, pid: number | undefined) {
    const who = pid === undefined ? 'another process' : `process ${pid}`;
    super(
      `${home.dir} is already up (${who}); see \`signalpost status\`, or stop it with \`signalpost down\``,
    );
    this.name = 'AlreadyRunning';
  }
}

/**
 * Starts an installation: takes its lock, ends what a killed predecessor left, chooses ports, then starts
 * every part as soon as what it needs is ready. A service of the operator's own is waited for.
 * @throws ConfigError with all that is wrong in the environment.
 */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { home, say } = options;
  if (AWKWARD.test(home.dir)) {
    throw new Error(
      `${home.dir}: Kafka or ClickHouse cannot use this path; set SIGNALPOST_HOME to a plainer one`,
    );
  }
  // Everything that is wrong at once, before anything is started. What an earlier start wrote does not count.
  const config = namedConfig({ ...options.env, SIGNALPOST_HOME: join(home.dir, 'nothing') });
  mkdirSync(home.dir, { recursive: true, mode: 0o700 });
  const lock = await tryLock(home.lockFile);
  if (!lock.ok) throw new AlreadyRunning(home, lock.holder?.pid);
  try {
    await endSurvivors(home, say);
    const parts = startOrder(options.parts);
    const kept = openSecrets(home);
    const secrets = { ...kept, ...demoTokens(options.env, kept) };
    const installation = new Installation({
      home,
      parts,
      env: options.env,
      supervisor: identify(process.pid)!,
      startedAt: new Date().toISOString(),
      ephemeral: options.ephemeral,
      preferPorts: options.preferPorts,
      say,
    });
    const started = parts.filter((part) => !installation.isYours(part));
    await ensureTools([...new Set(started.flatMap((part) => part.tools))], say);
    await installation.choosePorts();
    const ask = options.reach ?? ((variable) => reach(variable, config));
    return supervise({ ...options, reach: ask }, installation, secrets, lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function supervise(
  options: SupervisorOptions & Required<Pick<SupervisorOptions, 'reach'>>,
  installation: Installation,
  secrets: Record<string, string>,
  release: () => Promise<void>,
): Supervisor {
  const { home, say } = options;
  const env = (): Record<string, string> => ({
    SIGNALPOST_HOME: home.dir,
    NODE_COMPILE_CACHE: options.env['NODE_COMPILE_CACHE'] ?? COMPILED,
    ...addressEnv(installation.snapshot()),
    ...yours(installation, options.env),
    ...secrets,
  });
  const runs = new Map<PartName, PartRun>();
  for (const part of installation.parts) {
    const needs = part.needs.flatMap((need) => runs.get(need)?.firstReady ?? []);
    runs.set(
      part.name,
      runPart(part, {
        installation,
        cache: options.cache,
        env: options.env,
        productEnv: () => (part.secrets ? env() : withoutSecrets(env(), secrets)),
        needsReady: Promise.all(needs),
        reach: options.reach,
        say,
        monotonicMs: () => performance.now(),
        now: () => new Date(),
      }),
    );
  }
  const capping = setInterval(() => {
    for (const part of installation.parts) capLog(home.log(part.name));
  }, CAP_LOGS_EVERY_MS);
  capping.unref();

  const stops = new Map<PartName, Promise<void>>();
  const stopPart = (name: PartName): Promise<void> => {
    const known = stops.get(name);
    if (known !== undefined) return known;
    const stop = Promise.all(dependents(installation.parts, name).map((part) => stopPart(part.name))).then(
      () => runs.get(name)!.stop(),
    );
    stops.set(name, stop);
    return stop;
  };
  let stopped: Promise<void> | undefined;
  let failed = false;
  const stopAll = async (): Promise<void> => {
    if (!failed) installation.setState('stopping');
    await Promise.all(installation.parts.map((part) => stopPart(part.name)));
    clearInterval(capping);
    rmSync(home.processesFile, { force: true });
    if (failed) installation.setState('failed');
    else rmSync(home.servicesFile, { force: true });
    await release();
  };
  const stop = (): Promise<void> => (stopped ??= stopAll());

  const ready = Promise.all([...runs.values()].map((run) => run.firstReady)).then(
    () => installation.setState(installation.allUp() ? 'ready' : 'degraded'),
    async (error: unknown) => {
      // A stop that was asked for is no failure of a part.
      failed = stopped === undefined;
      await stop();
      throw error;
    },
  );
  ready.catch(() => undefined);
  const killAll = (): void => {
    for (const entry of readLedger(home)) signalGroup(entry.process, 'SIGKILL');
  };
  return {
    ready,
    status: () => installation.snapshot(),
    env,
    part: (name) => found(runs, name),
    stop,
    killAll,
  };
}

function found(runs: ReadonlyMap<PartName, PartRun>, name: PartName): PartRun {
  const run = runs.get(name);
  if (run === undefined) throw new Error(`${name} is not a part of this installation`);
  return run;
}

function withoutSecrets(
  env: Record<string, string>,
  secrets: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in secrets)));
}

/** What the environment says of your own services wins, credentials included. */
function yours(installation: Installation, env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    installation.parts.flatMap((part) =>
      installation.isYours(part) ? [[part.yours!, env[part.yours!]!]] : [],
    ),
  );
}
