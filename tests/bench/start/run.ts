/** `npm start` in a throw-away folder, from the first moment to "Signalpost is up", and what it holds in memory then. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ARTIFACTS } from '../../../stack/downloads/artifacts.ts';
import { cacheDir, openHome, ROOT } from '../../../stack/home.ts';
import { readServices } from '../../../stack/services.ts';
import { megabytes } from '../../../stack/banner.ts';
import { residentBytes } from '../../../stack/processes.ts';
import type { BenchOptions, BenchResult } from '../benchmarks.ts';
import { table } from '../results.ts';

/** Below this many `--seconds` it starts once, else three times: the first may find nothing in the file cache. */
const ONCE_BELOW = 5;
const STARTS = 3;
const READY_MS = 180_000;
const STOP_MS = 60_000;
/** What a start leaves to be collected is gone by then, and people of the demo have written. */
const SETTLE_MS = 10_000;
const HOME = /^Signalpost starts in (.+)$/m;
const UP = /^Signalpost is up after/m;

interface Started {
  readonly seconds: number;
  /** Resident bytes by part, `supervisor` included, at ready and after the settling. */
  readonly atReady: Readonly<Record<string, number>>;
  readonly settled: Readonly<Record<string, number>>;
}

export async function runStart({ seconds, say }: BenchOptions): Promise<BenchResult> {
  const downloaded = Object.values(ARTIFACTS).every(({ folder }) =>
    existsSync(path.join(cacheDir(), folder)),
  );
  if (!downloaded)
    throw new Error('Kafka or the registry is not downloaded yet: `npm start` once, then measure');
  const runs: Started[] = [];
  for (let n = 0; n < (seconds < ONCE_BELOW ? 1 : STARTS); n += 1) {
    const run = await start();
    runs.push(run);
    say(
      JSON.stringify({
        seconds: run.seconds,
        atReady: megabytes(sum(run.atReady)),
        settled: megabytes(sum(run.settled)),
      }),
    );
  }
  // Every start counts: the slowest and the largest.
  const slowest = Math.max(...runs.map((run) => run.seconds));
  const largest = Math.max(...runs.flatMap((run) => [sum(run.atReady), sum(run.settled)]));
  const last = runs.at(-1) as Started;
  return {
    title: 'start: a whole installation, everything downloaded',
    figures: { runs },
    body: [
      `\`npm start\` in an empty throw-away folder, ${runs.length === 1 ? 'once' : `${runs.length} times one after another`}; ready after ${runs.map((run) => `${run.seconds.toFixed(1)} s`).join(', ')}. Memory is the sum of what is resident of every process, pages that several share counted in each; at ready, and ${SETTLE_MS / 1_000} s later with the demo's people writing. The figures beside the targets are those of the slowest start and of the largest sum.`,
      '',
      table([
        ['process', 'MB at ready', `MB ${SETTLE_MS / 1_000} s later`],
        ...Object.keys(last.settled).map((part) => [
          part,
          mb(last.atReady[part] ?? 0),
          mb(last.settled[part] ?? 0),
        ]),
        ['all', mb(sum(last.atReady)), mb(sum(last.settled))],
      ]),
    ].join('\n'),
    measured: { 'start.ready': slowest, 'start.memory': largest / 1e6 },
    where: {
      'start.memory': `The largest: ${Object.entries(last.settled)
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, 4)
        .map(([part, bytes]) => `${part} ${megabytes(bytes)}`)
        .join(', ')}.`,
    },
  };
}

const sum = (bytes: Readonly<Record<string, number>>): number =>
  Object.values(bytes).reduce((all, one) => all + one, 0);
const mb = (bytes: number): number => Math.round(bytes / 1e6);

/** One start and its end. @throws with its last words when it does not get ready. */
async function start(): Promise<Started> {
  const began = performance.now();
  // The file that `npm start` runs, which looks first whether the packages are those of the lockfile.
  const child = spawn(process.execPath, [path.join(ROOT, 'cli', 'signalpost.mjs'), 'up', '--ephemeral'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: ROOT,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  let over = false;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => (over = true));
  try {
    while (!UP.test(said)) {
      if (over || performance.now() - began > READY_MS)
        throw new Error(`it did not get ready:\n${said.slice(-2_000)}`);
      await sleep(20);
    }
    const seconds = (performance.now() - began) / 1_000;
    const home = HOME.exec(said)?.[1] ?? '';
    const atReady = memoryOf(home);
    await sleep(SETTLE_MS);
    return { seconds, atReady, settled: memoryOf(home) };
  } finally {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    // Its watcher ends the rest and deletes the folder.
    if (!over) child.kill('SIGKILL');
  }
}

function memoryOf(home: string): Readonly<Record<string, number>> {
  const services = readServices(openHome(home));
  if (!services) throw new Error(`${home} says nothing of its processes`);
  const pids = Object.entries(services.parts).flatMap(([name, { pid }]) =>
    pid === undefined ? [] : [[name, pid] as const],
  );
  const all = [['supervisor', services.supervisor.pid] as const, ...pids];
  return Object.fromEntries(all.map(([name, pid]) => [name, residentBytes(pid) ?? 0]));
}
