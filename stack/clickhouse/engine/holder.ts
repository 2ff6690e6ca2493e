/** Who has a data directory open: the engine keeps `flock(2)` on its file `status`, and writes its id there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether no engine has the folder open. By the lock and not by the id: after a crash the id may be another
 * process's, in a container most of all.
 *
 * @throws {Error} when the program `flock` is missing
 */
export function isFree(dataDir: string): boolean {
  const status = join(dataDir, 'status');
  if (!existsSync(status)) return true;
  // Node has no call for it; the program is part of every Debian (util-linux).
  const tried = spawnSync('flock', ['--nonblock', status, 'true']);
  if (tried.error) throw new Error('The program flock (util-linux) is needed', { cause: tried.error });
  return tried.status === 0;
}

/** The process that the engine's `status` file names, if it still runs. */
export function holderOf(dataDir: string): number | undefined {
  let pid: number | undefined;
  try {
    pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(dataDir, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // EPERM: it runs, as somebody else. ENOENT, ESRCH: there is nobody.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}
