import { LogError } from '../port.ts';
import type { BatchToWrite, LogWriter } from '../port.ts';
import { MOVED, whileBusy } from './busy.ts';
import { pause } from './connection.ts';
import type { Connector } from './connection.ts';
import { kafkaCodeOf, toLogError } from './errors.ts';
import {
  countOf,
  inPackedForm,
  keyOf,
  knowTopics,
  release,
  RoundRefused,
  rounds,
  sendRound,
} from './produce.ts';
import type { Chunk, Identity } from './produce.ts';

/** One request may take this long before it is sent again; a lost answer costs this much. */
const REQUEST_MS = 4_000;
/** From the call to `unavailable`. */
const DELIVERY_MS = 15_000;
const FIRST_BACKOFF_MS = 20;
const LAST_BACKOFF_MS = 500;

type Written = Awaited<ReturnType<LogWriter['write']>>;

/**
 * Idempotent writer, acks from all in-sync replicas. Calls run strictly one after another: with two requests
 * under way, one lost answer would let the client number the second batch like the first, and the broker
 * drop it as a repetition. After giving up on a batch whose fate is unknown the producer id is thrown away
 * for the same reason.
 *
 * @param firstSequence for tests: numbers begin here in every partition, so that they can be seen to wrap.
 */
export async function openKafkaWriter(connector: Connector, firstSequence = 0): Promise<LogWriter> {
  const cluster = connector.cluster(REQUEST_MS);
  const known = new Set<string>();
  let identity: Identity | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;
  /** Requests that failed, whatever became of them. */
  let givenUp = 0;

  const identify = async (): Promise<Identity> => {
    if (identity) return identity;
    await cluster.connect();
    await cluster.refreshMetadataIfNecessary();
    const broker = await cluster.findControllerBroker();
    const given = await whileBusy(performance.now() + REQUEST_MS, () =>
      broker.initProducerId({ transactionTimeout: REQUEST_MS }),
    );
    return (identity = { ...given, sequences: new Map(), firstSequence });
  };

  /**
   * Numbers that the broker does not know (its log was cut, our id expired there) are never right again. If each
   * request had its answer, nothing of what was refused is in the log: it goes under a new id. If one was lost, the
   * batch may be there under the old numbers, and a new id would double it: then nobody knows, and that is said at
   * once instead of after 15 s of asking.
   */
  const renumber = (error: RoundRefused, giveUp: boolean): readonly Chunk[] => {
    identity = null;
    connector.sink.warn({ code: error.code, giveUp }, 'the broker does not know our sequence numbers');
    if (giveUp) throw toLogError(error, 'writing to the log');
    return error.refused;
  };

  const deliver = async (given: readonly Chunk[], deadline: number): Promise<ReadonlyMap<string, number>> => {
    let chunks = given;
    let renumbered = false;
    let lost = false;
    const appended = new Map<string, number>();
    for (let backoff = FIRST_BACKOFF_MS; ; backoff = Math.min(backoff * 2, LAST_BACKOFF_MS)) {
      try {
        await knowTopics(cluster, known, chunks);
        const rest = await sendRound(cluster, await identify(), chunks, {
          timeoutMs: REQUEST_MS,
          compression: connector.compression,
        });
        return new Map([...appended, ...rest]);
      } catch (error) {
        if (error instanceof RoundRefused && error.sequences) {
          chunks = renumber(error, lost || renumbered);
          for (const [key, base] of error.appended) appended.set(key, base);
          renumbered = true;
          continue;
        }
        // A broker that is not the leader has done nothing; of all else nobody knows.
        lost ||= !MOVED.has(kafkaCodeOf(error) ?? -1);
        givenUp++;
        const failure = toLogError(error, 'writing to the log');
        if (failure.code !== 'unavailable' || performance.now() + backoff > deadline) {
          identity = null;
          throw failure;
        }
        connector.sink.debug({ code: failure.code }, 'write not acknowledged, sending it again');
        await pause(backoff);
        // New connections and new leaders: whatever was wrong with the old ones is not waited for.
        await cluster.disconnect();
        await cluster
          .connect()
          .then(() => cluster.refreshMetadata())
          .catch((cause: unknown) => connector.sink.debug({ cause: String(cause) }, 'broker not reached'));
      }
    }
  };

  const write = async (given: readonly BatchToWrite[]): Promise<Written> => {
    if (closed) throw new LogError('unavailable', 'the writer is closed');
    const deadline = performance.now() + DELIVERY_MS;
    const batches = inPackedForm(given);
    const before = givenUp;
    const bases = new Map<string, number>();
    for (const round of rounds(batches)) {
      for (const [key, base] of await deliver(round, deadline)) if (!bases.has(key)) bases.set(key, base);
    }
    const written = batches.map((batch) => {
      const base = bases.get(keyOf(batch)) ?? -1;
      // A second batch for the same partition in one call follows the first.
      bases.set(keyOf(batch), base + countOf(batch));
      return { topic: batch.topic, partition: batch.partition, baseOffset: base };
    });
    if (givenUp === before) release(batches);
    return written;
  };

  try {
    await identify();
  } catch (error) {
    await cluster.disconnect();
    throw toLogError(error, 'opening a writer');
  }
  return {
    write(batches) {
      const result = tail.then(() => write(batches));
      tail = result.catch(() => undefined);
      return result;
    },
    async close() {
      await tail;
      closed = true;
      await cluster.disconnect();
    },
  };
}
