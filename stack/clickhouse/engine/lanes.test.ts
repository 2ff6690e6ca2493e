import { describe, expect, it } from 'vitest';
import { createLanes, type Lane } from './lanes.ts';

const laneOf = (given: unknown): Lane => {
  expect(given).toBeTypeOf('object');
  return given as Lane;
};

describe('places', () => {
  it('are never held by more than their number, and pass in order of arrival', async () => {
    const lanes = createLanes(2, 10, 10_000);
    const first = laneOf(await lanes.acquire());
    const second = laneOf(await lanes.acquire());
    expect(first.index).not.toBe(second.index);
    const order: string[] = [];
    const third = lanes.acquire().then((lane) => (order.push('third'), laneOf(lane)));
    const fourth = lanes.acquire().then((lane) => (order.push('fourth'), laneOf(lane)));
    expect([lanes.busy, lanes.waiting]).toEqual([2, 2]);
    second.release();
    expect((await third).index).toBe(second.index);
    first.release();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('refuse when the queue is full, and after a bounded wait', async () => {
    const lanes = createLanes(1, 1, 20);
    await lanes.acquire();
    const waits = lanes.acquire();
    expect(await lanes.acquire()).toBe('queue-full');
    expect(await waits).toBe('waited-too-long');
    expect(lanes.waiting).toBe(0);
  });

  it('are given back once, also when release is called twice', async () => {
    const lanes = createLanes(1, 5, 10_000);
    const lane = laneOf(await lanes.acquire());
    lane.release();
    lane.release();
    await lanes.acquire();
    const stop = new AbortController();
    const waits = lanes.acquire(stop.signal);
    expect(lanes.waiting).toBe(1);
    stop.abort();
    expect(await waits).toBe('closed');
  });

  it('drain: nobody enters any more, and it waits for those who are in', async () => {
    const lanes = createLanes(1, 5, 10_000);
    const lane = laneOf(await lanes.acquire());
    const waits = lanes.acquire();
    const drained = lanes.drain();
    expect(await waits).toBe('closed');
    expect(await lanes.acquire()).toBe('closed');
    lane.release();
    await drained;
  });
});
