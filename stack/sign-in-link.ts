/** A link that signs a browser in once, within ten minutes. The token itself is not in it. */
import { randomBytes } from 'node:crypto';
import { issueLoginCode } from '../gateway/auth/session.ts';
import type { Home } from './home.ts';
import type { Services } from './services.ts';
import { readSecrets } from './secrets.ts';

/** Undefined while no gateway runs, or when this home has no secrets of its own. */
export function signInLink(home: Home, services: Services, now: number): string | undefined {
  const token = readSecrets(home)?.['SIGNALPOST_API_TOKEN'];
  if (services.gateway === undefined || token === undefined) return undefined;
  const code = issueLoginCode(token, now, randomBytes(16).toString('base64url'));
  return `${services.gateway.url}/login?once=${encodeURIComponent(code)}`;
}
