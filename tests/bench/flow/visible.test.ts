import { describe, expect, it } from 'vitest';
import { visibility, type Seen } from './visible.ts';

const checked = (at: number): Seen => ({ ending: 'checked', at });
const declined = (at: number): Seen => ({ ending: 'declined', at });

describe('visibility', () => {
  it('counts from the intended time to the later of both stores', () => {
    const due = new Map([['a', 100]]);
    const { bothMs, redisMs, clickhouseMs } = visibility(
      due,
      new Map([['a', checked(150)]]),
      new Map([['a', checked(420)]]),
      1_000,
    );
    expect([redisMs.p50, clickhouseMs.p50, bothMs.p50]).toEqual([50, 320, 320]);
  });

  it('does not leave out what never came: it waited until the end', () => {
    const due = new Map([
      ['a', 100],
      ['b', 100],
    ]);
    const found = visibility(due, new Map([['a', checked(110)]]), new Map([['a', checked(120)]]), 1_100);
    expect(found).toMatchObject({ sent: 2, checked: 1, missing: 1 });
    expect(found.bothMs.max).toBe(1_000);
  });

  it('counts what is not to be answered, but not its time', () => {
    const due = new Map([
      ['a', 100],
      ['b', 100],
    ]);
    const found = visibility(
      due,
      new Map([
        ['a', declined(110)],
        ['b', declined(110)],
      ]),
      new Map([['a', declined(120)]]),
      1_000,
    );
    expect(found).toMatchObject({ checked: 0, declined: 2, missing: 1 });
    expect(found.bothMs.count).toBe(0);
  });
});
