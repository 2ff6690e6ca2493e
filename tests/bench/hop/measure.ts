/** One contender on the filled input: its progress is what its group has committed, its use what Linux says. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../topics/log/port.ts';
import { usageOf } from '../process-usage.ts';
import type { Usage } from '../process-usage.ts';
import type { Contender } from './contenders.ts';
import { INPUT } from './work.ts';

export interface Measured {
  readonly name: string;
  readonly guarantee: string;
  readonly settings: string;
  /** Records between the end of the warm-up and the end, and how long they took. */
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly cpuSecondsPerMillion: number;
  /** Cores used on average. */
  readonly cores: number;
  readonly brokerCpuSecondsPerMillion: number;
  readonly peakMb: number;
  /** Of the broker when the contender was done, MiB. */
  readonly brokerResidentMb: number;
}

const LOOK_MS = 20;
const STOP_MS = 20_000;

export interface Ground {
  readonly log: Log;
  readonly brokers: string;
  readonly brokerPid: number;
  readonly folder: string;
  readonly records: number;
  readonly warmUp: number;
  readonly giveUpMs: number;
}

/** @throws Error when the contender ends, or does not finish in time. */
export async function measure(contender: Contender, ground: Ground): Promise<Measured> {
  const { file, args, env } = await contender.command(ground);
  const java = file === 'java';
  const child = spawn(file, args, {
    env: { ...process.env, ...env },
    stdio: java ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${contender.name}: ${file} could not be started`);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let gone = false;
  void ended.then(() => (gone = true));
  try {
    const warm = await reach(ground.warmUp);
    const done = await reach(ground.records);
    const records = done.position - warm.position;
    const seconds = (done.at - warm.at) / 1_000;
    const cpu = done.own.cpuSeconds - warm.own.cpuSeconds;
    const brokerCpu = done.broker.cpuSeconds - warm.broker.cpuSeconds;
    return {
      name: contender.name,
      guarantee: contender.guarantee,
      settings: contender.settings,
      records,
      seconds: rounded(seconds, 2),
      recordsPerSecond: Math.round(records / seconds),
      cpuSecondsPerMillion: rounded((cpu / records) * 1e6, 2),
      cores: rounded(cpu / seconds, 2),
      brokerCpuSecondsPerMillion: rounded((brokerCpu / records) * 1e6, 2),
      peakMb: done.own.peakMb,
      brokerResidentMb: done.broker.residentMb,
    };
  } finally {
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(STOP_MS, undefined, { ref: false })]);
    child.kill('SIGKILL');
    await ended;
  }

  async function reach(wanted: number): Promise<{
    readonly position: number;
    readonly at: number;
    readonly own: Usage;
    readonly broker: Usage;
  }> {
    const deadline = performance.now() + ground.giveUpMs;
    for (;;) {
      const committed = await ground.log.committed(contender.group, [INPUT]);
      const position = committed.reduce((sum, { offset }) => sum + offset, 0);
      if (gone) throw new Error(`${contender.name} ended at ${position} of ${wanted}`);
      if (position >= wanted) {
        return {
          position,
          at: performance.now(),
          own: usageOf(pid as number),
          broker: usageOf(ground.brokerPid),
        };
      }
      if (performance.now() > deadline)
        throw new Error(`${contender.name}: ${position} of ${wanted} in time`);
      await sleep(LOOK_MS);
    }
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
