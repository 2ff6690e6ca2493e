import { existsSync, readdirSync, rmSync, rmdirSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { homeDir, openHome } from '../../stack/home.ts';
import { endSurvivors } from '../../stack/ledger.ts';
import { tryLock } from '../../stack/lock.ts';
import { CliError } from '../options.ts';

/** What an installation writes into its home; nothing else there is touched, whatever SIGNALPOST_HOME names. */
const OURS = [
  'data',
  'logs',
  // What the load driver sent: the next audit would look for it in a log that never had it.
  'simulate',
  // Weights that workspaces adopted; the events that say so go with the log.
  'models',
  'services.json',
  'processes.json',
  'secrets.json',
  'supervisor.lock',
];

/** `signalpost reset` */
export function resetCommand(): Command {
  return new Command('reset')
    .description('delete all state of this installation (asks first)')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nDownloads are kept, so the next start needs no network.')
    .action(async (options: { yes?: boolean }) => {
      const home = openHome(homeDir());
      if (!existsSync(home.dir)) {
        console.log(`There is nothing in ${home.dir}.`);
        return;
      }
      const lock = await tryLock(home.lockFile);
      if (!lock.ok) throw new CliError('It is running; stop it first with `signalpost down`.');
      try {
        const question = `Delete every event, read model and secret in ${home.dir}? Type yes: `;
        if (options.yes !== true && !(await agreed(question))) throw new CliError('Nothing was deleted.');
        await endSurvivors(home, (line) => console.log(line));
        for (const name of OURS) rmSync(`${home.dir}/${name}`, { recursive: true, force: true });
      } finally {
        await lock.release();
      }
      const left = readdirSync(home.dir);
      if (left.length === 0) rmdirSync(home.dir);
      else console.log(`Left alone in ${basename(home.dir)}: ${left.join(', ')}`);
      console.log('Deleted. The next `npm start` begins with an empty log.');
    });
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new CliError('There is no terminal to ask on; say `signalpost reset --yes`.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim().toLowerCase() === 'yes';
  } finally {
    terminal.close();
  }
}
