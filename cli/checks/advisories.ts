/**
 * Known weaknesses of the packages in the lockfile, by the registry's own list. A registry without that list (a
 * mirror, no network) is no failure of ours: it is said, and the check counts as not done.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = path.join(import.meta.dirname, '..', '..');
/** For the registry to answer, ms. */
const DEADLINE_MS = 60_000;
const SERIOUS = ['high', 'critical'] as const;

const answer = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ name: z.string(), severity: z.string(), range: z.string().optional() }),
  ),
});

export type Advice =
  | { readonly outcome: 'clean'; readonly lesser: number }
  | { readonly outcome: 'found'; readonly packages: readonly string[] }
  | { readonly outcome: 'not-checked'; readonly why: string };

/** What `npm audit --json` said; anything that is no list of weaknesses counts as not checked. */
export function adviceOf(output: string): Advice {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    return { outcome: 'not-checked', why: 'npm audit did not answer with JSON' };
  }
  const read = answer.safeParse(json);
  if (!read.success) {
    const message = z.object({ message: z.string() }).safeParse(json);
    const why = message.success
      ? message.data.message.replaceAll(/https?:\/\/\S+/g, 'the registry')
      : 'no list in the answer';
    return { outcome: 'not-checked', why };
  }
  const all = Object.values(read.data.vulnerabilities);
  const serious = all.filter(({ severity }) => (SERIOUS as readonly string[]).includes(severity));
  return serious.length > 0
    ? {
        outcome: 'found',
        packages: serious.map(({ name, severity, range }) => `${name} ${range ?? ''} (${severity})`),
      }
    : { outcome: 'clean', lesser: all.length };
}

async function askNpm(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(
      'npm',
      ['audit', '--json', '--package-lock-only', '--loglevel=silent'],
      { cwd: ROOT, timeout: DEADLINE_MS, maxBuffer: 32 * 1024 * 1024 },
    );
    return stdout;
  } catch (error) {
    // It ends with 1 when it found something, and when it could not ask; the output tells which.
    return (error as { readonly stdout?: string }).stdout ?? '';
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const advice = adviceOf(await askNpm());
  if (advice.outcome === 'not-checked') console.log(`advisories NOT CHECKED: ${advice.why}`);
  else if (advice.outcome === 'clean') console.log(`no serious advisory; ${advice.lesser} lesser ones`);
  else {
    console.error(`serious advisories:\n  ${advice.packages.join('\n  ')}`);
    process.exitCode = 1;
  }
}
