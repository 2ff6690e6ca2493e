import { z } from 'zod';
import { readJsonIfPresent, writeFileAtomically } from './files.ts';
import type { Home } from './home.ts';
import { identitySchema } from './lock.ts';

const url = z.object({ url: z.string() });

const partStatus = z.object({
  state: z.enum([
    'waiting',
    'preparing',
    'starting',
    'ready',
    'done',
    'restarting',
    'crashed',
    'stopped',
    'yours',
  ]),
  pid: z.int().optional(),
  url: z.string().optional(),
  logFile: z.string().optional(),
  restarts: z.int(),
  /** Why it is in this state, for people; set when it crashed, is being restarted, or is somebody's and away. */
  reason: z.string().optional(),
});

/**
 * `.signalpost/services.json`: where everything is and how it is. The supervisor is its only writer;
 * `service/config.ts` reads the addresses, `wait`, `status` and `down` the rest.
 */
export const servicesSchema = z.object({
  version: z.literal(1),
  startedAt: z.string(),
  supervisor: identitySchema,
  ephemeral: z.boolean(),
  state: z.enum(['starting', 'ready', 'degraded', 'stopping', 'failed']),
  kafka: z.object({ brokers: z.array(z.string()) }).optional(),
  registry: url.optional(),
  clickhouse: url.optional(),
  redis: url.optional(),
  /** `control` and every simulated network. */
  networks: z.record(z.string(), url).optional(),
  gateway: url.optional(),
  processors: url.optional(),
  projections: url.optional(),
  demo: url.optional(),
  parts: z.record(z.string(), partStatus),
});

export type ServicesFile = z.infer<typeof servicesSchema>;
export type PartStatus = z.infer<typeof partStatus>;
export type PartState = PartStatus['state'];

/** The addresses alone. */
export type Services = Pick<
  ServicesFile,
  | 'kafka'
  | 'registry'
  | 'clickhouse'
  | 'redis'
  | 'networks'
  | 'gateway'
  | 'processors'
  | 'projections'
  | 'demo'
>;

/** The installation's services file, or undefined when nothing was started there. */
export function readServices(home: Home): ServicesFile | undefined {
  const json = readJsonIfPresent(home.servicesFile);
  if (json === undefined) return undefined;
  const parsed = servicesSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`${home.servicesFile} was written by another version: ${z.prettifyError(parsed.error)}`);
}

export function writeServices(home: Home, services: ServicesFile): void {
  writeFileAtomically(home.servicesFile, `${JSON.stringify(services, null, 2)}\n`);
}
