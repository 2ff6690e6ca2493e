/**
 * TxnOffsetCommit version 3 (kafka.apache.org/protocol): kafkajs stops at version 1, which does not name the
 * group's generation, so that a member of an older one could commit.
 */
import type { CommittedOffset, GroupMember } from '../port.ts';
import { KafkaProtocolError } from './errors.ts';
import { Encoder } from './internals.ts';
import type { KafkaBroker, KafkaEncoder } from './internals.ts';
import type { Identity } from './produce.ts';

/** Every structure of a flexible version ends with a list of tagged fields; ours are empty. */
const tagged = (encoder: KafkaEncoder): KafkaEncoder => encoder.writeUVarInt(0);

/** @throws KafkaProtocolError with the first error among the partitions. */
export async function txnOffsetCommit(
  coordinator: KafkaBroker,
  transactionalId: string,
  identity: Identity,
  member: GroupMember,
  offsets: readonly CommittedOffset[],
): Promise<void> {
  const topics = [...Map.groupBy(offsets, (offset) => offset.topic)].map(([topic, mine]) =>
    tagged(
      new Encoder().writeUVarIntString(topic).writeUVarIntArray(
        mine.map(({ partition, offset, metadata }) =>
          tagged(
            new Encoder()
              .writeInt32(partition)
              .writeInt64(offset)
              .writeInt32(-1) // leader epoch: not tracked
              .writeUVarIntString(metadata ?? ''),
          ),
        ),
      ),
    ),
  );
  const codes = await coordinator.connectionPool.send({
    request: {
      apiKey: 28,
      apiVersion: 3,
      apiName: 'TxnOffsetCommit',
      encode: async () =>
        tagged(
          // kafkajs writes request header version 1; the tagged fields that version 2 adds come first here.
          tagged(new Encoder())
            .writeUVarIntString(transactionalId)
            .writeUVarIntString(member.groupId)
            .writeInt64(identity.producerId)
            .writeInt16(identity.producerEpoch)
            .writeInt32(member.generationId)
            .writeUVarIntString(member.memberId)
            .writeUVarIntString(null)
            .writeUVarIntArray(topics),
        ),
    },
    response: { decode: async (payload) => errorCodes(payload), parse: async (decoded) => decoded },
  });
  const failed = codes.find((code) => code !== 0);
  if (failed !== undefined) throw new KafkaProtocolError(failed);
}

function errorCodes(payload: Buffer): readonly number[] {
  let at = 1 + 4; // tagged fields of the header (none), throttle time
  const uvarint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = payload[at++] as number;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const codes: number[] = [];
  for (let topics = uvarint() - 1; topics > 0; topics--) {
    const name = uvarint() - 1;
    at += name;
    for (let partitions = uvarint() - 1; partitions > 0; partitions--) {
      codes.push(payload.readInt16BE(at + 4));
      at += 4 + 2;
      uvarint(); // tagged fields
    }
    uvarint();
  }
  return codes;
}
