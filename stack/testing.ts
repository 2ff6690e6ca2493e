import { makeEphemeralHome, removeEphemeralHome, watchEphemeral } from './ephemeral.ts';
import { cacheDir } from './home.ts';
import type { PartName } from './part.ts';
import { partsNamed } from './parts.ts';
import type { ServicesFile } from './services.ts';
import { startSupervisor } from './supervisor.ts';

export interface TestStack {
  /** Addresses and states, as in services.json. */
  readonly services: ServicesFile;
  /** Folder of this installation; SIGNALPOST_HOME for processes that a test starts. */
  readonly home: string;
  /** Environment for such a process: addresses, demo secrets, SIGNALPOST_HOME. Merge it over process.env. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops all parts and deletes the folder. */
  stop(): Promise<void>;
  /** SIGKILL. The part is started again, on the same port; wait for that with `whenReady`. */
  kill(part: PartName): Promise<void>;
  /** SIGSTOP: it is there, but answers nothing. */
  pause(part: PartName): Promise<void>;
  /** SIGCONT. */
  resume(part: PartName): Promise<void>;
  /** Stops it in order and keeps it down ... */
  halt(part: PartName): Promise<void>;
  /** ... until this; resolves when it is ready again, on the same port. */
  revive(part: PartName): Promise<void>;
  /** Resolves when the part is ready (again); rejects after `withinMs`, 30 s unless told. */
  whenReady(part: PartName, withinMs?: number): Promise<void>;
}

/**
 * Starts a throw-away installation of just these parts on free ports, for a flow test, with the downloads
 * of earlier starts. Ready when it resolves. Call `stop()` in `afterAll`; if the test process dies before,
 * a watcher stops the parts and deletes the folder.
 *
 * @param options.env more environment for our own processes, for example SIGNALPOST_LOG_LEVEL
 * @param options.say gets the supervisor's lines; silent unless given
 */
export async function startStack(options: {
  parts: readonly PartName[];
  env?: Readonly<Record<string, string>>;
  say?: (line: string) => void;
}): Promise<TestStack> {
  const home = makeEphemeralHome();
  const dismissWatcher = watchEphemeral(home);
  const cleanUp = (): void => {
    removeEphemeralHome(home);
    dismissWatcher();
  };
  const {
    KAFKA_BROKERS: _k,
    SCHEMA_REGISTRY_URL: _s,
    CLICKHOUSE_URL: _c,
    REDIS_URL: _r,
    ...env
  } = process.env;
  try {
    const supervisor = await startSupervisor({
      home,
      parts: partsNamed(options.parts),
      cache: cacheDir(),
      env: { ...env, ...options.env },
      ephemeral: true,
      preferPorts: false,
      say: options.say ?? (() => undefined),
    });
    await supervisor.ready;
    return {
      services: supervisor.status(),
      home: home.dir,
      env: supervisor.env(),
      stop: async () => {
        await supervisor.stop();
        cleanUp();
      },
      kill: (part) => supervisor.part(part).signal('SIGKILL'),
      pause: (part) => supervisor.part(part).signal('SIGSTOP'),
      resume: (part) => supervisor.part(part).signal('SIGCONT'),
      halt: (part) => supervisor.part(part).halt(),
      revive: (part) => supervisor.part(part).revive(),
      whenReady: (part, withinMs = 30_000) => supervisor.part(part).whenReady(withinMs),
    };
  } catch (error) {
    cleanUp();
    throw error;
  }
}
