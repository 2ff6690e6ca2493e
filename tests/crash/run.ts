/** Load on an installation that is being broken, and what the auditor says afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditReport } from '../../cli/audit/run.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import type { Installation } from '../support/installation.ts';
import { runCrashPoints, startOwn, stopOwn } from './crash-points.ts';
import { generator, roundOf, type Fault } from './schedule.ts';

export interface CrashOptions {
  readonly seed: number;
  /** Rounds go on until this has passed; the one under way is finished. */
  readonly ms: number;
  /** Between two faults, ms. */
  readonly everyMs: number;
  /** Messages per second. */
  readonly rate: number;
  readonly say: (line: string) => void;
}

export interface CrashResult {
  readonly load: readonly RunReport[];
  readonly reached: readonly string[];
  readonly missed: readonly string[];
  readonly rounds: number;
  readonly audit: AuditReport;
}

/** One load after another, each so long: an installation is never without. */
const LOAD_SECONDS = 20;
const READY_MS = 60_000;
const POINTS_MS = 40_000;
const DRAIN_MS = 180_000;

export async function runCrash(installation: Installation, o: CrashOptions): Promise<CrashResult> {
  const random = generator(o.seed);
  const began = Date.now();
  const load: RunReport[] = [];
  const reached: string[] = [];
  const missed: string[] = [];
  const over = new AbortController();
  const loading = (async () => {
    while (!over.signal.aborted)
      load.push(await installation.load({ count: o.rate * LOAD_SECONDS, rate: o.rate }));
  })();
  let rounds = 0;
  try {
    do {
      rounds += 1;
      for (const fault of roundOf(random)) {
        await sleep(o.everyMs);
        o.say(`${((Date.now() - began) / 1000).toFixed(0)} s: ${describe(fault)}`);
        const points = await inflict(installation, fault);
        reached.push(...points.reached);
        missed.push(...points.missed);
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
  o.say(`${((Date.now() - began) / 1000).toFixed(0)} s: draining and auditing`);
  return { load, reached, missed, rounds, audit: await installation.audit(DRAIN_MS) };
}

const NONE = { reached: [], missed: [] };

async function inflict(
  installation: Installation,
  fault: Fault,
): Promise<{ readonly reached: readonly string[]; readonly missed: readonly string[] }> {
  const { stack } = installation;
  if (fault.kind === 'crash-points') {
    await Promise.all([stack.whenReady('processors', READY_MS), stack.whenReady('projections', READY_MS)]);
    return runCrashPoints(installation, POINTS_MS);
  }
  if (fault.kind === 'kill') {
    // It may still be starting again after what happened to it before.
    await stack.whenReady(fault.part, READY_MS);
    await stack.kill(fault.part);
    return NONE;
  }
  await stack.whenReady('processors', READY_MS);
  const second = startOwn(installation, 'processors', []);
  await stack.pause('processors');
  await sleep(fault.ms);
  await stack.resume('processors');
  await sleep(3_000);
  await stopOwn(second);
  return NONE;
}

function describe(fault: Fault): string {
  if (fault.kind === 'kill') return `SIGKILL ${fault.part}`;
  if (fault.kind === 'crash-points') return 'processes that die at named places';
  return `SIGSTOP processors for ${fault.ms / 1000} s while others take over`;
}
