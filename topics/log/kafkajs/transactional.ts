import { crashPoint } from '../../../service/crash-points.ts';
import { LogError } from '../port.ts';
import type { TransactionalWriter } from '../port.ts';
import { whileBusy, whileMoving } from './busy.ts';
import type { Compression } from './compression.ts';
import type { Connector } from './connection.ts';
import { toLogError } from './errors.ts';
import type { KafkaBroker, KafkaCluster } from './internals.ts';
import { countOf, inPackedForm, knowTopics, release, rounds, sendRound, settled } from './produce.ts';
import type { Identity } from './produce.ts';
import { txnOffsetCommit } from './txn-offset-commit.ts';

const TRANSACTION_COORDINATOR = 1;
const GROUP_COORDINATOR = 0;
/** Below the transaction's own timeout: an answer later than that is of no use. */
const REQUEST_MS = 9_000;
const TRANSACTION_MS = 10_000;
const OPEN_MS = 30_000;
/**
 * Opens a transactional id: the broker raises its epoch, which fences the owner before, and ends what that
 * owner had open.
 *
 * @param firstSequence for tests, as with the plain writer.
 */
export async function openKafkaTransactional(
  connector: Connector,
  transactionalId: string,
  timeoutMs = TRANSACTION_MS,
  firstSequence = 0,
): Promise<TransactionalWriter> {
  const cluster = connector.cluster(Math.min(REQUEST_MS, timeoutMs));
  try {
    await cluster.connect();
    await cluster.refreshMetadataIfNecessary();
    const { coordinator, identity } = await whileBusy(performance.now() + OPEN_MS, async () => {
      const found = await cluster.findGroupCoordinator({
        groupId: transactionalId,
        coordinatorType: TRANSACTION_COORDINATOR,
      });
      const given = await found.initProducerId({ transactionalId, transactionTimeout: timeoutMs });
      return {
        coordinator: found,
        identity: { ...given, sequences: new Map<string, number>(), firstSequence },
      };
    });
    return writerOf(cluster, coordinator, identity, transactionalId, timeoutMs, connector.compression);
  } catch (error) {
    await cluster.disconnect();
    throw toLogError(error, `opening transactional id ${transactionalId}`);
  }
}

function writerOf(
  cluster: KafkaCluster,
  coordinator: KafkaBroker,
  identity: Identity,
  transactionalId: string,
  timeoutMs: number,
  compression: Compression,
): TransactionalWriter {
  const known = new Set<string>();
  const groups = new Map<string, KafkaBroker>();
  let state: 'ready' | 'committing' | 'dead' = 'ready';
  const id = { transactionalId, producerId: identity.producerId, producerEpoch: identity.producerEpoch };

  const groupCoordinator = async (groupId: string): Promise<KafkaBroker> => {
    const found =
      groups.get(groupId) ??
      (await cluster.findGroupCoordinator({ groupId, coordinatorType: GROUP_COORDINATOR }));
    groups.set(groupId, found);
    return found;
  };

  /**
   * 1. Partitions join the transaction, so that their records stay hidden until its end.
   * 2. Records and offsets go side by side; both must be there before 3.
   * 3. EndTxn(commit): from here on everything is visible, or (answer lost) nobody knows: the next owner's
   *    opening settles it.
   */
  const run: TransactionalWriter['commit'] = async ({ batches, offsets }) => {
    const deadline = performance.now() + timeoutMs;
    const filled = batches.filter((batch) => countOf(batch) > 0);
    const notes = offsets && offsets.offsets.length > 0 ? offsets : undefined;
    if (filled.length === 0 && !notes) return;
    await knowTopics(cluster, known, filled);
    if (filled.length > 0) {
      const topics = [...Map.groupBy(filled, (batch) => batch.topic)].map(([topic, mine]) => ({
        topic,
        partitions: [...new Set(mine.map((batch) => batch.partition))],
      }));
      await whileMoving(deadline, () => coordinator.addPartitionsToTxn({ ...id, topics }));
    }
    const sendRecords = async (): Promise<void> => {
      for (const round of rounds(filled)) {
        await sendRound(cluster, identity, round, { transactionalId, timeoutMs, compression });
      }
    };
    const sendOffsets = async (): Promise<void> => {
      if (!notes) return;
      const { groupId } = notes.member;
      await whileBusy(deadline, () => coordinator.addOffsetsToTxn({ ...id, groupId }));
      const group = await groupCoordinator(groupId);
      await whileMoving(deadline, () =>
        txnOffsetCommit(group, transactionalId, identity, notes.member, notes.offsets),
      );
    };
    await settled([sendRecords(), sendOffsets()]);
    crashPoint('after-produce');
    await coordinator.endTxn({ ...id, transactionResult: true });
  };

  return {
    transactionalId,
    async commit(transaction) {
      if (state !== 'ready') {
        throw new LogError('unavailable', `the writer of ${transactionalId} is ${state}`);
      }
      state = 'committing';
      try {
        const batches = inPackedForm(transaction.batches);
        await run({ ...transaction, batches });
        release(batches);
        state = 'ready';
      } catch (error) {
        state = 'dead';
        throw toLogError(error, `transaction of ${transactionalId}`);
      }
    },
    async close() {
      state = 'dead';
      await cluster.disconnect();
    },
  };
}
