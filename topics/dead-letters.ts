/**
 * Records that could not be processed: looked at, and written again. The runner puts them aside, whole.
 *
 * A replay is the original record once more: same topic, partition, key, value and headers, so the event keeps
 * its id. It is meant for the one processor that gave up on it, named in the header `replay-for`: the others
 * have done their work on it, and a transform, which keeps no state, would do it twice. The header
 * `replayed-from` says where it comes from.
 */
import type { Codec } from './codec/codec.ts';
import { changelogTopic } from './catalogue.ts';
import type { TopicName } from './catalogue.ts';
import { isErrorCode } from './errors.ts';
import type { Event } from './events.ts';
import type { BatchToWrite, Log, LogRecord, LogWriter } from './log/port.ts';
import { headerOf } from './log/stored-records.ts';

export const DEAD_LETTERS: TopicName = 'dead.letters';
export const REPLAYED_FROM = 'replayed-from';
export const REPLAY_FOR = 'replay-for';

/** Whether a record is a replay that another processor is to do. */
export function isReplayForOther(record: Pick<LogRecord, 'headers'>, processor: string): boolean {
  const name = headerOf(record, REPLAY_FOR);
  return name !== undefined && name !== processor;
}

/** A dead letter as found in the log; `id` is where it stands and what `show` and `replay` take. */
export interface FoundDeadLetter {
  /** `partition:offset` in `dead.letters`. */
  readonly id: string;
  readonly event: Event<'DeadLettered'>;
}

export interface DeadLetterFilter {
  readonly processor?: string;
  readonly code?: string;
  /** Epoch ms; recorded at or after. */
  readonly since?: number;
}

/** Dead letters from oldest to newest per partition, up to what is committed now. */
export async function* listDeadLetters(
  log: Log,
  codec: Codec,
  filter: DeadLetterFilter = {},
): AsyncIterable<FoundDeadLetter> {
  for (const { topic, partition, start, end } of await log.offsets([DEAD_LETTERS])) {
    for await (const records of log.read({ topic, partition, from: start, to: end })) {
      for (const record of records) {
        const found = await toFound(codec, record);
        if (matches(found.event, filter)) yield found;
      }
    }
  }
}

/** The dead letter at `id`, or null when there is none. */
export async function findDeadLetter(log: Log, codec: Codec, id: string): Promise<FoundDeadLetter | null> {
  const [partitionText, offsetText] = id.split(':');
  const partition = Number(partitionText);
  const offset = Number(offsetText);
  if (!Number.isSafeInteger(partition) || !Number.isSafeInteger(offset)) return null;
  const range = (await log.offsets([DEAD_LETTERS])).find((one) => one.partition === partition);
  if (!range || offset < range.start || offset >= range.end) return null;
  for await (const records of log.read({ topic: DEAD_LETTERS, partition, from: offset, to: offset + 1 })) {
    for (const record of records) return toFound(codec, record);
  }
  return null;
}

/**
 * Writes the original records again, in the order given, and waits for the acknowledgement.
 * @param now epoch ms, the new records' timestamp: retention counts from it.
 */
export async function replayDeadLetters(
  writer: LogWriter,
  letters: readonly FoundDeadLetter[],
  now: number,
): Promise<readonly { readonly id: string; readonly topic: string; readonly partition: number }[]> {
  const batches = letters.map((letter) => replayOf(letter, now));
  // One call each: a batch that is refused (too large, topic gone) does not take others with it unseen.
  const done: { id: string; topic: string; partition: number }[] = [];
  for (const [index, batch] of batches.entries()) {
    await writer.write([batch]);
    done.push({ id: (letters[index] as FoundDeadLetter).id, topic: batch.topic, partition: batch.partition });
  }
  return done;
}

/** The original record of a dead letter, as it is written again. */
export function replayOf(letter: FoundDeadLetter, now: number): BatchToWrite {
  const { data } = letter.event;
  return {
    topic: data.sourceTopic,
    partition: data.sourcePartition,
    records: [
      {
        key: data.sourceKey,
        value: data.sourceValue,
        headers: {
          ...Object.fromEntries(data.sourceHeaders.map(({ name, value }) => [name, value])),
          [REPLAYED_FROM]: `${DEAD_LETTERS}:${letter.id}`,
          [REPLAY_FOR]: data.processor,
        },
        timestamp: now,
      },
    ],
  };
}

/** Why a replay of this letter would do harm or nothing, or null when it makes sense. */
export function replayRefusal(letter: FoundDeadLetter): string | null {
  const { data } = letter.event;
  if (data.sourceTopic === changelogTopic(data.processor)) {
    return 'a changelog record: writing it again would undo later state';
  }
  if (data.sourceTopic === DEAD_LETTERS) return 'a dead letter of a dead letter';
  if (data.code === 'not_wire_format') return 'the bytes are not in our format, nothing will ever read them';
  return isErrorCode(data.code) || data.sourceValue !== null ? null : 'it has no value';
}

async function toFound(codec: Codec, record: LogRecord): Promise<FoundDeadLetter> {
  const event = await codec.decodeAsync(record.value);
  if (event.type !== 'DeadLettered')
    throw new Error(`${DEAD_LETTERS} ${record.partition}:${record.offset} is a ${event.type}`);
  return { id: `${record.partition}:${record.offset}`, event };
}

function matches({ data, recordedAt }: Event<'DeadLettered'>, filter: DeadLetterFilter): boolean {
  return (
    (filter.processor === undefined || data.processor === filter.processor) &&
    (filter.code === undefined || data.code === filter.code) &&
    (filter.since === undefined || recordedAt >= filter.since)
  );
}
