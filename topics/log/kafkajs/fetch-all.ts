import { pause } from './connection.ts';
import { fetchLoop, leaderOf } from './fetch-loop.ts';
import type { FetchInput } from './fetch-loop.ts';

/** Longest time for which a broker that has just become a leader is not asked. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Keeps a fetch loop per broker of the cluster until `signal` aborts, also for brokers that join later. Each
 * second it wakes the idle loops, and where metadata names no broker for a partition it asks for metadata
 * again: no loop would, as none has that partition.
 */
export async function fetchAll(input: FetchInput): Promise<void> {
  const { cluster, lanes, bell, signal, sink } = input;
  if (lanes.length === 0) return;
  // Idle loops see the end through the bell, also while metadata is on its way.
  signal.addEventListener('abort', () => bell.ring(), { once: true });
  const loops = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    for (const nodeId of cluster.getNodeIds()) {
      if (!loops.has(nodeId)) loops.set(nodeId, fetchLoop(nodeId, input));
    }
    await pause(LOOK_AGAIN_MS, signal);
    bell.ring();
    if (signal.aborted || !someHomeless(input)) continue;
    await cluster
      .connect()
      .then(() => cluster.refreshMetadata())
      .catch((cause: unknown) => sink.debug({ cause: String(cause) }, 'no leader known, broker not reached'));
    bell.ring();
  }
  await Promise.all(loops.values());
}

function someHomeless({ cluster, lanes }: FetchInput): boolean {
  const nodes = new Set(cluster.getNodeIds());
  try {
    return lanes.some((lane) => !nodes.has(leaderOf(cluster, lane)));
  } catch {
    // kafkajs has no metadata at all.
    return true;
  }
}
