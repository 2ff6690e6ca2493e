import type { Home } from './home.ts';
import type { Services } from './services.ts';

export const PART_NAMES = [
  'kafka',
  'registry',
  'redis',
  'clickhouse',
  'networks',
  'setup',
  'migrate',
  'dashboard',
  'processors',
  'projections',
  'gateway',
  'demo',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** A program of the machine that a part cannot do without. */
export type ToolName = 'java' | 'maven' | 'redis-server';

/** What a part gets to know when it is prepared, started and asked whether it is ready. */
export interface PartContext {
  readonly home: Home;
  /** Folder of this part's own data, created before `prepare`. */
  readonly dataDir: string;
  /** Folder for downloads, shared by all installations of this user. */
  readonly cache: string;
  /** Ports by the names of `Part.ports`. */
  readonly ports: Readonly<Record<string, number>>;
  /** Where every service is; complete for what this part needs. */
  readonly services: Services;
  readonly say: (line: string) => void;
  /** Fires when the installation is stopped: give up what is under way. */
  readonly signal: AbortSignal;
}

export interface StartCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** One row of the table in `parts.ts`. */
export interface Part {
  readonly name: PartName;
  /** One sentence for people: what it is there for. */
  readonly purpose: string;
  /** A server runs until it is stopped; a task runs once and must exit 0. */
  readonly kind: 'server' | 'task';
  /** Parts that must be ready (a task: done) before this one starts. */
  readonly needs: readonly PartName[];
  readonly tools: readonly ToolName[];
  /** Environment variable that names somebody's own service; if set, that is used and nothing is started. */
  readonly yours?: 'KAFKA_BROKERS' | 'SCHEMA_REGISTRY_URL' | 'CLICKHOUSE_URL' | 'REDIS_URL';
  /** Port name → preferred port. */
  readonly ports: Readonly<Record<string, number>>;
  /** Source file that it runs, relative to the checkout. */
  readonly entry?: string;
  /** Does it get the demo installation's secrets? Only our own processes do. */
  readonly secrets: boolean;
  /** How long it may take until ready (server) or done (task), milliseconds. */
  readonly readyWithinMs: number;
  /** How long after SIGTERM until SIGKILL, milliseconds. */
  readonly stopWithinMs: number;
  /** Downloads, configuration files; may run beside other parts' starts. */
  prepare?(context: PartContext): Promise<void>;
  command(context: PartContext): StartCommand;
  /** Resolves true when it serves; false or a rejection: not yet. Asked again until `readyWithinMs`. */
  ready?(context: PartContext): Promise<boolean>;
  /** Once after each start, before it counts as ready. */
  afterReady?(context: PartContext): Promise<void>;
  /** After it served and then ended because it was asked to; not after a kill. */
  afterStop?(context: PartContext): void;
  /** What it adds to services.json. */
  services(ports: Readonly<Record<string, number>>): Partial<Services>;
  /** The address for the banner; undefined for a task. */
  url(services: Services): string | undefined;
}
