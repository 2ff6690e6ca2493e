import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import type { Home } from './home.ts';

const secret = z.string().min(32);

/** Secrets of the demo installation, named as the environment variables that carry them to our processes. */
export const secretsSchema = z.object({
  SIGNALPOST_X_APP_SECRET: secret,
  SIGNALPOST_X_TOKEN: secret,
  SIGNALPOST_MASTODON_TOKEN: secret,
  SIGNALPOST_API_TOKEN: secret,
});

export type Secrets = z.infer<typeof secretsSchema>;

function opaque(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * The installation's secrets: made once with the system's generator, readable by the owner only (0600).
 * Throws if the file is there but incomplete: whoever holds the old ones would be shut out.
 */
export function openSecrets(home: Home): Secrets {
  const stored = readJsonIfPresent(home.secretsFile);
  if (stored !== undefined) {
    const parsed = secretsSchema.safeParse(stored);
    if (parsed.success) return parsed.data;
    throw new Error(
      `${home.secretsFile} lacks secrets; restore it, or run \`signalpost reset\` to start over. ` +
        z.prettifyError(parsed.error),
    );
  }
  const secrets: Secrets = {
    SIGNALPOST_X_APP_SECRET: opaque(),
    SIGNALPOST_X_TOKEN: opaque(),
    SIGNALPOST_MASTODON_TOKEN: opaque(),
    SIGNALPOST_API_TOKEN: opaque(),
  };
  writeFileAtomically(home.secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}
