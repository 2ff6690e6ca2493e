/** Input records, all different and all a function of their number, so that any contender's output can be checked. */
import type { Codec } from '../../../topics/codec/codec.ts';
import type { Event } from '../../../topics/events.ts';
import { partitionOf } from '../../../topics/log/partitioner.ts';
import type { Log, RecordToWrite } from '../../../topics/log/port.ts';
import { INPUT, PARTITIONS, WORDS } from './work.ts';

const FILLERS = [
  'the',
  'coffee',
  'beans',
  'from',
  'my',
  'order',
  'this',
  'morning',
  'again',
  'shop',
  'in',
  'town',
];
const KNOWN = [...WORDS.keys()];
const CONVERSATIONS = 20_000;
/** Records per call of the writer. */
const PER_CALL = 6_000;
const START = 1_790_000_000_000;

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
const uuid = (n: number, kind: number): string => `00000000-0000-4000-8000-${kind}${hex(n, 11)}`;

export function inputEvent(n: number): Event<'EngagementReceived'> {
  const mixed = Math.imul(n + 1, 0x9e3779b1) >>> 0;
  const conversation = `x:1001:${17_000_000 + (mixed % CONVERSATIONS)}`;
  const words = [0, 5, 10, 15, 20].map((shift) => FILLERS[(mixed >>> shift) % FILLERS.length] ?? '');
  words[2] = KNOWN[(mixed >>> 3) % KNOWN.length] ?? '';
  const now = START + n;
  return {
    eventId: uuid(n, 1),
    type: 'EngagementReceived',
    tenantId: 'demo',
    workspaceId: 'acme',
    streamId: conversation,
    streamVersion: null,
    occurredAt: now,
    recordedAt: now + 120,
    correlationId: uuid(n, 2),
    causationId: null,
    actor: 'processor:normalise@1',
    data: {
      engagement: {
        engagementId: uuid(n, 2),
        network: 'x',
        accountId: 'x:1001',
        conversationId: conversation,
        nativeId: String(17_900_000_000 + n),
        nativeParentId: null,
        form: 'mention',
        author: {
          nativeId: String(77_000 + (mixed % 9_999)),
          handle: `user${mixed % 9_999}`,
          displayName: 'Some One',
          followers: mixed % 5_000,
        },
        text: words.join(' '),
        language: 'en',
        url: null,
        summoned: true,
        visibility: 'public',
        createdAt: now,
      },
      authorContacts: null,
      velocity: null,
    },
  };
}

/** The number of the input that an event is about. */
export const numberOf = (correlationId: string): number => Number.parseInt(correlationId.slice(25), 16);

export const traceparentOf = (n: number): string => `00-${hex(n + 1, 32)}-${hex(n + 1, 16)}-00`;

/** Appends the inputs 0 .. count - 1. Gives the mean size of a value in bytes. */
export async function writeInputs(log: Log, codec: Codec, count: number): Promise<number> {
  const writer = await log.openWriter();
  let bytes = 0;
  for (let from = 0; from < count; from += PER_CALL) {
    const parts: RecordToWrite[][] = Array.from({ length: PARTITIONS }, () => []);
    for (let n = from; n < Math.min(count, from + PER_CALL); n++) {
      const event = inputEvent(n);
      const key = Buffer.from(event.streamId);
      const value = codec.encode(event);
      bytes += value.length;
      parts[partitionOf(key, PARTITIONS)]?.push({
        key,
        value,
        timestamp: event.recordedAt,
        headers: { traceparent: traceparentOf(n) },
      });
    }
    await writer.write(parts.map((records, partition) => ({ topic: INPUT, partition, records })));
  }
  await writer.close();
  return bytes / count;
}
