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
  return { lane, commits };
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
