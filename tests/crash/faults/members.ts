/** Groups that never come to rest, and deployments. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PROCESSES } from '../ground/wires.ts';
import { killOwn, startOwn, stopOwn, type Own } from '../own.ts';
import { READY_MS, type Fault } from './fault.ts';

/** Process id of a part as the supervisor has it now. */
function pidOf(home: string, part: string): number | null {
  const file = JSON.parse(readFileSync(path.join(home, 'services.json'), 'utf8')) as {
    readonly parts: Readonly<Record<string, { readonly pid?: number } | undefined>>;
  };
  return file.parts[part]?.pid ?? null;
}

export const rebalanceStorm: Fault = {
  name: 'rebalance storm',
  does: 'members come and go every 3 s, some by SIGKILL, while the event loop of another is blocked for 40 s',
  short: true,
  async inflict({ installation, ms, say }) {
    const { stack } = installation;
    await stack.whenReady('processors', READY_MS);
    const pid = pidOf(stack.home, 'processors');
    if (pid === null) say('  nobody to block');
    else process.kill(pid, 'SIGUSR2');
    for (let n = 0; n * 3_000 < ms(42_000); n += 1) {
      const member = startOwn(installation, 'processors', []);
      await sleep(3_000);
      await (n % 2 === 0 ? killOwn(member) : stopOwn(member));
    }
  },
};

export const rollingRestart: Fault = {
  name: 'rolling restart',
  does: 'SIGTERM to one process after another; each drains and comes back',
  short: false,
  async inflict({ installation: { stack } }) {
    for (const part of PROCESSES) {
      await stack.whenReady(part, READY_MS);
      await stack.halt(part);
      await stack.revive(part);
    }
  },
};

export const badDeploy: Fault = {
  name: 'bad deploy',
  does: 'a version whose classifier throws for 5 % of its inputs runs for 20 s, then the good one again',
  short: false,
  async inflict({ installation, ms }) {
    const { stack } = installation;
    await stack.whenReady('processors', READY_MS);
    await stack.halt('processors');
    const bad = startOwn(installation, 'processors', [], {
      NODE_ENV: 'test',
      SIGNALPOST_SEEDED_BUG: 'throw-sometimes',
    });
    await sleep(ms(20_000));
    await stopOwn(bad);
    await stack.revive('processors');
  },
};

/** Codecs in the order in which members of them come; the installation's own write without one. */
const CODECS = ['lz4', 'zstd'] as const;

export const codecSwitch: Fault = {
  name: 'codec switch',
  does: 'under load the processors go on with another compression of the log, one after the other, and back',
  short: false,
  async inflict({ installation, ms }) {
    const { stack } = installation;
    await stack.whenReady('processors', READY_MS);
    let before: Own | null = null;
    for (const codec of CODECS) {
      const next = startOwn(installation, 'processors', [], { SIGNALPOST_LOG_COMPRESSION: codec });
      await sleep(ms(10_000)); // both are members for a while
      await (before === null ? stack.halt('processors') : stopOwn(before));
      before = next;
      await sleep(ms(20_000));
    }
    await stack.revive('processors');
    if (before !== null) await stopOwn(before);
  },
};
