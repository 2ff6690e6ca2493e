import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE, ROOT, openHome } from './home.ts';
import type { Home } from './home.ts';

const MARK = 'throw-away';

/** A fresh home in the system's temporary folder, marked as one that may be deleted. */
export function makeEphemeralHome(): Home {
  const dir = mkdtempSync(join(tmpdir(), 'signalpost-'));
  writeFileSync(join(dir, MARK), 'This folder is deleted when its installation stops.\n');
  return openHome(dir);
}

/** Deletes a home made by `makeEphemeralHome`; throws for any other folder. */
export function removeEphemeralHome(home: Home): void {
  if (!existsSync(join(home.dir, MARK))) throw new Error(`${home.dir} is not a throw-away installation`);
  rmSync(home.dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

/**
 * Makes sure that a throw-away installation disappears with its owner, even if the owner is killed: nobody
 * would know its folder to call `down` for it. A shell waits on a pipe whose other end only we hold; when
 * we die the pipe closes, and the shell becomes `stack/reap.ts`. Until then it costs about 1 MB.
 *
 * @returns call it after an orderly stop: the watcher then leaves.
 */
export function watchEphemeral(home: Home): () => void {
  const script = 'read -r _ || exec "$0" "$@"';
  const watcher = spawn('/bin/sh', ['-c', script, NODE, join(ROOT, 'stack', 'reap.ts'), home.dir], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  // The pipe must not keep our own event loop alive.
  (watcher.stdin as unknown as { unref?(): void }).unref?.();
  return () => {
    watcher.stdin.end('done\n');
  };
}
