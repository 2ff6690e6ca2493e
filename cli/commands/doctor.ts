import { Command } from 'commander';
import { findings } from '../../stack/checks.ts';
import type { Finding } from '../../stack/checks.ts';
import { homeDir, openHome } from '../../stack/home.ts';

const MARK = { ok: 'ok  ', note: 'note', problem: 'FIX ' } as const satisfies Record<
  Finding['level'],
  string
>;

/** `signalpost doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and installation; changes nothing')
    .option('--json', 'for scripts: an array of {check, level, found, fix}; no fix where level is ok')
    .addHelpText('after', '\nExit code: 0 nothing to fix, 1 something is.')
    .action(async (options: { json?: boolean }) => {
      const home = openHome(homeDir());
      const found = await findings({ home, env: process.env });
      process.exitCode = found.some((finding) => finding.level === 'problem') ? 1 : 0;
      if (options.json === true) {
        console.log(JSON.stringify(found, null, 2));
        return;
      }
      for (const finding of found) {
        console.log(`${MARK[finding.level]} ${finding.check}: ${finding.found}`);
        if (finding.level !== 'ok') console.log(`     fix: ${finding.fix}`);
      }
    });
}
