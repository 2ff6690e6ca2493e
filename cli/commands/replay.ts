import { Command, InvalidArgumentError } from 'commander';
import { WeightsFolder } from '../../models/light/weights-folder.ts';
import { harperReader } from '../../models/safety/quality/grammar.ts';
import { AccountOwners } from '../../platforms/account-owners.ts';
import { adoptedReaders } from '../../processors/adopted.ts';
import { demoProfilesOf } from '../../processors/profiles.ts';
import { processors, standardDeps } from '../../processors/registry.ts';
import { openClickHouse } from '../../projections/clickhouse/client.ts';
import { openHistory } from '../../projections/history.ts';
import { loadConfig } from '../../service/config.ts';
import { demoWorkspaces } from '../../service/demo-workspaces.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { CliError } from '../options.ts';
import { AdoptedHistory } from '../replay/adopted.ts';
import { GrammarAsTold } from '../replay/grammar.ts';
import { NetworkRefused } from '../replay/play.ts';
import { PolicyHistory } from '../replay/policies.ts';
import { readPolicies, replay, type ReplayReport } from '../replay/run.ts';

interface Options {
  readonly processor: string;
  readonly from: number;
  readonly to: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `signalpost replay` */
export function replayCommand(): Command {
  return new Command('replay')
    .description("run a processor's present code over the past and print what it would decide otherwise")
    .requiredOption('--processor <name>', 'which one')
    .requiredOption('--from <time>', 'inputs written at or after, ISO 8601', time)
    .requiredOption('--to <time>', 'inputs written before, ISO 8601', time)
    .option('--dry-run', 'compare, and write nothing: the only thing that it can do; must be said')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      '\nReads the log and, past its retention, the archive in ClickHouse, without a consumer group; writes\n' +
        'nothing and calls no network: what networks answered is taken as it was recorded, and so is a spelling check\n' +
        'that was late. A decider sees everything from the beginning, so that its state is right; counters over\n' +
        'minutes are counted again. Exit code: 0 same outputs, 1 something would be different.',
    )
    .action(async (options: Options) => {
      if (!options.dryRun) throw new CliError('replay only compares; say so with --dry-run.', 2);
      if (options.from >= options.to) throw new CliError('--from must be before --to.', 2);
      const report = await run(options);
      console.log(options.json ? JSON.stringify(report, null, 2) : render(report));
      process.exitCode = report.added + report.removed + report.changed === 0 ? 0 : 1;
    });
}

function time(text: string): number {
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError('It must be a time such as 2030-01-31T12:00:00Z.');
  return value;
}

async function run({ processor: name, from, to }: Options): Promise<ReplayReport> {
  const config = loadConfig();
  const policies = new PolicyHistory();
  const owners = new AccountOwners();
  const adopted = new AdoptedHistory();
  const weights = new WeightsFolder({
    folder: config.modelsDir,
    now: () => from,
    onRefused: (sha256, problem) =>
      console.error(`adopted weights ${sha256}: ${problem}; those of the program read instead`),
  });
  const grammar = config.grammar ? new GrammarAsTold(harperReader()) : null;
  const all = processors(
    standardDeps({
      clientOf: () => {
        throw new NetworkRefused('a replay calls no network');
      },
      profileOf: demoProfilesOf(demoWorkspaces(config.demoWorkspaces)),
      ownerOf: owners.ownerOf,
      policyOf: policies.policyOf,
      readersOf: adoptedReaders(adopted, weights, () => undefined),
      now: () => from,
      ...(grammar === null ? {} : { grammar }),
    }),
  );
  const processor = all.find((one) => one.name === name);
  if (!processor) {
    throw new CliError(
      `No processor is called ${name}. There are: ${all.map((one) => one.name).join(', ')}.`,
    );
  }
  const log = connectKafka(
    { ...config.kafka, clientId: 'signalpost-replay' },
    createLogger('replay', 'silent'),
  );
  const client = openClickHouse(config);
  const codec = createCodec(createConfluentRegistry(config.registry));
  try {
    const sources = { log, codec, history: openHistory(log, client, config.clickhouse.database) };
    await readPolicies([policies, owners, adopted], sources);
    const told = grammar === null ? {} : { grammar };
    return await replay({ processor, policies, adopted, from, to, ...told }, sources);
  } finally {
    await Promise.all([log.close(), client.close(), grammar?.close()]);
  }
}

/** The report for people. */
function render(report: ReplayReport): string {
  const { inputs, before, unreadable, same, added, removed, changed } = report;
  const lines = [
    `${report.processor}@${report.version} (${report.kind}), ${report.from} to ${report.to}`,
    `${inputs} inputs and timers, ${before} before them for the state, ${unreadable} unreadable`,
    `outcomes now: ${list(report.outcomes)}`,
    '',
    `outputs: ${same} same, ${changed} changed, ${added} added, ${removed} removed`,
    ...(changed > 0 ? [`changed fields: ${list(report.changedFields)}`] : []),
    ...report.examples.flatMap(({ kind, type, eventId, causationId, fields }) => [
      `  ${kind} ${type} ${eventId} because of ${causationId ?? 'nothing'}`,
      ...fields.map(({ path, log, now }) => `      ${path}: ${short(log)} → ${short(now)}`),
    ]),
    '',
    added + removed + changed === 0
      ? 'The present code would write the same.'
      : 'The present code would decide otherwise.',
  ];
  return lines.join('\n');
}

function list(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.map(([name, count]) => `${name} ${count}`).join(', ') || 'none';
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
