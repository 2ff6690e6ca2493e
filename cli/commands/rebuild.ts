import { Command } from 'commander';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { rebuildTables, type RebuildReport } from '../../projections/rebuild/tables.ts';
import { rebuildViews } from '../../projections/rebuild/views.ts';
import { openRedis } from '../../projections/redis/client.ts';
import { READ_MODEL_NAMES, READ_MODELS } from '../../projections/registry.ts';
import { systemWaits } from '../../projections/waits.ts';
import { loadConfig } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { CliError } from '../options.ts';

const REBUILT = ['tables', 'views'] as const;
type Rebuilt = (typeof REBUILT)[number];

/** `signalpost rebuild` */
export function rebuildCommand(): Command {
  return new Command('rebuild')
    .description('build read models anew from the log and its archive, compare, swap')
    .argument('[names...]', `which ones: ${REBUILT.join(', ')} (all when none is named)`)
    .option('--json', 'for scripts: an array of reports')
    .option(
      '--accept-differences',
      'swap although the contents differ: after a mapper was changed on purpose',
    )
    .addHelpText(
      'after',
      '\nThe current read models are read and written all the time; the new ones take their place when their\n' +
        'checksums are equal. Exit code: 0 all swapped, 1 something differs and nothing was swapped for it.',
    )
    .action(async (names: string[], options: { json?: boolean; acceptDifferences?: boolean }) => {
      const reports = await rebuild(checked(names), {
        acceptDifferences: options.acceptDifferences ?? false,
        say: options.json ? () => undefined : (line) => console.error(line),
      });
      console.log(options.json ? JSON.stringify(reports, null, 2) : reports.map(render).join('\n\n'));
      process.exitCode = reports.every((report) => report.swapped) ? 0 : 1;
    });
}

function checked(names: readonly string[]): readonly Rebuilt[] {
  for (const name of names) {
    if ((REBUILT as readonly string[]).includes(name)) continue;
    throw new CliError(
      name === 'archive'
        ? `archive is not rebuilt: ${READ_MODELS.archive.rebuild}`
        : `No read model is called ${name}. There are: ${READ_MODEL_NAMES.join(', ')}.`,
    );
  }
  return names.length > 0 ? (names as readonly Rebuilt[]) : REBUILT;
}

async function rebuild(
  names: readonly Rebuilt[],
  options: { readonly acceptDifferences: boolean; readonly say: (line: string) => void },
): Promise<readonly RebuildReport[]> {
  const config = loadConfig();
  const log = connectKafka(
    { ...config.kafka, clientId: 'signalpost-rebuild' },
    createLogger('rebuild', 'silent'),
  );
  const client = openClickHouse(config, { timeoutMs: 600_000 });
  const redis = openRedis(config, () => undefined, { commandMs: 60_000 }); // it stands in line behind a busy projection
  const codec = createCodec(createConfluentRegistry(config.registry));
  await codec.prepare();
  const parts = { log, codec, client, db: config.clickhouse.database, waits: systemWaits, ...options };
  try {
    const reports: RebuildReport[] = [];
    for (const name of names) {
      reports.push(name === 'tables' ? await rebuildTables(parts) : await rebuildViews({ ...parts, redis }));
    }
    return reports;
  } finally {
    redis.disconnect();
    await Promise.all([log.close(), client.close()]);
  }
}

function render(report: RebuildReport): string {
  const rate = Math.round(report.records / Math.max(0.001, report.ms / 1_000));
  return [
    `${report.model}: ${report.from} → ${report.to}, ${report.records} records in ${(report.ms / 1_000).toFixed(1)} s (${rate}/s)`,
    ...report.comparisons.map(
      ({ name, equal, current, rebuilt }) =>
        `  ${equal ? 'equal ' : 'DIFFER'}  ${name.padEnd(16)} ${String(current.rows).padStart(9)} → ${String(rebuilt.rows).padStart(9)}`,
    ),
    report.swapped ? '  swapped' : '  not swapped: look into the difference, or give --accept-differences',
  ].join('\n');
}
