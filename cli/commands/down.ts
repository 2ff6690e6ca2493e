import { Command } from 'commander';
import { existsSync, rmSync } from 'node:fs';
import { homeDir, openHome } from '../../stack/home.ts';
import { endSurvivors } from '../../stack/ledger.ts';
import { lockHolder, waitForLock } from '../../stack/lock.ts';
import { signalProcess, waitUntilGone } from '../../stack/processes.ts';

/** The product drains for 20 s, then Kafka shuts down; after this the supervisor is killed. */
const STOP_WITHIN_MS = 90_000;

/** `signalpost down` */
export function downCommand(): Command {
  return new Command('down')
    .description('stop what was started, also after a crash')
    .addHelpText(
      'after',
      '\nEnds only processes that this installation recorded and that are provably still those.',
    )
    .option('--json', 'for scripts: {wasRunning, ended}; what is done meanwhile goes to stderr')
    .action(async (options: { json?: boolean }) => {
      const home = openHome(homeDir());
      // With --json stdout holds the report and nothing else.
      const say = (line: string): void => (options.json === true ? console.error : console.log)(line);
      const report = (wasRunning: boolean, ended: number): void =>
        console.log(
          options.json === true
            ? JSON.stringify({ wasRunning, ended })
            : wasRunning || ended > 0
              ? 'Stopped.'
              : 'Nothing was running.',
        );
      const supervisor = lockHolder(home.lockFile);
      if (supervisor !== undefined) {
        say(`stopping the supervisor (process ${supervisor.pid})`);
        signalProcess(supervisor, 'SIGTERM');
        if (!(await waitUntilGone(supervisor, STOP_WITHIN_MS))) {
          say(`the supervisor did not stop within ${STOP_WITHIN_MS / 1000} s; killing it`);
          signalProcess(supervisor, 'SIGKILL');
          await waitUntilGone(supervisor, 5_000);
        }
      }
      // A throw-away installation has deleted its folder; taking a lock in it would make it again.
      if (!existsSync(home.dir)) {
        report(supervisor !== undefined, 0);
        return;
      }
      const release = await waitForLock(home.lockFile, 10_000, say);
      try {
        const left = await endSurvivors(home, say);
        rmSync(home.servicesFile, { force: true });
        report(supervisor !== undefined, left);
      } finally {
        await release();
      }
    });
}
