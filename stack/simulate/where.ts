import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { homeFolder } from '../../service/config.ts';

const servicesSchema = z.object({
  networks: z.record(z.string(), z.object({ url: z.string() })).optional(),
  gateway: z.object({ url: z.string() }).optional(),
});

/** Where the parts of a running installation are that a load driver talks to. */
export interface Where {
  readonly home: string;
  readonly controlUrl: string;
  readonly webhookUrl: string;
  readonly appSecret: string;
}

/**
 * Environment first (`SIGNALPOST_NETWORKS_CONTROL_URL`, `SIGNALPOST_X_APP_SECRET`), then the installation's
 * `services.json`. Throws one error with everything that is missing and what to do about it.
 */
export function findInstallation(
  env: Readonly<Record<string, string | undefined>>,
  given: { readonly webhookUrl?: string | undefined },
): Where {
  const home = homeFolder({ ...env });
  const file = path.join(home, 'services.json');
  const services = existsSync(file) ? servicesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
  const gateway = services.gateway?.url;
  const controlUrl = env['SIGNALPOST_NETWORKS_CONTROL_URL'] ?? services.networks?.['control']?.url;
  const webhookUrl = given.webhookUrl ?? (gateway && `${gateway.replace(/\/$/, '')}/webhooks/x`);
  const appSecret = env['SIGNALPOST_X_APP_SECRET'];
  const problems: string[] = [];
  if (!controlUrl)
    problems.push(`no simulated networks: ${file} names none; start the installation (npm start)`);
  if (!webhookUrl)
    problems.push(`no gateway: ${file} names none; start the installation or give --webhook URL`);
  if (!appSecret)
    problems.push('SIGNALPOST_X_APP_SECRET is not set; webhooks to X cannot be signed without it');
  if (!controlUrl || !webhookUrl || !appSecret) throw new Error(problems.join('\n'));
  return { home, controlUrl, webhookUrl, appSecret };
}
