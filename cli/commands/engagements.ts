import { Command, InvalidArgumentError, Option } from 'commander';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { createLiveSource } from '../../projections/read/live.ts';
import { createReads, createStores, type Reads } from '../../projections/read/reads.ts';
import type { EngagementSummary, Scope } from '../../projections/read/types.ts';
import { openRedis, type Redis } from '../../projections/redis/client.ts';
import { STATES } from '../../projections/redis/state.ts';
import { loadConfig } from '../../service/config.ts';
import { CliError } from '../options.ts';

interface Filters {
  readonly tenant: string;
  readonly workspace: string;
  readonly json?: boolean;
  readonly state?: string;
  readonly sentiment?: string;
  readonly kind?: string;
  readonly network?: string;
  readonly urgency?: string;
}

/** `signalpost engagements` */
export function engagementsCommand(): Command {
  const command = new Command('engagements').description('what people said, and what became of it');
  filtered(command.command('list', { isDefault: true }))
    .description('newest first')
    .option('--limit <n>', 'how many, at most 200', limit, 20)
    .option('--query <words>', 'words to find in the text')
    .option('--cursor <cursor>', 'next page, as given by --json')
    .action(async (options: Filters & { limit: number; query?: string; cursor?: string }) => {
      await withReads(options, async (reads, scope) => {
        const { tenant: _t, workspace: _w, json, query, ...filters } = options;
        const page = await reads.listEngagements(scope, {
          ...filters,
          ...(query === undefined ? {} : { q: query }),
        });
        if (json) console.log(JSON.stringify(page, null, 2));
        else for (const item of page.items) console.log(line(item));
      });
    });
  filtered(command.command('tail'))
    .description('each change as it comes, until Ctrl-C')
    .action(async (options: Filters) => {
      await withReads(options, async (_, scope, follow) => {
        await follow(scope, (item) => {
          if (matches(item, options)) console.log(options.json ? JSON.stringify(item) : line(item));
        });
      });
    });
  scoped(command.command('show').argument('<id>', 'id of the engagement'))
    .description('one engagement with its whole why-trail')
    .action(async (id: string, options: Filters) => {
      await withReads(options, async (reads, scope) => {
        const found = await reads.engagement(scope, id);
        if (!found) throw new CliError(`No engagement ${id} in workspace ${scope.workspaceId}.`);
        if (options.json) return console.log(JSON.stringify(found, null, 2));
        console.log(line(found));
        if (found.trailProblem !== null) console.log(found.trailProblem);
        for (const step of found.trail) {
          console.log(`${String(step.latencyMs).padStart(8)} ms  ${step.hop.padEnd(12)} ${step.title}`);
        }
      });
    });
  return command;
}

function scoped(command: Command): Command {
  return command
    .option('--tenant <id>', 'agency', 'demo')
    .option('--workspace <id>', 'client or brand of it', 'acme')
    .option('--json', 'for scripts');
}

function filtered(command: Command): Command {
  return scoped(command)
    .addOption(new Option('--state <state>', 'only in this state').choices(STATES))
    .addOption(
      new Option('--sentiment <label>', 'only with this sentiment').choices([
        'negative',
        'neutral',
        'positive',
      ]),
    )
    .option('--kind <kind>', 'only of this kind')
    .option('--network <slug>', 'only from this network')
    .option('--urgency <level>', 'only of this urgency');
}

function limit(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 200) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 200.');
}

type Follow = (scope: Scope, show: (item: EngagementSummary) => void) => Promise<void>;

async function withReads(
  options: Filters,
  work: (reads: Reads, scope: Scope, follow: Follow) => Promise<unknown>,
): Promise<void> {
  const config = loadConfig();
  const client = openClickHouse(config);
  const redis = openRedis(config, () => undefined);
  const blocking = openRedis(config, () => undefined);
  const stores = createStores({ redis, client, db: config.clickhouse.database, now: () => Date.now() });
  const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
  try {
    const scope = { tenantId: options.tenant, workspaceId: options.workspace };
    await work(createReads(stores, sleep), scope, (at, show) => follow(stores, at, blocking, show));
  } finally {
    redis.disconnect();
    blocking.disconnect();
    await client.close();
  }
}

async function follow(
  stores: Parameters<typeof createLiveSource>[0],
  scope: Scope,
  blocking: Redis,
  show: (item: EngagementSummary) => void,
): Promise<void> {
  const source = createLiveSource(stores, scope, blocking);
  const stopping = new AbortController();
  process.once('SIGINT', () => stopping.abort());
  let position = await source.lastId();
  while (!stopping.signal.aborted) {
    const page = await source.next(position, 500);
    position = page.position;
    for (const entry of page.entries) {
      show((JSON.parse(entry.message) as { engagement: EngagementSummary }).engagement);
    }
  }
}

function matches(item: EngagementSummary, filters: Filters): boolean {
  return (
    (filters.state === undefined || item.state === filters.state) &&
    (filters.sentiment === undefined || item.sentiment?.label === filters.sentiment) &&
    (filters.kind === undefined || item.kind === filters.kind) &&
    (filters.network === undefined || item.network === filters.network) &&
    (filters.urgency === undefined || item.urgency === filters.urgency)
  );
}

/** One line for people. Control characters of the text would move the terminal's cursor: they are shown as spaces. */
function line(item: EngagementSummary): string {
  const text = item.text.replaceAll(/\p{Cc}+/gu, ' ');
  return [
    item.createdAt,
    item.network.padEnd(8),
    item.state.padEnd(11),
    (item.sentiment?.label ?? '').padEnd(8),
    (item.kind ?? '').padEnd(9),
    `@${item.author.handle.replaceAll(/\p{Cc}+/gu, ' ')}: ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`,
  ].join('  ');
}
