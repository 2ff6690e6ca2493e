import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { formatBanner } from '../../stack/banner.ts';
import { makeEphemeralHome, removeEphemeralHome, watchEphemeral } from '../../stack/ephemeral.ts';
import { NODE, ROOT, cacheDir, homeDir, openHome } from '../../stack/home.ts';
import type { Home } from '../../stack/home.ts';
import { lockHolder } from '../../stack/lock.ts';
import { openLog } from '../../stack/logs.ts';
import { PARTS, partsNamed } from '../../stack/parts.ts';
import { residentBytes } from '../../stack/processes.ts';
import { readServices } from '../../stack/services.ts';
import { signInLink } from '../../stack/sign-in-link.ts';
import { AlreadyRunning, startSupervisor } from '../../stack/supervisor.ts';
import type { Supervisor } from '../../stack/supervisor.ts';
import { CliError } from '../options.ts';
import { explain, waitForReady } from './wait.ts';

const DETACHED_START_SECONDS = 900;
/** npm and a terminal each pass the same Ctrl-C on; only a later one means "now". */
const SECOND_SIGNAL_AFTER_MS = 1_500;

/** `signalpost up` */
export function upCommand(): Command {
  return new Command('up')
    .description('start everything and keep it running until Ctrl-C')
    .option('--ephemeral', 'use a throw-away folder, deleted at the end')
    .option('--detach', 'start in the background; return when ready')
    .option(
      '--json',
      'with --detach, for scripts: {home, logFile, signIn, services}; the rest goes to stderr',
    )
    .action(async (options: { ephemeral?: boolean; detach?: boolean; json?: boolean }) => {
      if (options.json === true && options.detach !== true)
        throw new CliError(
          '--json needs --detach: in the foreground nothing is printed that a script would read.',
        );
      if (options.detach === true) await detached(options.ephemeral === true, options.json === true);
      else await foreground(options.ephemeral === true);
    });
}

/** Starts, prints the banner, and stays until a signal; a failed start has been stopped when it throws. */
async function foreground(ephemeral: boolean): Promise<void> {
  const began = performance.now() - process.uptime() * 1000;
  const home = ephemeral ? ephemeralHome() : openHome(homeDir());
  const dismissWatcher = ephemeral ? watchEphemeral(home) : undefined;
  const stopRequested = Promise.withResolvers<NodeJS.Signals>();
  let supervisor: Supervisor | undefined;
  let firstSignal: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstSignal !== undefined && performance.now() - firstSignal > SECOND_SIGNAL_AFTER_MS) {
      console.log('Stopping at once.');
      supervisor?.killAll();
    }
    firstSignal ??= performance.now();
    stopRequested.resolve(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  try {
    console.log(`Signalpost starts in ${home.dir}`);
    supervisor = await startSupervisor({
      home,
      parts: partsNamed(),
      cache: cacheDir(),
      env: process.env,
      ephemeral,
      preferPorts: true,
      say: (line) => console.log(line),
    });
    const first = await Promise.race([supervisor.ready.then(() => 'ready' as const), stopRequested.promise]);
    if (first === 'ready') {
      const memory = residentBytes;
      const seconds = (performance.now() - began) / 1000;
      const parts = Object.values(PARTS);
      const services = supervisor.status();
      const signIn = signInLink(home, services, Date.now());
      console.log(formatBanner({ services, parts, home: home.dir, memory, seconds, signIn }));
    }
    const signal = await stopRequested.promise;
    console.log(`${signal}: stopping everything that was started (again Ctrl-C: at once).`);
    await supervisor.stop();
    // Asked to stop while a failed start was being cleaned up: it is still a failed start.
    if (supervisor.status().state === 'failed') await supervisor.ready;
    console.log('Stopped.');
  } finally {
    await supervisor?.stop();
    if (dismissWatcher !== undefined) {
      removeEphemeralHome(home);
      dismissWatcher();
    }
  }
}

/** A detached `--ephemeral` start is given the folder that its parent made and will look into. */
function ephemeralHome(): Home {
  const given = process.env['SIGNALPOST_EPHEMERAL_HOME'];
  return given === undefined ? makeEphemeralHome() : openHome(given);
}

async function detached(ephemeral: boolean, json: boolean): Promise<void> {
  const home = ephemeral ? makeEphemeralHome() : openHome(homeDir());
  const holder = lockHolder(home.lockFile);
  if (holder !== undefined) throw new AlreadyRunning(home, holder.pid);
  const logFile = home.log('supervisor');
  const log = openLog(logFile);
  const args = [join(ROOT, 'cli', 'main.ts'), 'up', ...(ephemeral ? ['--ephemeral'] : [])];
  const child = spawn(NODE, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...(ephemeral ? { SIGNALPOST_EPHEMERAL_HOME: home.dir } : {}) },
  });
  closeSync(log);
  const gone = new Promise<false>((resolve) => {
    child.once('exit', () => resolve(false));
  });
  (json ? console.error : console.log)(
    `Signalpost starts in the background in ${home.dir}; its log is ${logFile}`,
  );
  const outcome = await waitForReady(home, DETACHED_START_SECONDS, gone);
  child.unref();
  const services = readServices(home);
  if (outcome.kind !== 'ready' || services === undefined) {
    throw new CliError(explain(outcome, home), outcome.kind === 'ready' ? 1 : outcome.exitCode);
  }
  const signIn = signInLink(home, services, Date.now());
  if (json) {
    console.log(JSON.stringify({ home: home.dir, logFile, signIn, services }, null, 2));
    return;
  }
  const parts = Object.values(PARTS);
  console.log(formatBanner({ services, parts, home: home.dir, memory: residentBytes, signIn }));
}
