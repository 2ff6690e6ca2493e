/** Ends what a throw-away installation started and deletes its folder; see `ephemeral.ts`. */
import { removeEphemeralHome } from './ephemeral.ts';
import { openHome } from './home.ts';
import { endSurvivors } from './ledger.ts';

const dir = process.argv[2];
if (dir === undefined) throw new Error('usage: reap.ts FOLDER');
const home = openHome(dir);
await endSurvivors(home, () => undefined);
removeEphemeralHome(home);
