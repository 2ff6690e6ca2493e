import { describe, expect, it } from 'vitest';
import { untilThere, type Waits } from './until-there.ts';

const AWAY = new Error('connect ECONNREFUSED');

function setting(...failures: readonly Error[]) {
  let now = 0;
  let asked = 0;
  const said: string[] = [];
  const waits: Waits = {
    elapsedMs: () => now,
    pause: async (ms) => void (now += ms),
    say: (reason) => said.push(reason),
    passes: (error) => error === AWAY,
    why: (error) => (error as Error).message,
  };
  const ask = (): Promise<void> => {
    const failure = failures[Math.min(asked, failures.length - 1)];
    asked += 1;
    return failure === undefined || (asked > failures.length && failures.length > 1)
      ? Promise.resolve()
      : Promise.reject(failure);
  };
  return { waits, ask, said, asked: () => asked };
}

describe('the start of a migration', () => {
  it('waits for a ClickHouse that comes later, and says so once', async () => {
    const { waits, ask, said, asked } = setting(AWAY, AWAY);
    await untilThere(ask, 60_000, waits);
    expect([said, asked()]).toEqual([[AWAY.message], 3]);
  });

  it('gives up at the deadline with the reason', async () => {
    const { waits, ask, asked } = setting(AWAY);
    await expect(untilThere(ask, 2_000, waits)).rejects.toThrow(
      /did not answer in 2 s: connect ECONNREFUSED/,
    );
    expect(asked()).toBe(5);
  });

  it('does not wait for one that refuses', async () => {
    const refused = new Error('wrong password');
    const { waits, ask, said } = setting(refused);
    await expect(untilThere(ask, 2_000, waits)).rejects.toBe(refused);
    expect(said).toEqual([]);
  });
});
