/**
 * The short form: everything is killed in turn while people write, wires break, Redis forgets, and a paused owner
 * comes back: nothing is lost, nothing doubled, nothing posted twice. The seed is printed; `npm run test:crash --
 * --short --seed N` repeats its schedule. A seed that was red goes into REGRESSIONS.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRASH_POINTS } from '../../service/crash-points.ts';
import { COMMAND_PLAN, CRASH_PLAN } from './crash-plan.ts';
import { FAULTS } from './faults/table.ts';
import { openGround, WORKSPACES, type Ground } from './ground/ground.ts';
import { tenantLines } from './idle.ts';
import { problemsOf, runCrash } from './run.ts';
import { generator, pauseOf, roundOf } from './schedule.ts';
import { longForm, REGRESSIONS, SHORT, type Regression } from './short.ts';

const SEED = Number(process.env['SIGNALPOST_CRASH_SEED'] ?? Math.floor(Math.random() * 1e6));

describe('the schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    const round = (seed: number) =>
      roundOf(FAULTS, generator(seed))
        .map(({ name }) => name)
        .join();
    expect(round(7)).toBe(round(7));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => round(seed))).size).toBeGreaterThan(15);
  });

  it('has every fault once a round', () => {
    const names = roundOf(FAULTS, generator(1)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(FAULTS.map(({ name }) => name).toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it('waits between the two bounds', () => {
    const random = generator(3);
    for (let n = 0; n < 100; n += 1) {
      const ms = pauseOf([20_000, 40_000], random);
      expect(ms).toBeGreaterThanOrEqual(20_000);
      expect(ms).toBeLessThanOrEqual(40_000);
    }
  });
});

describe('the plan of crash points', () => {
  it('has every point that the code knows', () => {
    const planned = new Set(
      [...CRASH_PLAN, ...COMMAND_PLAN].flatMap(({ points }) => points.map((point) => point.split(':')[0])),
    );
    expect(Object.keys(CRASH_POINTS).filter((point) => !planned.has(point))).toEqual([]);
  });
});

describe('the options of a run that was red', () => {
  it('name faults that there are', () => {
    const names = new Set(FAULTS.map(({ name }) => name));
    expect(REGRESSIONS.flatMap(({ long }) => long?.only ?? []).filter((name) => !names.has(name))).toEqual(
      [],
    );
    expect(longForm(2, ['poison', 'zombie sink']).faults.map(({ name }) => name)).toEqual([
      'zombie sink',
      'poison',
    ]);
    expect(longForm(2).faults).toEqual(FAULTS);
  });
});

const RUNS: readonly Regression[] = [...REGRESSIONS, { seed: SEED, was: 'new' }];
describe.each(RUNS)('an installation that is broken part by part, seed $seed ($was)', ({ seed, long }) => {
  const options = long ? longForm(long.minutes, long.only) : SHORT;
  const rate = long?.rate ?? SHORT.rate;
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround({ short: !long, rate, random: generator(seed), say: console.log });
  }, 300_000);
  afterAll(() => ground?.stop());

  it(
    'loses nothing, doubles nothing, posts nothing twice',
    async () => {
      console.log(`seed ${seed}`);
      const result = await runCrash(ground, options);
      const accepted = result.load.reduce((sum, { answered2xx }) => sum + answered2xx, 0);
      console.log(`accepted ${accepted}, records ${result.audit.records}, faults ${result.done.join(', ')}`);
      for (const line of tenantLines(result.audit.hops, WORKSPACES)) console.log(line);
      expect(problemsOf(result.audit)).toEqual([]);
      expect(result.failed).toEqual([]);
      // Each of them received and posted, in three tenants at least: nothing crossed because there was nobody to meet.
      expect(result.idle).toEqual([]);
      if (long) return;
      expect(result.missing).toEqual([]);
      expect(result.done.length).toBe(SHORT.faults.length);
      const { networks } = await ground.installation.control<{ networks: Record<string, { posts: number }> }>(
        'GET',
        '/state?tail=0',
      );
      for (const { posts } of Object.values(networks)) expect(posts).toBeGreaterThan(10);
      expect(accepted).toBeGreaterThan(500);
    },
    900_000 + (long?.minutes ?? 0) * 60_000,
  );
});
