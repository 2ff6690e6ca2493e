/** What faults act on: an installation with proxies before everything, a clock that can jump, a disk that can fill. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { demoWorkspaces } from '../../../service/demo-workspaces.ts';
import { READ_BACK_SOON, startInstallation, type Installation } from '../../support/installation.ts';
import { FakeClock } from './fake-clock.ts';
import { SmallDisk } from './small-disk.ts';
import { Wires, wiresEnv } from './wires.ts';

export interface Ground {
  readonly installation: Installation;
  readonly wires: Wires;
  /** Null: libfaketime is not installed. */
  readonly clock: FakeClock | null;
  /** Null: nothing can be mounted here, or a small disk was not asked for. */
  readonly disk: SmallDisk | null;
  readonly random: () => number;
  /** Messages per second of the load that runs all the time. */
  readonly rate: number;
  /** A span of the long form, ms; the short form cuts it down. */
  readonly ms: (long: number) => number;
  readonly say: (line: string) => void;
  /** May be called more than once: by a signal, and by what fails because of it. */
  stop(): Promise<void>;
}

/** Spread over tenants, each with an account of X that is connected and posts. */
export const WORKSPACES = demoWorkspaces(20);

const DISK_MB = 4_096;
/** Twenty workspaces keep up to 10,000 ended engagements of 6.5 KB each, and a rebuild keeps them twice. */
const REDIS_MB = 3_072;
/** In the short form nothing lasts longer, ms. */
const SHORT_MS = 5_000;

export async function openGround(options: {
  readonly short: boolean;
  readonly rate: number;
  readonly random: () => number;
  readonly say: (line: string) => void;
}): Promise<Ground> {
  const { short, rate, random, say } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'signalpost-ground-'));
  const wiresFile = path.join(folder, 'wires.json');
  const clock = short ? null : FakeClock.find(path.join(folder, 'clock'));
  const mounted = short ? null : SmallDisk.mount(DISK_MB);
  const disk = mounted instanceof SmallDisk ? mounted : null;
  if (!short && clock === null) say('without libfaketime (apt-get install faketime): no clock jumps');
  if (typeof mounted === 'string') say(`without a small disk: ${mounted}`);
  const before = process.env['TMPDIR'];
  // A throw-away installation lives in the system's temporary folder.
  if (disk) process.env['TMPDIR'] = disk.folder;
  process.env['SIGNALPOST_REDIS_MB'] = String(REDIS_MB);
  let installation: Installation;
  try {
    installation = await startInstallation({
      NODE_ENV: 'test',
      ...READ_BACK_SOON,
      ...wiresEnv(wiresFile),
      ...clock?.env,
      SIGNALPOST_DEMO_WORKSPACES: String(WORKSPACES.length),
    });
  } finally {
    delete process.env['SIGNALPOST_REDIS_MB'];
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
  if (disk) {
    // The load comes from elsewhere: what it sent must be known although the installation's disk is full.
    const outside = path.join(folder, 'simulate');
    mkdirSync(outside);
    symlinkSync(outside, path.join(installation.stack.home, 'simulate'));
  }
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await wires.close();
    await installation.stop();
    disk?.unmount();
    rmSync(folder, { recursive: true });
  };
  const wires = await Wires.lay(installation, wiresFile, short ? SHORT_MS : undefined);
  return {
    installation,
    wires,
    clock,
    disk,
    random,
    rate,
    ms: (long) => (short ? Math.min(long, SHORT_MS) : long),
    say,
    stop: () => (stopped ??= stop()),
  };
}
