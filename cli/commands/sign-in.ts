import { Command } from 'commander';
import { homeDir, openHome } from '../../stack/home.ts';
import { readServices } from '../../stack/services.ts';
import { signInLink } from '../../stack/sign-in-link.ts';
import { CliError } from '../options.ts';

/** `signalpost sign-in` */
export function signInCommand(): Command {
  return new Command('sign-in')
    .description('print a link that signs a browser in; it works once, for ten minutes')
    .option('--json', 'for scripts: {link}')
    .action((options: { json?: boolean }) => {
      const home = openHome(homeDir());
      const services = readServices(home);
      const link = services && signInLink(home, services, Date.now());
      if (link === undefined) throw new CliError('No gateway runs here. Start it with `npm start`.', 3);
      console.log(options.json === true ? JSON.stringify({ link }) : link);
    });
}
