/** Clocks that jump, and a day on which nothing ran. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from '../ground/ground.ts';
import { PROCESSES } from '../ground/wires.ts';
import type { Fault } from './fault.ts';

const missing = ({ clock }: Ground): string | null =>
  clock === null ? 'libfaketime is not installed' : null;
const HOUR_MS = 3_600_000;

export const clockJump: Fault = {
  name: 'clock jumps',
  does: 'the clock of our processes and of the networks goes 90 s ahead, 30 s back, and 10 s ahead',
  short: false,
  missing,
  async inflict({ clock }) {
    for (const ms of [90_000, -30_000, 10_000]) {
      clock?.move(ms);
      await sleep(3_000);
    }
  },
};

export const dayOff: Fault = {
  name: 'a day off',
  does: 'our processes are stopped, and started again 26 hours later by their clock',
  short: false,
  missing,
  async inflict({ installation: { stack }, clock }) {
    await Promise.all(PROCESSES.map((part) => stack.halt(part)));
    clock?.move(26 * HOUR_MS);
    await Promise.all(PROCESSES.map((part) => stack.revive(part)));
  },
};
