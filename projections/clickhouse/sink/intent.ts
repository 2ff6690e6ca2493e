/**
 * What a lane is about to insert, written into the group's offsets before it inserts. A lane is partition n
 * of all topics: the group assigns them together, so their ranges may share one block per table, and a
 * table gets one part per flush instead of one per topic.
 *
 * Every offset of the set carries the whole set, so one of them is enough to do the flush again.
 */
export interface Range {
  readonly topic: string;
  /** First offset that was not inserted yet. */
  readonly from: number;
  /** Offset of the last data record, inclusive. */
  readonly to: number;
}

export interface Intent {
  /** Version of the mappers that began it; the same must finish it. */
  readonly mapper: number;
  /** In the order in which rows stand in the blocks. */
  readonly ranges: readonly Range[];
}

/** Kafka's `offset.metadata.max.bytes`. */
const METADATA_LIMIT = 4_096;

export function writeIntent(intent: Intent): string {
  const text = JSON.stringify({
    v: 1,
    m: intent.mapper,
    r: intent.ranges.map((range) => [range.topic, range.from, range.to]),
  });
  if (Buffer.byteLength(text) > METADATA_LIMIT) {
    throw new RangeError(
      `an intent over ${intent.ranges.length} topics is longer than ${METADATA_LIMIT} bytes`,
    );
  }
  return text;
}

/**
 * @returns null when nothing is pending.
 * @throws Error when the note was written by a version that this one does not know.
 */
export function readIntent(metadata: string | undefined): Intent | null {
  if (metadata === undefined || metadata === '') return null;
  const note = JSON.parse(metadata) as {
    v: number;
    m: number;
    r: readonly (readonly [string, number, number])[];
  };
  if (note.v !== 1)
    throw new Error(`a pending insert of form ${note.v} is not known here: run the version that wrote it`);
  return { mapper: note.m, ranges: note.r.map(([topic, from, to]) => ({ topic, from, to })) };
}

/** Name of a block: the same ranges of the same lane for the same table. */
export function tokenOf(table: string, lane: number, ranges: readonly Range[]): string {
  return `${table}:${lane}:${ranges.map((range) => `${range.topic}@${range.from}-${range.to}`).join(',')}`;
}

/** Intents that differ, once each: normally one; more only if the broker took a part of a commit. */
export function distinct(intents: readonly Intent[]): readonly Intent[] {
  return [...new Map(intents.map((intent) => [writeIntent(intent), intent])).values()];
}
