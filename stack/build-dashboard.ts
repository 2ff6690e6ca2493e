/** Builds gateway/dashboard into its dist folder, unless what is there is newer than all that goes into it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ROOT } from './home.ts';

const folder = join(ROOT, 'gateway', 'dashboard');
const built = join(folder, 'dist', 'index.html');

function newestSource(): number {
  const own = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...[...own, join(ROOT, 'package-lock.json')].map((path) => statSync(path).mtimeMs));
}

if (existsSync(built) && statSync(built).mtimeMs > newestSource()) console.log('the live page is up to date');
else await build({ root: folder, logLevel: 'warn' });
