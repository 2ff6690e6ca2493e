/**
 * The short form: everything is killed in turn while people write, wires break, Redis forgets, and a paused owner
 * comes back: nothing is lost, nothing doubled, nothing posted twice. The seed is printed; `npm run test:crash --
 * --short --seed N` repeats its schedule. A seed that was red goes into REGRESSIONS.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRASH_POINTS } from '../../service/crash-points.ts';
import { CRASH_PLAN } from './crash-plan.ts';
import { FAULTS } from './faults/table.ts';
import { openGround, type Ground } from './ground/ground.ts';
import { problemsOf, runCrash } from './run.ts';
import { generator, pauseOf, roundOf } from './schedule.ts';
import { REGRESSIONS, SHORT } from './short.ts';

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
    const planned = new Set(CRASH_PLAN.flatMap(({ points }) => points.map((point) => point.split(':')[0])));
    expect(Object.keys(CRASH_POINTS).filter((point) => !planned.has(point))).toEqual([]);
  });
});

describe.each([...REGRESSIONS, SEED])('an installation that is broken part by part, seed %i', (seed) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround({ short: true, rate: SHORT.rate, random: generator(seed), say: console.log });
  }, 300_000);
  afterAll(() => ground?.stop());

  it('loses nothing, doubles nothing, posts nothing twice', async () => {
    console.log(`seed ${seed}`);
    const result = await runCrash(ground, SHORT);
    const accepted = result.load.reduce((sum, { answered2xx }) => sum + answered2xx, 0);
    console.log(`accepted ${accepted}, records ${result.audit.records}, faults ${result.done.join(', ')}`);
    expect(problemsOf(result.audit)).toEqual([]);
    expect(result.missing).toEqual([]);
    expect(result.failed).toEqual([]);
    expect(result.done.length).toBe(SHORT.faults.length);
    const { networks } = await ground.installation.control<{ networks: Record<string, { posts: number }> }>(
      'GET',
      '/state?tail=0',
    );
    for (const { posts } of Object.values(networks)) expect(posts).toBeGreaterThan(10);
    expect(accepted).toBeGreaterThan(500);
  }, 900_000);
});
