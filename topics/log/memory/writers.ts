import { LogError } from '../port.ts';
import type { LogWriter, TransactionalWriter } from '../port.ts';
import type { MemoryCluster } from './cluster.ts';
import type { MemoryTransaction } from './partition.ts';

/** Largest note with a committed offset, as the broker's `offset.metadata.max.bytes`. */
const MAX_METADATA_BYTES = 4096;

const lost = (what: string): LogError => new LogError('unavailable', `the answer to ${what} was lost`);

export function memoryWriter(cluster: MemoryCluster): LogWriter {
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    write(batches) {
      const run = async (): ReturnType<LogWriter['write']> => {
        if (closed) throw new LogError('unavailable', 'the writer is closed');
        cluster.assertHere();
        cluster.check(batches);
        const failure = cluster.takeFailure('write');
        if (failure === 'lost-request') throw lost('a write');
        const answer = batches.map((batch) => ({
          topic: batch.topic,
          partition: batch.partition,
          baseOffset: cluster.partition(batch.topic, batch.partition).append(batch.records, null),
        }));
        cluster.notify();
        if (failure === 'lost-answer') throw lost('a write');
        return answer;
      };
      const result = tail.then(run);
      tail = result.catch(() => undefined);
      return result;
    },
    async close() {
      await tail;
      closed = true;
    },
  };
}

export function memoryTransactional(cluster: MemoryCluster, transactionalId: string): TransactionalWriter {
  const epoch = cluster.claim(transactionalId);
  let state: 'ready' | 'committing' | 'dead' = 'ready';
  return {
    transactionalId,
    async commit({ batches, offsets }) {
      if (state !== 'ready') {
        throw new LogError('unavailable', `the writer of ${transactionalId} is ${state}`);
      }
      state = 'committing';
      try {
        await cluster.takeHold();
        cluster.assertHere();
        const owner = cluster.owner(transactionalId, epoch);
        cluster.check(batches);
        for (const offset of offsets?.offsets ?? []) {
          if (Buffer.byteLength(offset.metadata ?? '') > MAX_METADATA_BYTES) {
            throw new LogError('too_large', `the note of an offset is over ${MAX_METADATA_BYTES} B`);
          }
        }
        const group = offsets && cluster.group(offsets.member.groupId);
        if (offsets) group?.check(offsets.member);
        const failure = cluster.takeFailure('commit');
        if (failure === 'lost-request') throw lost('a transaction');
        const transaction: MemoryTransaction = { status: 'open' };
        const touched = new Set(batches.map((batch) => cluster.partition(batch.topic, batch.partition)));
        for (const batch of batches) {
          cluster.partition(batch.topic, batch.partition).append(batch.records, transaction);
        }
        if (failure === 'cut') {
          owner.open = { transaction, partitions: touched };
          throw lost('the end of a transaction');
        }
        transaction.status = 'committed';
        cluster.decided(owner, [
          ...[...touched].map((partition) => () => partition.mark(transaction)),
          ...(offsets ? [() => group?.store(offsets.offsets)] : []),
        ]);
        if (failure === 'lost-answer') throw lost('the end of a transaction');
        state = 'ready';
      } catch (error) {
        state = 'dead';
        throw error;
      } finally {
        cluster.notify();
      }
    },
    async close() {
      state = 'dead';
    },
  };
}
