/** Builds the live page, once for everybody who uses this checkout at the same time. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { cacheDir, ROOT } from './home.ts';
import { waitForLock } from './lock.ts';

const FOLDER = join(ROOT, 'gateway', 'dashboard');
/** What the page takes from other folders besides types. */
const SHARED = [join(ROOT, 'topics', 'labels.ts'), join(ROOT, 'package-lock.json')];
const BUILT = join(FOLDER, 'dist', 'index.html');
/** A build takes some seconds; on a busy machine a minute. */
const LIMIT_MS = 180_000;

function newestSource(): number {
  const own = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\/(dist|node_modules)(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
  return Math.max(...[...own, ...SHARED].map((path) => statSync(path).mtimeMs));
}

/**
 * Builds gateway/dashboard into its dist folder, unless what is there is newer than all that goes into it. A build
 * empties the folder first, so a second one waits for the first, and then finds nothing to do.
 * @returns whether it was built.
 */
export async function buildDashboardPage(say: (line: string) => void): Promise<boolean> {
  const cache = cacheDir();
  mkdirSync(cache, { recursive: true });
  const name = createHash('sha256').update(ROOT).digest('hex').slice(0, 16);
  const release = await waitForLock(join(cache, `page-${name}.lock`), LIMIT_MS, say);
  try {
    if (existsSync(BUILT) && statSync(BUILT).mtimeMs > newestSource()) return false;
    await build({ root: FOLDER, configFile: join(FOLDER, 'vite.config.ts'), logLevel: 'warn' });
    return true;
  } finally {
    await release();
  }
}
