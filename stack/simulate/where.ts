import { z } from 'zod';
import { homeFolder } from '../../service/config.ts';
import { readJsonIfPresent } from '../files.ts';
import { openHome } from '../home.ts';
import { UsageError } from './usage-error.ts';

const servicesSchema = z.object({
  networks: z.record(z.string(), z.object({ url: z.string() })).optional(),
  gateway: z.object({ url: z.string() }).optional(),
});

const secretsSchema = z.object({ SIGNALPOST_X_APP_SECRET: z.string().optional() });

/** Where the parts of a running installation are that a load driver talks to. */
export interface Where {
  readonly home: string;
  readonly controlUrl: string;
  readonly webhookUrl: string;
  readonly appSecret: string;
}

/**
 * Environment first (`SIGNALPOST_NETWORKS_CONTROL_URL`, `SIGNALPOST_X_APP_SECRET`), then the installation's
 * `services.json` and `secrets.json`. Throws one error with everything that is missing and what to do about it.
 */
export function findInstallation(
  env: Readonly<Record<string, string | undefined>>,
  given: { readonly webhookUrl?: string | undefined },
): Where {
  const home = homeFolder({ ...env });
  const { servicesFile: file, secretsFile } = openHome(home);
  const services = servicesSchema.parse(readJsonIfPresent(file) ?? {});
  const secrets = secretsSchema.parse(readJsonIfPresent(secretsFile) ?? {});
  const gateway = services.gateway?.url;
  const controlUrl = env['SIGNALPOST_NETWORKS_CONTROL_URL'] || services.networks?.['control']?.url;
  const webhookUrl = given.webhookUrl ?? (gateway && `${gateway.replace(/\/$/, '')}/webhooks/x`);
  const appSecret = env['SIGNALPOST_X_APP_SECRET'] || secrets.SIGNALPOST_X_APP_SECRET;
  const problems: string[] = [];
  if (!controlUrl)
    problems.push(`no simulated networks: ${file} names none; start the installation (npm start)`);
  if (!webhookUrl)
    problems.push(`no gateway: ${file} names none; start the installation or give --webhook URL`);
  if (!appSecret)
    problems.push(
      `SIGNALPOST_X_APP_SECRET is not set and not in ${secretsFile}; webhooks cannot be signed without it`,
    );
  if (!controlUrl || !webhookUrl || !appSecret) throw new UsageError(problems.join('\n'));
  return { home, controlUrl, webhookUrl, appSecret };
}
