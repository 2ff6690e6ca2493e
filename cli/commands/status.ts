import { Command } from 'commander';
import { partTable } from '../../stack/banner.ts';
import { homeDir, openHome } from '../../stack/home.ts';
import { survivors } from '../../stack/ledger.ts';
import { lockHolder } from '../../stack/lock.ts';
import { PARTS } from '../../stack/parts.ts';
import { residentBytes } from '../../stack/processes.ts';
import { readServices } from '../../stack/services.ts';

/** `signalpost status` */
export function statusCommand(): Command {
  return new Command('status')
    .description('show every part: state, address, pid, memory')
    .option('--json', 'for scripts: services.json plus memory in bytes')
    .addHelpText('after', '\nExit code: 0 all ready, 1 running but not all ready, 3 not running.')
    .action((options: { json?: boolean }) => {
      const home = openHome(homeDir());
      const running = lockHolder(home.lockFile) !== undefined;
      const services = running ? readServices(home) : undefined;
      process.exitCode = services === undefined ? 3 : services.state === 'ready' ? 0 : 1;
      if (options.json === true) {
        const memory = Object.entries(services?.parts ?? {}).flatMap(([name, part]) => {
          const bytes = part.pid === undefined ? undefined : residentBytes(part.pid);
          return bytes === undefined ? [] : [[name, bytes]];
        });
        const left = running
          ? []
          : survivors(home).map((entry) => ({ part: entry.part, pid: entry.process.pid }));
        const report = {
          running,
          home: home.dir,
          leftovers: left,
          memory: Object.fromEntries(memory),
          services,
        };
        console.log(JSON.stringify(report, null, 2));
        return;
      }
      if (services !== undefined) {
        console.log(`${services.state}, since ${services.startedAt}, in ${home.dir}\n`);
        const parts = Object.values(PARTS);
        for (const line of partTable({ services, parts, memory: residentBytes })) console.log(line);
        return;
      }
      console.log(
        running ? `starting in ${home.dir}` : `nothing runs in ${home.dir}; start it with \`npm start\``,
      );
      const left = running ? [] : survivors(home);
      if (left.length === 0) return;
      const names = left.map((entry) => `${entry.part} (${entry.process.pid})`).join(', ');
      console.log(`but a supervisor that crashed left ${names}; \`signalpost down\` ends them`);
    });
}
