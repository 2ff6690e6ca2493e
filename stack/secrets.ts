import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import type { Home } from './home.ts';
import { NETWORK_NAMES, NETWORKS } from './networks/table.ts';

/** Secrets of the demo installation, named as the environment variables that carry them to our processes. */
const NAMES: readonly string[] = [
  ...NETWORK_NAMES.flatMap((name) => [NETWORKS[name].tokenEnv, NETWORKS[name].secretEnv ?? []].flat()),
  'SIGNALPOST_API_TOKEN',
];

const secretsSchema = z.record(z.string(), z.string().min(32));

export type Secrets = Readonly<Record<string, string>>;

/** The secrets as they are; undefined when there are none, or none that can be used. */
export function readSecrets(home: Home): Secrets | undefined {
  const parsed = secretsSchema.safeParse(readJsonIfPresent(home.secretsFile));
  return parsed.success ? parsed.data : undefined;
}

/**
 * The installation's secrets: made once with the system's generator, readable by the owner only (0600). One that a
 * new network brings is added. Throws when the file cannot be used: new secrets would shut out who holds the old.
 */
export function openSecrets(home: Home): Secrets {
  const stored = readJsonIfPresent(home.secretsFile) ?? {};
  const parsed = secretsSchema.safeParse(stored);
  if (!parsed.success) {
    throw new Error(
      `${home.secretsFile} cannot be used; restore it, or run \`signalpost reset\` to start over. ` +
        z.prettifyError(parsed.error),
    );
  }
  const kept = Object.entries(parsed.data).filter(([name]) => NAMES.includes(name));
  const missing = NAMES.filter((name) => parsed.data[name] === undefined);
  const secrets = Object.fromEntries([...kept, ...missing.map((name) => [name, opaque()] as const)]);
  if (missing.length > 0)
    writeFileAtomically(home.secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}

function opaque(): string {
  return randomBytes(32).toString('base64url');
}
