/** Load on an installation that is being broken, and what the auditor says afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { runAudit, type AuditReport } from '../../cli/audit/run.ts';
import type { SimulatedMessage } from '../../stack/simulate/message.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import { CLEAR_PRAISE } from '../support/clear-praise.ts';
import { red } from '../support/installation.ts';
import type { Fault } from './faults/fault.ts';
import { READY_MS } from './faults/fault.ts';
import { WORKSPACES, type Ground } from './ground/ground.ts';
import { idleWorkspaces } from './idle.ts';
import { pauseOf, roundOf } from './schedule.ts';

export interface CrashOptions {
  readonly faults: readonly Fault[];
  /** Rounds go on until this has passed; at least one round. In the long form the one under way is given up, ms. */
  readonly ms: number;
  readonly wholeRounds: boolean;
  /** Between two faults, ms. */
  readonly between: readonly [number, number];
  /** How long everything may take to come to rest, ms. */
  readonly drainMs: number;
}

export interface CrashResult {
  readonly load: readonly RunReport[];
  /** Names of faults, in the order in which they were done. */
  readonly done: readonly string[];
  /** What went wrong while it was done, beyond what the auditor sees. */
  readonly failed: readonly string[];
  /** What could not be done here, and why. */
  readonly missing: readonly string[];
  /** Workspaces in which nothing was received, or nothing posted, by the auditor's rows. */
  readonly idle: readonly string[];
  readonly audit: AuditReport;
}

/** One load after another, each so long: an installation is never without. */
const LOAD_SECONDS = 20;
/** Accounts of X that get messages: one of every workspace. */
const ACCOUNTS = WORKSPACES.length;
/** Mastodon is polled, and its limit of calls is the account's; more would only wait. */
const MASTODON_RATE = 3;

export async function runCrash(ground: Ground, o: CrashOptions): Promise<CrashResult> {
  const { installation, random, say } = ground;
  const began = Date.now();
  const at = (): string => `${((Date.now() - began) / 1000).toFixed(0)} s`;
  const load: RunReport[] = [];
  const done: string[] = [];
  const failed: string[] = [];
  const missing: string[] = [];
  const over = new AbortController();
  const loading = Promise.all([
    keepLoading(ground, 'x', Math.max(1, ground.rate - MASTODON_RATE), ACCOUNTS, over.signal, load),
    keepLoading(ground, 'mastodon', MASTODON_RATE, 1, over.signal, load),
  ]);
  try {
    do {
      for (const fault of roundOf(o.faults, random)) {
        const why = fault.missing?.(ground) ?? null;
        if (why !== null) {
          if (!missing.includes(fault.name)) missing.push(`${fault.name}: ${why}`);
          continue;
        }
        await sleep(pauseOf(o.between, random));
        if (!o.wholeRounds && Date.now() - began >= o.ms) break;
        say(`${at()}: ${fault.name}: ${fault.does}`);
        await fault.inflict(ground).then(
          () => done.push(fault.name),
          (error: unknown) => {
            failed.push(`${fault.name}: ${error instanceof Error ? error.message : String(error)}`);
            say(`  FAILED: ${failed.at(-1)}`);
          },
        );
      }
    } while (Date.now() - began < o.ms);
  } finally {
    over.abort();
    await loading;
  }
  for (const part of [
    'kafka',
    'registry',
    'redis',
    'clickhouse',
    'gateway',
    'processors',
    'projections',
  ] as const)
    await installation.stack.whenReady(part, READY_MS);
  say(`${at()}: draining and auditing`);
  const audit = await auditUntilQuiet(ground, o.drainMs);
  return { load, done, failed, missing, idle: idleWorkspaces(audit.hops, WORKSPACES), audit };
}

/**
 * What must not be, whatever was done. An attempt that nobody can resolve is left to a person on purpose: where a
 * connection breaks right before a network takes the post, reading back finds nothing and trying again might double.
 * That is so only where the network has nothing: one that it has and reading back did not see is a figure of its own.
 */
export function problemsOf(report: AuditReport): readonly string[] {
  return red(report).filter((line) => !line.startsWith('unresolved attempts:'));
}

/**
 * Praise is answered without a person, so that something is posted all the time: every third message. Accounts take
 * turns, 20 of them: with every other message half of the accounts would get no praise at all.
 */
function withPraise(corpus: readonly SimulatedMessage[]): readonly SimulatedMessage[] {
  return corpus.flatMap((message, at) => {
    const praise = at % 2 === 1 ? CLEAR_PRAISE[at % CLEAR_PRAISE.length] : undefined;
    return praise === undefined ? [message] : [message, praise];
  });
}

async function keepLoading(
  { installation }: Ground,
  network: string,
  rate: number,
  accounts: number,
  over: AbortSignal,
  reports: RunReport[],
): Promise<void> {
  const messages = withPraise(installation.corpus);
  while (!over.aborted) {
    reports.push(
      await installation.load({
        messages,
        count: Math.round(rate * LOAD_SECONDS),
        rate,
        networks: [network],
        accounts,
      }),
    );
  }
}

/** Audits until nothing is in flight and all is clean, by the clock that the installation has. */
async function auditUntilQuiet({ installation, clock, say }: Ground, withinMs: number): Promise<AuditReport> {
  const { config, log, codec } = installation;
  const deadline = Date.now() + withinMs;
  for (;;) {
    const report = await runAudit(config, log, codec, () => Date.now() + (clock?.offsetMs ?? 0));
    const inFlight = report.hops.reduce((sum, row) => sum + row.inFlight, 0);
    const problems = problemsOf(report);
    if (problems.length === 0 || Date.now() >= deadline) return report;
    say(`  ${report.records} records, ${inFlight} in flight; ${problems.slice(0, 3).join('; ')}`);
    await sleep(3_000);
  }
}
