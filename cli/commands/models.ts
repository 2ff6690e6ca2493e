import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { ADOPTABLE, isAdoptable } from '../../models/light/adoptable.ts';
import type { AdoptableHead } from '../../models/light/adoptable.ts';
import { defaultReader } from '../../models/light/default.ts';
import type { LightReader } from '../../models/light/infer/reader.ts';
import { keepWeights, WeightsFolder } from '../../models/light/weights-folder.ts';
import { AdoptedTable } from '../../processors/adopted.ts';
import { loadConfig } from '../../service/config.ts';
import type { Config } from '../../service/config.ts';
import { createLogger } from '../../service/logger.ts';
import { createCodec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import { PoisonError } from '../../topics/errors.ts';
import type { EventData } from '../../topics/events.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import { adoptInLog } from '../models/command.ts';
import type { CommandTools, Scope } from '../models/command.ts';
import { cardBeside, compareFiles, openWeights } from '../models/files.ts';
import { renderComparison } from '../models/render.ts';
import { CliError } from '../options.ts';

interface HeadOption {
  readonly head: string;
}
interface FileOptions extends HeadOption {
  readonly candidate: string;
  readonly examples: string;
  readonly unselected?: string;
}
interface CompareOptions extends FileOptions {
  readonly inUse?: string;
  readonly json?: boolean;
}
interface ScopeOptions {
  readonly tenant: string;
  readonly workspace: string;
}
type AdoptOptions = FileOptions & ScopeOptions & { readonly anyway?: string };
type ReleaseOptions = HeadOption & ScopeOptions & { readonly reason: string };

/** `signalpost models` */
export function modelsCommand(): Command {
  const command = new Command('models').description('weights of a workspace’s own: compare, adopt, give up');
  files(command.command('compare'))
    .description('two weights on the same labelled texts, which the candidate has not learned from')
    .option('--in-use <file>', 'weights to compare with; without it, those of the program')
    .option('--json', 'for scripts')
    .addHelpText(
      'after',
      '\nThe measure is that of the head’s gate; the interval a paired bootstrap with a fixed seed. No server is needed.' +
        '\nWhere the two files of texts come from is up to you; `signalpost labels export` writes corrections.' +
        '\nExit code: 0 better or not clear, 1 worse, or not comparable.',
    )
    .action(compareCommand);
  scoped(files(command.command('adopt')))
    .description(
      'compare with the weights that the workspace uses, then let the candidate read the head there',
    )
    .option('--anyway <reason>', 'though the comparison is worse, or lacks --unselected; the reason is kept')
    .addHelpText(
      'after',
      '\nA copy goes to SIGNALPOST_MODELS_DIR under its hash, and its card: every machine with processors needs it there,' +
        '\nand those of gateway and projections the card.' +
        '\nThe safety check goes on judging by the weights of the program.',
    )
    .action(adoptCommand);
  scoped(command.command('release'))
    .description('let the weights of the program read the head again')
    .requiredOption('--head <name>', `one of ${ADOPTABLE.join(', ')}`)
    .requiredOption('--reason <text>', 'why; it is kept')
    .action(releaseCommand);
  return command;
}

function files(command: Command): Command {
  return command
    .requiredOption('--candidate <file>', 'weights that signalpost train has written')
    .requiredOption('--head <name>', `one of ${ADOPTABLE.join(', ')}`)
    .requiredOption('--examples <file>', 'the newest corrections, JSON lines {"text","label"}')
    .option('--unselected <file>', 'texts that were labelled whatever the model said, JSON lines');
}

function scoped(command: Command): Command {
  return command
    .option('--tenant <id>', 'agency', 'demo')
    .option('--workspace <id>', 'workspace of the agency', 'acme');
}

function compareCommand(options: CompareOptions): void {
  const head = headOf(options);
  const inUse = options.inUse === undefined ? defaultReader() : openWeights('--in-use', options.inUse, head);
  const comparison = compareFiles(head, options, inUse);
  console.log(options.json ? JSON.stringify(comparison, null, 2) : renderComparison(comparison));
  if (comparison.verdict === 'worse') process.exitCode = 1;
}

async function adoptCommand(options: AdoptOptions): Promise<void> {
  const head = headOf(options);
  await withLog(async (tools, config) => {
    const scope = scopeOf(options);
    const inUse = await weightsInUse(tools, config, scope, head);
    const comparison = compareFiles(head, options, inUse);
    console.log(renderComparison(comparison));
    const { verdict, guarded, scores, sha256, modelVersion, inUseVersion } = comparison;
    if (options.anyway === undefined && (verdict === 'worse' || !guarded)) {
      throw new CliError('Nothing was adopted. To adopt it all the same: --anyway REASON.');
    }
    const reason = options.anyway ?? null;
    const card = cardBeside(options.candidate, sha256);
    const kept = keepWeights(config.modelsDir, readFileSync(options.candidate), card);
    if (!kept.endsWith(`${sha256}.spw`)) {
      throw new CliError(`${options.candidate} has changed since it was compared. Nothing was adopted.`);
    }
    console.log(`kept         ${kept}`);
    await ask(tools, scope, { head, sha256, modelVersion, inUseVersion, verdict, scores, reason });
    console.log(`adopted      ${modelVersion} reads ${head} in ${scope.workspaceId} from now on`);
  });
}

async function releaseCommand(options: ReleaseOptions): Promise<void> {
  const head = headOf(options);
  await withLog(async (tools, config) => {
    const scope = scopeOf(options);
    const before = await adoptedIn(tools, scope, head);
    // Files that are gone are one reason to give weights up: their name is enough.
    const inUseVersion = before ?? defaultReader().modelVersion;
    const { reason } = options;
    const none = { sha256: null, modelVersion: null, verdict: 'not_compared', scores: [] };
    await ask(tools, scope, { head, inUseVersion, reason, ...none });
    console.log(
      `The weights of the program read ${head} in ${scope.workspaceId} (${config.modelsDir} is as it was).`,
    );
  });
}

async function ask(tools: CommandTools, scope: Scope, data: EventData['AdoptModel']): Promise<void> {
  const answer = await adoptInLog(tools, scope, randomUUID(), data);
  if (answer === null) {
    throw new CliError(
      'No answer in 20 s. The command is in the log: it counts when `workspace` runs again.',
    );
  }
  if (answer.status === 'rejected') throw new CliError(answer.message ?? 'It was refused.');
}

/** @throws CliError when they are not in the folder: nothing can be compared with them */
async function weightsInUse(
  tools: CommandTools,
  { modelsDir }: Config,
  scope: Scope,
  head: AdoptableHead,
): Promise<LightReader> {
  const sha256 = await adoptedIn(tools, scope, head);
  if (sha256 === null) return defaultReader();
  let problem = '';
  const folder = new WeightsFolder({
    folder: modelsDir,
    now: tools.now,
    onRefused: (_, why) => (problem = why),
  });
  const reader = folder.get(sha256);
  if (reader !== null) return reader;
  throw new CliError(
    `The weights in use (${sha256}) cannot be read: ${problem}. Put the file back, or give them up first: ` +
      `signalpost models release --head ${head} --reason TEXT`,
  );
}

/** SHA-256 of what the workspace has adopted for the head; null: the program's. */
async function adoptedIn(
  { log, codec }: CommandTools,
  { tenantId, workspaceId }: Scope,
  head: AdoptableHead,
): Promise<string | null> {
  const table = new AdoptedTable();
  for (const { topic, partition, start, end } of await log.offsets(['workspace.events'])) {
    for await (const records of log.read({ topic, partition, from: start, to: end })) {
      for (const { value } of records) {
        try {
          if (value !== null) table.apply(await codec.decodeAsync(value));
        } catch (error) {
          // It is in nobody's table, so it is in force nowhere.
          if (!(error instanceof PoisonError)) throw error;
        }
      }
    }
  }
  return table.inForce(tenantId, workspaceId)?.[head] ?? null;
}

async function withLog(run: (tools: CommandTools, config: Config) => Promise<void>): Promise<void> {
  const config = loadConfig();
  const log = connectKafka({ ...config.kafka, clientId: 'signalpost-cli' }, createLogger('models', 'silent'));
  try {
    const codec = createCodec(createConfluentRegistry(config.registry));
    await codec.prepare(['AdoptModel']);
    await run({ log, codec, now: Date.now, wait: (ms) => wait(ms) }, config);
  } finally {
    await log.close();
  }
}

function scopeOf({ tenant, workspace }: ScopeOptions): Scope {
  return { tenantId: tenant, workspaceId: workspace };
}

function headOf({ head }: HeadOption): AdoptableHead {
  if (isAdoptable(head)) return head;
  throw new CliError(`--head ${head}: there is ${ADOPTABLE.join(', ')}.`);
}
