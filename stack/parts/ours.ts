import { join } from 'node:path';
import { NODE, ROOT } from '../home.ts';
import type { StartCommand } from '../part.ts';

/** Starts one of our own entry files with the Node of the checkout. */
export function nodeCommand(
  entry: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): StartCommand {
  return { file: NODE, args: [...flags, join(ROOT, entry)], env, cwd: ROOT };
}

/** A process of ours is ready when its readiness route says 2xx. */
export async function answersOk(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await answer.body?.cancel();
  return answer.ok;
}
