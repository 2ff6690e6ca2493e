import { Command } from 'commander';
import { homeDir, openHome } from '../../stack/home.ts';
import type { Home } from '../../stack/home.ts';
import { lockHolder } from '../../stack/lock.ts';
import { logTail } from '../../stack/logs.ts';
import { readServices } from '../../stack/services.ts';
import type { ServicesFile } from '../../stack/services.ts';
import { delay } from '../../stack/time.ts';
import { seconds } from '../options.ts';

/** `npm start &` and then `wait`: the supervisor may need a moment until it shows. */
const APPEAR_WITHIN_MS = 5_000;

export type WaitOutcome =
  | { kind: 'ready'; exitCode: 0 }
  | { kind: 'crashed'; exitCode: 1; part: string; reason: string; logTail: readonly string[] }
  | { kind: 'timeout'; exitCode: 2; notReady: readonly string[] }
  | { kind: 'not running'; exitCode: 3 };

/** What the services file says, if it says anything final: ready, or a part that was given up. */
export function judge(services: ServicesFile): WaitOutcome | undefined {
  for (const [part, status] of Object.entries(services.parts)) {
    if (status.state !== 'crashed') continue;
    const tail = status.logFile === undefined ? [] : logTail(status.logFile, 20);
    return {
      kind: 'crashed',
      exitCode: 1,
      part,
      reason: status.reason ?? 'no reason recorded',
      logTail: tail,
    };
  }
  return services.state === 'ready' ? { kind: 'ready', exitCode: 0 } : undefined;
}

/** Waits until the installation is ready, given up, or the time is over. `gone` resolves when it has ended. */
export async function waitForReady(
  home: Home,
  withinSeconds: number,
  gone?: Promise<false>,
): Promise<WaitOutcome> {
  const began = performance.now();
  const deadline = began + withinSeconds * 1000;
  let seen = false;
  let ended = false;
  void gone?.then(() => (ended = true));
  for (;;) {
    const running = lockHolder(home.lockFile) !== undefined;
    seen ||= running;
    const services = readServices(home);
    const verdict = services === undefined ? undefined : judge(services);
    if (running && verdict !== undefined) return verdict;
    const mayAppear = !seen && !ended && performance.now() - began < APPEAR_WITHIN_MS;
    if (!running && !mayAppear)
      return verdict?.kind === 'crashed' ? verdict : { kind: 'not running', exitCode: 3 };
    if (performance.now() >= deadline && !seen) return { kind: 'not running', exitCode: 3 };
    if (performance.now() >= deadline) return { kind: 'timeout', exitCode: 2, notReady: notReady(services) };
    await delay(100);
  }
}

function notReady(services: ServicesFile | undefined): string[] {
  return Object.entries(services?.parts ?? {})
    .filter(([, status]) => !['ready', 'done', 'yours'].includes(status.state))
    .map(([name, status]) => `${name} (${status.state})`);
}

/** The outcome in words, with the end of the log of what crashed. */
export function explain(outcome: WaitOutcome, home: Home): string {
  if (outcome.kind === 'ready') return 'ready';
  if (outcome.kind === 'not running') return `nothing runs in ${home.dir}; start it with \`npm start\``;
  if (outcome.kind === 'timeout') {
    return `not ready in time: ${outcome.notReady.join(', ') || 'nothing has started yet'}`;
  }
  return [`${outcome.part} crashed: ${outcome.reason}`, ...outcome.logTail.map((line) => `  | ${line}`)].join(
    '\n',
  );
}

/** `signalpost wait --json`: the outcome, and the addresses that a script wants next. */
export function waitReport(outcome: WaitOutcome, home: Home): object {
  const { exitCode: _exitCode, kind, ...why } = outcome;
  return { outcome: kind, ...why, home: home.dir, services: readServices(home) };
}

/** `signalpost wait` */
export function waitCommand(): Command {
  return new Command('wait')
    .description('wait until everything is ready')
    .option('--timeout <seconds>', 'how long to wait', seconds, 120)
    .option('--json', 'for scripts: {outcome, home, services} and why, as services.json has them')
    .addHelpText(
      'after',
      '\nExit code: 0 ready, 1 a part crashed (the end of its log follows), 2 timeout, 3 not running.',
    )
    .action(async (options: { timeout: number; json?: boolean }) => {
      const home = openHome(homeDir());
      const outcome = await waitForReady(home, options.timeout);
      if (options.json === true) console.log(JSON.stringify(waitReport(outcome, home), null, 2));
      else (outcome.kind === 'ready' ? console.log : console.error)(explain(outcome, home));
      process.exitCode = outcome.exitCode;
    });
}
