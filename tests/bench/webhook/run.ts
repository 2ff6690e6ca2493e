/** A whole installation takes signed webhooks of X in an open loop; then a bare server takes the same. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { openClickHouse } from '../../../projections/clickhouse/client.ts';
import { openRedis } from '../../../projections/redis/client.ts';
import { ROOT, openHome } from '../../../stack/home.ts';
import { readServices } from '../../../stack/services.ts';
import { simulate } from '../../../stack/simulate/run.ts';
import { startInstallation, type Installation } from '../../support/installation.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { drained } from '../drained.ts';
import { usageOfParts, usedBetween, usedTable, type Used } from '../parts-usage.ts';
import { INSPECTABLE, profiled } from '../profile/attach.ts';
import { profileText, summarise, whereText } from '../profile/profile.ts';
import { table } from '../results.ts';
import { TARGETS } from '../targets.ts';
import { knee, stepOf, type Step } from './steps.ts';

/** The target's rate, then higher ones. */
const RATES = [500, 1_000, 2_000, 4_000] as const;
const [TARGET_RATE] = RATES;
const TARGET_MS = TARGETS['webhook.p99'].value;
/** Requests under way at most: what a sender with patience of some seconds would have. */
const IN_FLIGHT = 2_000;
const TIMEOUT_MS = 15_000;
const DRAIN_MS = 20_000;

export async function runWebhook({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const installation = await startInstallation(INSPECTABLE);
  const { config, log, stack, corpus } = installation;
  const client = openClickHouse(config);
  const redis = openRedis(config, () => undefined);
  const reading = { log, client, db: config.clickhouse.database, redis };
  const load = async (webhookUrl: string, rate: number, forSeconds: number): Promise<Step> => {
    const report = await simulate({
      messages: corpus,
      count: Math.round(rate * forSeconds),
      rate,
      networks: ['x'],
      accounts: 1,
      repeat: 1,
      shuffle: false,
      controlUrl: installation.controlUrl,
      webhookUrl,
      appSecret: config.networks.x?.appSecret ?? '',
      folder: path.join(stack.home, 'simulate'),
      runId: randomUUID(),
      maxInFlight: IN_FLIGHT,
      timeoutMs: TIMEOUT_MS,
      random: Math.random,
    });
    const step = stepOf(rate, report);
    say(JSON.stringify(step));
    return step;
  };
  const settle = async (): Promise<void> => {
    const { waiting } = await drained(reading, DRAIN_MS);
    if (waiting.size > 0) say(`still waiting: ${JSON.stringify(Object.fromEntries(waiting))}`);
  };
  try {
    const url = `${installation.gatewayUrl}/webhooks/x`;
    await load(url, TARGET_RATE, seconds); // compilers at work, connections opened
    await settle();
    const steps: Step[] = [];
    let used: readonly Used[] = [];
    for (const rate of RATES) {
      const lasting = rate === TARGET_RATE ? 4 * seconds : seconds;
      const before = usageOfParts(stack.home);
      const began = performance.now();
      const step = await load(url, rate, lasting);
      steps.push(step);
      if (rate === TARGET_RATE) {
        const took = (performance.now() - began) / 1_000;
        used = usedBetween(before, usageOfParts(stack.home), step.answered2xx, took);
      }
      await settle();
      if (knee(steps, TARGET_MS).broken !== null) break;
    }
    const bare = await bareSteps(load, seconds, steps.length);
    const gateway = gatewayOf(installation);
    const profile = summarise(
      await profiled(gateway.pid, gateway.logFile, () => load(url, TARGET_RATE, seconds)),
      ROOT,
    );
    const found = knee(steps, TARGET_MS);
    const at = steps[0]?.latencyMs.p99 ?? Number.NaN;
    return {
      title: 'webhook: signed delivery until it is durably in the log',
      figures: {
        steps,
        knee: found,
        bare,
        used,
        profile: { ...profile, functions: profile.functions.slice(0, 30) },
      },
      body: [
        `X webhooks of about one message each, signed, sent at their own times whatever the answers do; latency runs from the intended time to the 2xx, which the gateway gives when the broker has acknowledged the record. Everything else of the installation works on what comes in meanwhile, on the same cores as the driver. ${TARGET_RATE}/s for ${4 * seconds} s, every other step for ${seconds} s; at most ${IN_FLIGHT} requests under way.`,
        '',
        stepTable([
          ...steps.map((step) => ['gateway', step] as const),
          ...bare.map((step) => ['bare node:http', step] as const),
        ]),
        '',
        found.broken === null
          ? `No knee up to ${found.kept}/s: every step kept its p99 below ${TARGET_MS} ms.`
          : `The knee lies between ${found.kept ?? 0}/s and ${found.broken}/s, where p99 leaves ${TARGET_MS} ms or deliveries are not taken.`,
        '',
        `Use at ${TARGET_RATE}/s:`,
        '',
        usedTable(used, 'webhooks'),
        '',
        profileText(profile, `the gateway at ${TARGET_RATE}/s`),
      ].join('\n'),
      measured: { 'webhook.p99': at },
      where: {
        'webhook.p99': `${besideBare(steps[0], bare[0])} ${whereText(profile, "The gateway's thread")}`,
      },
    };
  } finally {
    redis.disconnect();
    await client.close();
    await installation.stop();
  }
}

/** The ceiling: as many steps against a server that does nothing. */
async function bareSteps(
  load: (url: string, rate: number, seconds: number) => Promise<Step>,
  seconds: number,
  steps: number,
): Promise<readonly Step[]> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare-server.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const url = `http://127.0.0.1:${port.toString().trim()}/`;
    await load(url, TARGET_RATE, Math.min(2, seconds));
    const found: Step[] = [];
    for (const rate of RATES.slice(0, steps)) found.push(await load(url, rate, seconds));
    return found;
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}

/** How much of the latency the driver and the machine make by themselves. */
function besideBare(gateway: Step | undefined, bare: Step | undefined): string {
  return `A bare server has p99 ${bare?.latencyMs.p99} ms under the same driver; requests to the gateway left up to ${gateway?.lateMs.p99} ms late (p99).`;
}

function gatewayOf({ stack }: Installation): { readonly pid: number; readonly logFile: string } {
  const { pid, logFile } = readServices(openHome(stack.home))?.parts['gateway'] ?? {};
  if (pid === undefined || logFile === undefined) throw new Error('the gateway does not run');
  return { pid, logFile };
}

function stepTable(rows: readonly (readonly [string, Step])[]): string {
  const head = [
    'server',
    'due/s',
    'due',
    '2xx',
    'not sent',
    'p50 ms',
    'p90',
    'p99',
    'p99.9',
    'max',
    'left late p99',
  ];
  return table([
    head,
    ...rows.map(([server, { rate, planned, answered2xx, unsent, latencyMs: l, lateMs }]) => [
      server,
      ...[rate, planned, answered2xx, unsent].map((count) => count.toLocaleString('en')),
      ...[l.p50, l.p90, l.p99, l.p999, l.max, lateMs.p99].map((ms) => ms ?? '-'),
    ]),
  ]);
}
