/** What a network between our processes and their services does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from '../ground/ground.ts';
import { PROCESSES, SERVICES, type ProcessName, type ServiceName } from '../ground/wires.ts';
import type { Fault } from './fault.ts';

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

const USES: Readonly<Record<ProcessName, readonly ServiceName[]>> = {
  processors: ['kafka', 'registry', 'x', 'mastodon'],
  projections: ['kafka', 'registry', 'redis', 'clickhouse'],
  gateway: ['kafka', 'registry', 'redis', 'clickhouse', 'mastodon'],
};

/** A process and a service that it uses, by the seed. */
function somewhere({ random }: Ground): readonly [ProcessName, ServiceName] {
  const process = pick(random, PROCESSES);
  return [process, pick(random, USES[process])];
}

const latency: Fault = {
  name: 'slow wires',
  does: 'every answer of every service comes 100 ms later, for 20 s',
  short: true,
  async inflict({ wires, ms }) {
    const all = wires.between(null, null);
    for (const proxy of all) proxy.latency(100);
    await sleep(ms(20_000));
    for (const proxy of all) proxy.latency(0);
  },
};

const cut: Fault = {
  name: 'cut wires',
  does: 'all connections of a process break, five times in ten seconds',
  short: true,
  async inflict(ground) {
    const [process] = somewhere(ground);
    ground.say(`  of ${process}`);
    for (let n = 0; n < 5; n += 1) {
      for (const proxy of ground.wires.between(process, null)) proxy.cut();
      await sleep(ground.ms(2_000) / 2);
    }
  },
};

const dropAnswer: Fault = {
  name: 'dropped answers',
  does: 'a service does what it was asked and the answer is lost: one of each service of each process',
  short: true,
  async inflict({ wires }) {
    for (const service of SERVICES) {
      for (const proxy of wires.between(null, service)) proxy.dropAnswer();
      await sleep(1_000);
    }
  },
};

const partition = (seconds: number, short: boolean): Fault => ({
  name: `partition ${seconds} s`,
  does: `nothing passes between one process and one service for ${seconds} s; connections stay up`,
  short,
  async inflict(ground) {
    const [process, service] = somewhere(ground);
    ground.say(`  ${process} and ${service}`);
    const between = ground.wires.between(process, service);
    for (const proxy of between) proxy.hang(true);
    await sleep(ground.ms(seconds * 1000));
    for (const proxy of between) proxy.hang(false);
  },
});

export const wireFaults: readonly Fault[] = [
  latency,
  cut,
  dropAnswer,
  partition(5, true),
  partition(60, false),
];
