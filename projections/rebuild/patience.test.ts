import { ClickHouseError } from '@clickhouse/client';
import { describe, expect, it } from 'vitest';
import { patiently } from './patience.ts';

const error = (code: string) => new ClickHouseError({ message: 'no', code, type: 'X' });

/** Time that passes only by sleeping. */
function setUp(failures: readonly Error[]) {
  let now = 0;
  let calls = 0;
  const waits = {
    now: () => now,
    random: () => 0.5,
    sleep: (ms: number) => {
      now += ms;
      return Promise.resolve();
    },
  };
  const work = () => {
    const failure = failures[Math.min(calls, failures.length - 1)];
    calls += 1;
    return calls > failures.length || !failure ? Promise.resolve('done') : Promise.reject(failure);
  };
  return { run: () => patiently(waits)(work), calls: () => calls, now: () => now };
}

describe('a rebuild', () => {
  it('asks again while ClickHouse has no place, or does not answer', async () => {
    const { run, calls } = setUp([error('202'), new Error('ECONNREFUSED'), error('202')]);
    await expect(run()).resolves.toBe('done');
    expect(calls()).toBe(4);
  });

  it('takes any other answer at once', async () => {
    const { run, calls } = setUp([error('60')]);
    await expect(run()).rejects.toMatchObject({ code: '60' });
    expect(calls()).toBe(1);
  });

  it('gives up after two minutes', async () => {
    const { run, now } = setUp(Array.from({ length: 10_000 }, () => error('202')));
    await expect(run()).rejects.toMatchObject({ code: '202' });
    expect(now()).toBeGreaterThanOrEqual(120_000);
    expect(now()).toBeLessThan(130_000);
  });
});
