import { setTimeout as sleep } from 'node:timers/promises';
import { startOwn, stopOwn } from '../own.ts';
import { READY_MS, type Fault } from './fault.ts';

/** The broker calls a member dead after its session of 15 s; a zombie must sleep longer. */
const AT_LEAST_MS = 20_000;

export const zombie: Fault = {
  name: 'zombie',
  does: 'SIGSTOP of the processors for longer than their session while others take over, then SIGCONT',
  short: true,
  async inflict({ installation, ms }) {
    const { stack } = installation;
    await stack.whenReady('processors', READY_MS);
    const second = startOwn(installation, 'processors', []);
    await stack.pause('processors');
    await sleep(Math.max(AT_LEAST_MS, ms(60_000)));
    await stack.resume('processors');
    await sleep(3_000);
    await stopOwn(second);
  },
};
