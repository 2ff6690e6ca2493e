/** Fetch version 11 (kafka.apache.org/protocol, "Fetch API"), decoded by us: errors stay with their partition. */
import { LogError } from '../port.ts';
import type { LogRecord, TopicPartition } from '../port.ts';
import { Encoder } from './internals.ts';
import type { KafkaBroker, KafkaEncoder } from './internals.ts';
import { BatchUnreadable, readBatches } from './record-batch.ts';
import { visibleRecords } from './visible.ts';
import type { AbortedTransaction } from './visible.ts';

export interface FetchPosition extends TopicPartition {
  readonly offset: number;
}

export interface Fetched extends FetchPosition {
  /** 0, or an error of the Kafka protocol for this partition alone. */
  readonly errorCode: number;
  readonly records: readonly LogRecord[];
  /** Position after everything that came. */
  readonly next: number;
  /** Last stable offset when the broker answered. */
  readonly end: number;
  /** `corrupt`: the bytes of this partition cannot be read; `next` is `offset` and there are no records. */
  readonly failure: LogError | null;
}

const READ_COMMITTED = 1;

/**
 * Asks one broker, the leader of all `positions`. It waits at most `maxWaitMs` for `minBytes` in all.
 * `maxBytes` bounds the answer and, per partition, `maxBytesPerPartition`; one batch always comes, however big.
 */
export async function fetchFrom(
  broker: KafkaBroker,
  positions: readonly FetchPosition[],
  limits: {
    readonly maxWaitMs: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly maxBytesPerPartition: number;
  },
): Promise<readonly Fetched[]> {
  const byTopic = Map.groupBy(positions, (position) => position.topic);
  const topics = [...byTopic].map(([topic, wanted]) =>
    new Encoder().writeString(topic).writeArray(
      wanted.map(({ partition, offset }) =>
        new Encoder()
          .writeInt32(partition)
          .writeInt32(-1) // leader epoch: not tracked
          .writeInt64(offset)
          .writeInt64(-1) // log start offset: followers only
          .writeInt32(limits.maxBytesPerPartition),
      ),
    ),
  );
  const answer = await broker.connectionPool.send({
    request: {
      apiKey: 1,
      apiVersion: 11,
      apiName: 'Fetch',
      encode: async (): Promise<KafkaEncoder> =>
        new Encoder()
          .writeInt32(-1)
          .writeInt32(limits.maxWaitMs)
          .writeInt32(limits.minBytes)
          .writeInt32(limits.maxBytes)
          .writeInt8(READ_COMMITTED)
          .writeInt32(0)
          .writeInt32(-1) // no fetch session: every request names its partitions
          .writeArray(topics)
          .writeArray([])
          .writeString(''),
    },
    response: { decode: async (payload) => decode(payload), parse: async (decoded) => decoded },
  });
  const asked = new Map(positions.map((one) => [`${one.topic}/${one.partition}`, one.offset]));
  return answer.map((part) => {
    const offset = asked.get(`${part.topic}/${part.partition}`) ?? 0;
    return { ...part, offset, ...read(part, offset) };
  });
}

/** A batch that cannot be read spoils its own partition alone. */
function read(part: Part, offset: number): Pick<Fetched, 'records' | 'next' | 'failure'> {
  const { topic, partition, aborted } = part;
  try {
    return { ...visibleRecords(readBatches(part.bytes), aborted, offset, topic, partition), failure: null };
  } catch (cause) {
    const at = cause instanceof BatchUnreadable ? cause.offset : offset;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const said = `${topic}/${partition}: the batch at offset ${at} cannot be read: ${reason}`;
    return { records: [], next: offset, failure: new LogError('corrupt', said, { cause }) };
  }
}

interface Part extends TopicPartition {
  readonly errorCode: number;
  readonly end: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly bytes: Buffer;
}

function decode(payload: Buffer): readonly Part[] {
  const parts: Part[] = [];
  let at = 4 + 2 + 4; // throttle time, error of the session, session id
  const int32 = (): number => payload.readInt32BE((at += 4) - 4);
  const int16 = (): number => payload.readInt16BE((at += 2) - 2);
  const int64 = (): bigint => payload.readBigInt64BE((at += 8) - 8);
  for (let topics = int32(); topics > 0; topics--) {
    const length = int16();
    const topic = payload.toString('utf8', at, (at += length));
    for (let partitions = int32(); partitions > 0; partitions--) {
      const partition = int32();
      const errorCode = int16();
      at += 8; // high watermark
      const end = Number(int64());
      at += 8; // log start offset
      const aborted: AbortedTransaction[] = [];
      for (let count = int32(); count > 0; count--) {
        aborted.push({ producerId: int64(), firstOffset: Number(int64()) });
      }
      at += 4; // preferred read replica
      const size = Math.max(0, int32());
      parts.push({ topic, partition, errorCode, end, aborted, bytes: payload.subarray(at, (at += size)) });
    }
  }
  return parts;
}
