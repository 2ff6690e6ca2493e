/** `.signalpost/services.json`, where the local installation says where everything is, as configuration. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { NETWORK_SLUGS, networkVariable } from './networks.ts';

/** What `.signalpost/services.json` holds; written by the supervisor. */
const servicesSchema = z.object({
  kafka: z.object({ brokers: z.array(z.string()) }).optional(),
  registry: z.object({ url: z.string() }).optional(),
  clickhouse: z.object({ url: z.string() }).optional(),
  redis: z.object({ url: z.string() }).optional(),
  networks: z.record(z.string(), z.object({ url: z.string() })).optional(),
  gateway: z.object({ url: z.string() }).optional(),
  processors: z.object({ url: z.string() }).optional(),
  projections: z.object({ url: z.string() }).optional(),
});

/**
 * Environment-shaped defaults from the services file of a local installation; nothing when there is none.
 * @param report gets a line when it is there and cannot be used.
 */
export function fromServices(home: string, report: (problem: string) => void): Record<string, string> {
  const file = path.join(home, 'services.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    report(`${file} cannot be read: run \`signalpost down\`, then start again`);
    return {};
  }
  const parsed = servicesSchema.safeParse(json);
  if (!parsed.success) {
    report(`${file} was written by another version: run \`signalpost down\`, then start again`);
    return {};
  }
  const services = parsed.data;
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['KAFKA_BROKERS', services.kafka?.brokers.join(',')],
    ['SCHEMA_REGISTRY_URL', services.registry?.url],
    ['CLICKHOUSE_URL', services.clickhouse?.url],
    ['REDIS_URL', services.redis?.url],
    ...NETWORK_SLUGS.map((slug) => [networkVariable(slug, 'URL'), services.networks?.[slug]?.url] as const),
    ['SIGNALPOST_GATEWAY_PORT', portOf(services.gateway?.url)],
    ['SIGNALPOST_PROCESSORS_PORT', portOf(services.processors?.url)],
    ['SIGNALPOST_PROJECTIONS_PORT', portOf(services.projections?.url)],
  ];
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

function portOf(address: string | undefined): string | undefined {
  return address ? new URL(address).port : undefined;
}
