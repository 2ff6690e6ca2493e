import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { openHome } from '../../stack/home.ts';
import type { Home } from '../../stack/home.ts';
import { lockHolder } from '../../stack/lock.ts';
import { signalProcess } from '../../stack/processes.ts';
import { readServices } from '../../stack/services.ts';
import type { ServicesFile } from '../../stack/services.ts';
import { clearHome, endsWith, freshHome, running, signalpost, untilSaid } from './program.ts';
import type { Run } from './program.ts';

const unused = freshHome();
const runs: Run[] = [];
const homes: Home[] = [];

afterAll(async () => {
  for (const run of runs) run.signal('SIGKILL');
  for (const home of [...homes, unused]) await clearHome(home);
});

const addresses = (services: ServicesFile): string[] =>
  Object.values(services.parts).flatMap((part) => part.url ?? []);
const pids = (services: ServicesFile): number[] =>
  Object.values(services.parts).flatMap((part) => part.pid ?? []);

async function gone(check: () => boolean): Promise<boolean> {
  const deadline = performance.now() + 40_000;
  while (!check() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
  return check();
}

describe('two throw-away installations started in the same second', () => {
  let both: { home: Home; services: ServicesFile }[];

  it('are both ready, each with ports and processes of its own', async () => {
    runs.push(signalpost(unused.dir, ['up', '--ephemeral']), signalpost(unused.dir, ['up', '--ephemeral']));
    both = await Promise.all(
      runs.map(async (run) => {
        const home = openHome((await untilSaid(run, /^Signalpost starts in (\S+)$/m, 20_000))[1]!);
        homes.push(home);
        await untilSaid(run, /Signalpost is up/, 110_000);
        return { home, services: readServices(home)! };
      }),
    );
    const [one, two] = both;
    expect([one!.services.state, two!.services.state]).toEqual(['ready', 'ready']);
    expect(new Set([...addresses(one!.services), ...addresses(two!.services)]).size).toBe(
      addresses(one!.services).length * 2,
    );
    expect(new Set([...pids(one!.services), ...pids(two!.services)]).size).toBe(
      pids(one!.services).length * 2,
    );
    expect(existsSync(unused.servicesFile)).toBe(false);
  });

  it('one is stopped with Ctrl-C: exit 0, its processes and folder are gone, the other runs on', async () => {
    runs[0]!.signal('SIGINT');
    await endsWith(runs[0]!, 0);
    expect(running(pids(both[0]!.services))).toEqual([]);
    expect(existsSync(both[0]!.home.dir)).toBe(false);
    const down = signalpost(both[0]!.home.dir, ['down']);
    await endsWith(down, 0);
    expect(down.output()).toContain('Nothing was running');
    expect(existsSync(both[0]!.home.dir)).toBe(false);
    expect(running(pids(both[1]!.services))).toHaveLength(pids(both[1]!.services).length);
  });

  it('the other loses its supervisor to SIGKILL: its processes and folder go all the same', async () => {
    const { home, services } = both[1]!;
    signalProcess(lockHolder(home.lockFile)!, 'SIGKILL');
    expect(await gone(() => running(pids(services)).length === 0 && !existsSync(home.dir))).toBe(true);
  });
});
