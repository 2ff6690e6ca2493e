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
    .action(async () => {
      const home = openHome(homeDir());
      const say = (line: string): void => console.log(line);
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
        console.log(supervisor === undefined ? 'Nothing was running.' : 'Stopped.');
        return;
      }
      const release = await waitForLock(home.lockFile, 10_000, say);
      try {
        const left = await endSurvivors(home, say);
        rmSync(home.servicesFile, { force: true });
        console.log(supervisor === undefined && left === 0 ? 'Nothing was running.' : 'Stopped.');
      } finally {
        await release();
      }
    });
}
