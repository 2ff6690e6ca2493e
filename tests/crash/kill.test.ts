/**
 * Everything is killed in turn while people write, and a paused owner comes back: nothing is lost, nothing
 * doubled, nothing posted twice. The seed is printed; `npm run test:crash -- --seed N` repeats its schedule.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { red, startInstallation, type Installation } from '../support/installation.ts';
import { runCrash } from './run.ts';
import { generator, KILLED, roundOf } from './schedule.ts';

const SEED = Number(process.env['SIGNALPOST_CRASH_SEED'] ?? Math.floor(Math.random() * 1e6));

describe('the schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    const rounds = (seed: number) => JSON.stringify(roundOf(generator(seed)));
    expect(rounds(7)).toBe(rounds(7));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => rounds(seed))).size).toBeGreaterThan(15);
  });

  it('kills every part once a round', () => {
    const killed = roundOf(generator(1)).flatMap((fault) => (fault.kind === 'kill' ? [fault.part] : []));
    expect(killed.toSorted()).toEqual(KILLED.toSorted());
  });
});

describe('an installation that is killed part by part', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await startInstallation();
  }, 180_000);
  afterAll(() => installation?.stop());

  it(`loses nothing, doubles nothing, posts nothing twice (seed ${SEED})`, async () => {
    console.log(`seed ${SEED}`);
    const result = await runCrash(installation, {
      seed: SEED,
      ms: 0,
      everyMs: 5_000,
      rate: 20,
      say: console.log,
    });
    const accepted = result.load.reduce((sum, { answered2xx }) => sum + answered2xx, 0);
    console.log(
      `accepted ${accepted}, points reached: ${result.reached.join('; ')}; not: ${result.missed.join('; ')}`,
    );
    expect(red(result.audit)).toEqual([]);
    const { networks } = await installation.control<{ networks: Record<string, { posts: number }> }>(
      'GET',
      '/state?tail=0',
    );
    for (const { posts } of Object.values(networks)) expect(posts).toBeGreaterThan(20);
    expect(accepted).toBeGreaterThan(500);
    expect(result.reached.length).toBeGreaterThan(5);
  }, 600_000);
});
