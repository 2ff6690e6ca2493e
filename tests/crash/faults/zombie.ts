import { setTimeout as sleep } from 'node:timers/promises';
import { startOwn, stopOwn } from '../own.ts';
import { READY_MS, type Fault } from './fault.ts';

/** The broker calls a member dead after its session of 15 s (a sink: 10 s); a zombie must sleep longer. */
const AT_LEAST_MS = 20_000;

function asleep(part: 'processors' | 'projections'): Fault['inflict'] {
  return async ({ installation, ms }) => {
    const { stack } = installation;
    await stack.whenReady(part, READY_MS);
    const second = startOwn(installation, part, []);
    await stack.pause(part);
    await sleep(Math.max(AT_LEAST_MS, ms(60_000)));
    await stack.resume(part);
    await sleep(3_000);
    await stopOwn(second);
  };
}

export const zombie: Fault = {
  name: 'zombie',
  does: 'SIGSTOP of the processors for longer than their session while others take over, then SIGCONT',
  short: true,
  inflict: asleep('processors'),
};

export const zombieSink: Fault = {
  name: 'zombie sink',
  does: 'the same for the sink and the views: what they had announced or half written is done by others first',
  short: true,
  inflict: asleep('projections'),
};
