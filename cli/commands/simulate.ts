import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../../service/config.ts';
import { goldLabels, storeGoldLabels } from '../../stack/simulate/gold.ts';
import { readMessages } from '../../stack/simulate/message.ts';
import type { SimulatedMessage } from '../../stack/simulate/message.ts';
import { pruneJournals } from '../../stack/simulate/journals.ts';
import { reportText } from '../../stack/simulate/report.ts';
import { simulate } from '../../stack/simulate/run.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import { dataFolder, readTweetevalSentiment } from '../../stack/simulate/tweeteval.ts';
import { UsageError } from '../../stack/simulate/usage-error.ts';
import { findInstallation } from '../../stack/simulate/where.ts';
import { NETWORK_NAMES } from '../../stack/networks/table.ts';
import { CliError } from '../options.ts';

const CORPUS = path.join(import.meta.dirname, '../../stack/corpus/messages.jsonl');
const TWEETEVAL = 'tweeteval-sentiment-val';
const MOST = 1_000_000;

export interface SimulateOptions {
  readonly rate: number;
  readonly seconds?: number | undefined;
  readonly from?: string | undefined;
  readonly networks: readonly string[];
  readonly accounts: number;
  readonly webhook?: string | undefined;
  readonly repeat: number;
  readonly shuffle: boolean;
  readonly inFlight: number;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Drives the simulated networks and returns what was measured. Throws with a sentence that says what to do. */
export async function runSimulate(
  o: SimulateOptions,
  env: Env,
  onProgress?: (done: number, all: number) => void,
): Promise<RunReport> {
  const messages = await sourceOf(o.from, env);
  const where = findInstallation(env, { webhookUrl: o.webhook });
  const count = o.seconds === undefined ? messages.length : Math.round(o.rate * o.seconds);
  if (count > MOST)
    throw new UsageError(`${count} messages are more than one run holds (${MOST}); use several runs`);
  const folder = path.join(where.home, 'simulate');
  pruneJournals(folder);
  return simulate({
    messages,
    count,
    rate: o.rate,
    networks: o.networks,
    accounts: o.accounts,
    repeat: o.repeat,
    shuffle: o.shuffle,
    controlUrl: where.controlUrl,
    webhookUrl: where.webhookUrl,
    appSecret: where.appSecret,
    folder,
    runId: `${new Date().toISOString().replaceAll(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`,
    maxInFlight: o.inFlight,
    timeoutMs: 10_000,
    random: Math.random,
    ...(onProgress && { onProgress }),
  });
}

/** `signalpost simulate`: exits 1 when a request was not answered with 2xx or could not be sent in time. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('People write to the simulated networks: open-loop load, with a journal of every message')
    .option('--rate <n>', 'messages per second', positive, 50)
    .option('--seconds <n>', 'how long; without it every message of the source is sent once', positive)
    .option('--from <file>', `JSONL of messages, or ${TWEETEVAL}; default: the corpus of this repository`)
    .option('--networks <names>', `comma-separated, of ${NETWORK_NAMES.join(', ')}`, names, ['x'])
    .option('--accounts <n>', 'social accounts per network', whole, 1)
    .option('--webhook <url>', "where X's webhooks go; default: the gateway")
    .option('--repeat <n>', 'send each webhook n times (networks with webhooks)', whole, 1)
    .option('--shuffle', 'send webhooks out of order', false)
    .option(
      '--in-flight <n>',
      'requests under way at most; what is due beyond counts as overload',
      whole,
      2_000,
    )
    .option('--json', 'print the report as JSON', false)
    .action(async (o: SimulateOptions & { json: boolean }) => {
      const report = await runSimulate(o, process.env, o.json ? undefined : progress()).catch(
        (error: unknown) => {
          throw error instanceof UsageError ? new CliError(error.message) : error;
        },
      );
      if (!o.json && process.stderr.isTTY) process.stderr.write('\n');
      console.log(o.json ? JSON.stringify(report) : reportText(report));
      const labels = await goldLabels(report.journal, report.runId);
      if (labels.length > 0) {
        await storeGoldLabels(loadConfig(), labels);
        if (!o.json) console.log(`${labels.length} gold labels are in ClickHouse, table gold_labels`);
      }
      if (report.answered2xx < report.planned) process.exitCode = 1;
    });
}

async function sourceOf(from: string | undefined, env: Env): Promise<readonly SimulatedMessage[]> {
  return from === TWEETEVAL ? readTweetevalSentiment(dataFolder(env)) : readMessages(from ?? CORPUS);
}

function progress(): ((done: number, all: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  let shown = 0;
  return (done, all) => {
    if (Date.now() - shown < 500) return;
    shown = Date.now();
    process.stderr.write(`\r${done} of ${all} sent`);
  };
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('must be a number above 0');
  return value;
}

function whole(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('must be a whole number');
  return value;
}

function names(text: string): readonly string[] {
  const list = text.split(',').map((name) => name.trim());
  const unknown = list.filter((name) => !(NETWORK_NAMES as readonly string[]).includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`unknown network ${unknown.join(', ')}`);
  return list;
}
