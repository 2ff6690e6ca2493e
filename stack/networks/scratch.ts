import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/**
 * For tests: a folder of the running test's own, removed by its exact path when that test has finished, after
 * everything that the test registered later has been closed.
 */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalpost-networks-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
