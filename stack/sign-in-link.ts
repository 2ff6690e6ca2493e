/** A link that signs a browser in once, within ten minutes. The token itself is not in it. */
import { randomBytes } from 'node:crypto';
import { issueLoginCode } from '../gateway/auth/session.ts';
import { readJsonIfPresent } from './files.ts';
import type { Home } from './home.ts';
import type { Services } from './services.ts';
import { secretsSchema } from './secrets.ts';

/** Undefined while no gateway runs, or when this home has no secrets of its own. */
export function signInLink(home: Home, services: Services, now: number): string | undefined {
  const secrets = secretsSchema.safeParse(readJsonIfPresent(home.secretsFile));
  if (services.gateway === undefined || !secrets.success) return undefined;
  const code = issueLoginCode(secrets.data.SIGNALPOST_API_TOKEN, now, randomBytes(16).toString('base64url'));
  return `${services.gateway.url}/login?once=${encodeURIComponent(code)}`;
}
