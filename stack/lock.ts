import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { z } from 'zod';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import { identify, isAlive } from './processes.ts';
import type { ProcessIdentity } from './processes.ts';
import { delay } from './time.ts';

export const identitySchema = z.object({ pid: z.int(), startTicks: z.number(), bootId: z.string() });

export type LockOutcome =
  { ok: true; release: () => Promise<void> } | { ok: false; holder: ProcessIdentity | undefined };

/** Who holds the lock, if that process is still alive. For messages; `tryLock` decides. */
export function lockHolder(path: string): ProcessIdentity | undefined {
  const parsed = identitySchema.safeParse(readJsonIfPresent(path));
  return parsed.success && isAlive(parsed.data) ? parsed.data : undefined;
}

/**
 * Takes the lock named by a file path, for as long as this process lives or until `release`.
 *
 * What excludes is a bound socket in Linux's abstract namespace (unix(7)): binding is atomic and the kernel
 * lets go when the holder dies, however it dies. A lock file alone would have to be taken over after a
 * crash, and two takers could then both win. The file beside it only tells who the holder is.
 */
export async function tryLock(path: string): Promise<LockOutcome> {
  const me = identify(process.pid);
  if (me === undefined) throw new Error('cannot read /proc/self: the local installation needs Linux');
  const server = createServer((socket) => socket.destroy());
  // The full 108 bytes of an address: older Nodes fill a shorter name up with zeros, newer ones do not.
  const name = `\0signalpost-${createHash('sha256').update(path).digest('hex')}`.padEnd(108, '-');
  const bound = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(name, () => resolve(true));
  });
  if (!bound) return { ok: false, holder: lockHolder(path) };
  server.unref();
  writeFileAtomically(path, JSON.stringify(me));
  return {
    ok: true,
    release: async () => {
      rmSync(path, { force: true });
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** Waits for the lock up to `withinMs`, saying once that it waits and for whom. */
export async function waitForLock(
  path: string,
  withinMs: number,
  say: (line: string) => void,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const deadline = performance.now() + withinMs;
  let said = false;
  for (;;) {
    const outcome = await tryLock(path);
    if (outcome.ok) return outcome.release;
    const holder = outcome.holder === undefined ? 'another process' : `process ${outcome.holder.pid}`;
    if (performance.now() >= deadline) {
      throw new Error(`${path} is held by ${holder} for more than ${withinMs / 1000} s`);
    }
    if (!said) say(`waiting for ${holder}, which is doing the same`);
    said = true;
    await delay(200, signal);
  }
}
