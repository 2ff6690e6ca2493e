import { afterEach, describe, expect, it, vi } from 'vitest';
import { fetchAll } from './fetch-all.ts';
import { Bell } from './fetch-loop.ts';
import { Lane } from './lane.ts';
import { KAFKA } from './errors.ts';
import { answerOf, fakeCluster } from './fake-cluster.ts';
import type { FakeCluster } from './fake-cluster.ts';

const over = new Set<AbortController>();
afterEach(() => {
  for (const one of over) one.abort();
  over.clear();
});

/** Consumes partition 0 of topic `t` from offset 0. */
function start(cluster: FakeCluster): {
  readonly fatal: ReturnType<typeof vi.fn>;
  readonly stop: () => Promise<void>;
} {
  const bell = new Bell();
  const fatal = vi.fn();
  const stopping = new AbortController();
  over.add(stopping);
  const lane = new Lane(
    { topic: 't', partition: 0 },
    { onBatch: async () => undefined, changed: () => bell.ring(), fatal, track: () => undefined },
  );
  lane.seek(0);
  const quiet = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const running = fetchAll({
    cluster,
    lanes: [lane],
    bell,
    signal: stopping.signal,
    sink: quiet,
    maxWaitMs: 5,
    gather: null,
    maxBytesPerPartition: 1_000,
    fatal,
  });
  return {
    fatal,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

describe('fetching for a group', () => {
  it('follows a leader that moves to a broker whose loop was idle', async () => {
    const cluster = fakeCluster({
      nodes: ['1', '2'],
      leaders: ['1'],
      answer: (nodeId) => answerOf([{ errorCode: nodeId === '1' ? KAFKA.NOT_LEADER : 0 }]),
      onRefresh: () => cluster.state.leaders.splice(0, 1, '2'),
    });
    const { stop, fatal } = start(cluster);
    await vi.waitFor(() => expect(cluster.state.fetches['2']).toBeGreaterThan(1), 5_000);
    await stop();
    expect(fatal).not.toHaveBeenCalled();
  });

  it('follows a leader that moves because its old broker is away', async () => {
    const cluster = fakeCluster({
      nodes: ['1', '2'],
      leaders: ['1'],
      answer: (nodeId) => {
        if (nodeId === '1')
          throw Object.assign(new Error('refused'), { syscall: 'connect', code: 'ECONNREFUSED' });
        return answerOf([{}]);
      },
      onRefresh: () => cluster.state.leaders.splice(0, 1, '2'),
    });
    const { stop, fatal } = start(cluster);
    await vi.waitFor(() => expect(cluster.state.fetches['2']).toBeGreaterThan(1), 5_000);
    await stop();
    expect(fatal).not.toHaveBeenCalled();
  });

  it('asks a broker that joined the cluster after the assignment', async () => {
    const cluster = fakeCluster({
      nodes: ['1'],
      leaders: ['1'],
      answer: (nodeId) => answerOf([{ errorCode: nodeId === '1' ? KAFKA.NOT_LEADER : 0 }]),
      onRefresh: () => {
        cluster.state.nodes = ['1', '7'];
        cluster.state.leaders = ['7'];
      },
    });
    const { stop } = start(cluster);
    await vi.waitFor(() => expect(cluster.state.fetches['7']).toBeGreaterThan(1), 5_000);
    await stop();
  });

  it('asks for metadata again while a partition has no leader', async () => {
    const cluster = fakeCluster({
      nodes: ['1'],
      leaders: ['-1'],
      answer: () => answerOf([{}]),
      onRefresh: () => cluster.state.leaders.splice(0, 1, '1'),
    });
    const { stop } = start(cluster);
    await vi.waitFor(() => expect(cluster.state.fetches['1']).toBeGreaterThan(1), 5_000);
    await stop();
  });
});
