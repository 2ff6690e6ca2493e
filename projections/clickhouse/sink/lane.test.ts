import { describe, expect, it } from 'vitest';
import type { CommittedOffset, LogRecord } from '../../../topics/log/port.ts';
import { Lane } from './lane.ts';

const record = (topic: string, offset: number): LogRecord => ({
  topic,
  partition: 0,
  offset,
  key: null,
  value: Buffer.from('x'),
  headers: {},
  timestamp: 1_790_000_000_000,
});

/** A lane of topics a and b at 0 and 7. `onCommit` runs while the nth commit is under way. */
function laneWith(onCommit: (nth: number, lane: Lane) => Promise<void> = () => Promise.resolve()) {
  let clock = 0;
  const commits: (readonly string[])[] = [];
  const show = ({ topic, offset, metadata }: CommittedOffset): string =>
    `${topic}@${offset}${metadata ? ' intent' : ''}`;
  const lane: Lane = new Lane({
    partition: 0,
    member: { groupId: 'g', memberId: 'm', generationId: 1 },
    topics: ['a', 'b'],
    positions: new Map([
      ['a', 0],
      ['b', 7],
    ]),
    limits: { lingerMs: 10, maxBytes: 1_000_000 },
    ports: {
      mapper: 1,
      toBlocks: () => Promise.resolve({ blocks: [], rejects: [] }),
      insert: () => Promise.resolve(),
      read: () => Promise.resolve([]),
      onWait: () => undefined,
      onRejects: () => undefined,
      onFlushed: () => undefined,
      waits: {
        now: () => clock,
        random: () => 0,
        sleep: (ms) =>
          new Promise((resolve) =>
            setImmediate(() => {
              clock += ms;
              resolve();
            }),
          ),
      },
      async commit(_, offsets) {
        commits.push(offsets.map(show));
        await onCommit(commits.length, lane);
      },
    },
  });
  return { lane, commits, now: () => clock, pass: (ms: number) => void (clock += ms) };
}
/** Lets the lane come to rest. */
async function rest(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
}

describe('positions of a lane', () => {
  it('that move by control records while an intent is committed are committed after it', async () => {
    const { lane, commits } = laneWith(async (nth, running) => {
      if (nth === 1) await running.add('b', [], 8);
    });
    const done = lane.run();
    await lane.add('a', [record('a', 0)], 1);
    await rest();
    expect(commits).toEqual([['a@0 intent'], ['b@8', 'a@1']]);
    lane.abandon();
    await done;
  });

  it('that move while a settlement is committed are committed after it, without new data', async () => {
    const { lane, commits } = laneWith(async (nth, running) => {
      if (nth === 2) await running.add('a', [], 3);
    });
    const done = lane.run();
    await lane.add('a', [record('a', 0)], 1);
    await rest();
    expect(commits).toEqual([['a@0 intent'], ['a@1'], ['a@3']]);
    lane.abandon();
    await done;
  });

  it('are committed once when only control records come, and not again while nothing moves', async () => {
    const { lane, commits } = laneWith();
    const done = lane.run();
    await lane.add('b', [], 9);
    await rest();
    await lane.add('b', [], 9);
    await rest();
    expect(commits).toEqual([['b@9']]);
    lane.abandon();
    await done;
  });

  it('that moved are committed before a drained lane ends', async () => {
    const { lane, commits } = laneWith();
    await lane.add('b', [], 9);
    lane.drain();
    await lane.run();
    expect(commits).toEqual([['b@9']]);
  });
});

describe('a lane whose flushes take long', () => {
  /** Clock at each announced flush, when every flush takes so long and records keep coming. */
  async function flushesTaking(ms: number): Promise<readonly number[]> {
    const begun: number[] = [];
    const { lane, commits, now, pass } = laneWith(async (nth) => {
      if (!commits[nth - 1]?.some((one) => one.endsWith('intent'))) return;
      begun.push(now());
      pass(ms);
      if (begun.length < 4) await lane.add('a', [record('a', begun.length)], begun.length + 1);
    });
    const running = lane.run();
    await lane.add('a', [record('a', 0)], 1);
    await rest();
    await rest();
    lane.abandon();
    await running;
    return begun;
  }

  it('rests twice as long as the last one took, and never longer than 0.8 s', async () => {
    const gaps = (begun: readonly number[]): readonly number[] =>
      begun.slice(1).map((at, n) => at - (begun[n] as number));
    expect(gaps(await flushesTaking(100))).toEqual([300, 300, 300]);
    expect(gaps(await flushesTaking(2_000))).toEqual([2_800, 2_800, 2_800]);
  });

  it('does not rest where a flush takes less than half of the linger', async () => {
    const begun = await flushesTaking(0);
    expect(begun).toHaveLength(4);
    expect(begun.slice(1).every((at, n) => at - (begun[n] as number) <= 10)).toBe(true);
  });
});
