/**
 * ClickHouse against an independent fold of the log: for every table, the rows that the log's events must have
 * made, by the columns that decide something, as one sum; and the archive byte for byte.
 */
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import type { AnyEvent, EventType } from '../../topics/events.ts';
import { SetSum, setSumSql } from './checksum.ts';
import type { Figure } from './checks.ts';
import type { Evidence, PartitionSum } from './entry.ts';
import { fieldOf } from './hop-rules.ts';
import type { Ends } from './read-log.ts';

/** Rows that one event makes: which, and their deciding columns, in the order of `columns`. */
interface TableFold {
  readonly view: string;
  readonly topics: readonly string[];
  /** As SQL; nulls are written as empty. */
  readonly columns: readonly string[];
  readonly row: (event: AnyEvent) => readonly (string | null)[] | null;
}

const RAW = 'inbound.raw';
const NO_TRAIL: readonly string[] = ['inbound.cursors', 'metric.rollups', 'safety.requests'];
const NO_ROW: readonly EventType[] = ['AccountConfigured'];

/** As `countsText`: `name=value` in the order of their names. */
const COUNTS_SQL =
  "arrayStringConcat(arraySort(arrayMap((name, value) -> concat(name, '=', toString(value)), mapKeys(counts), mapValues(counts))), ',')";

export const TABLES: readonly TableFold[] = [
  {
    view: 'v_trail',
    topics: TOPIC_NAMES.filter((topic) => !NO_TRAIL.includes(topic)),
    columns: ['src_topic', 'tenant_id', 'event_id'],
    row: (event) => [event.tenantId, event.eventId],
  },
  {
    view: 'engagements',
    topics: ['engagement.received', 'engagement.classified', 'engagement.analyzed'],
    columns: ['src_topic', 'event_id', 'engagement_id', 'account_id', 'native_id', 'kind', 'sentiment'],
    row: (event) => [
      event.eventId,
      fieldOf(event, 'engagement', 'engagementId'),
      fieldOf(event, 'engagement', 'accountId'),
      fieldOf(event, 'engagement', 'nativeId'),
      event.type === 'EngagementClassified' ? fieldOf(event, 'classification', 'kind') : null,
      fieldOf(event, 'sentiment', 'label'),
    ],
  },
  {
    view: 'replies',
    topics: ['reply.drafted', 'safety.checked', 'reply.events'],
    columns: ['src_topic', 'event_id', 'event_type', 'draft_id', 'outcome', 'action_id'],
    row: (event) => [
      event.eventId,
      event.type,
      fieldOf(event, 'draftId'),
      fieldOf(event, 'outcome'),
      fieldOf(event, 'actionId'),
    ],
  },
  {
    view: 'attempts',
    topics: ['action.events', 'action.attempts'],
    columns: [
      'src_topic',
      'event_id',
      'event_type',
      'action_id',
      'attempt_id',
      'content_hash',
      'network_post_id',
    ],
    row: (event) =>
      NO_ROW.includes(event.type)
        ? null
        : [
            event.eventId,
            event.type,
            fieldOf(event, 'target', 'actionId'),
            fieldOf(event, 'attemptId'),
            fieldOf(event, 'target', 'contentHash'),
            fieldOf(event, 'networkPostId'),
          ],
  },
  {
    view: 'labels',
    topics: ['label.events'],
    columns: ['src_topic', 'event_id', 'engagement_id', 'head', 'label', 'model_label'],
    row: (event) => [
      event.eventId,
      fieldOf(event, 'engagementId'),
      fieldOf(event, 'head'),
      fieldOf(event, 'label'),
      fieldOf(event, 'modelLabel'),
    ],
  },
  {
    view: 'refinements',
    topics: ['engagement.refined'],
    columns: ['src_topic', 'event_id', 'engagement_id', 'because', 'sentiment', 'light_sentiment'],
    row: (event) => [
      event.eventId,
      fieldOf(event, 'engagementId'),
      fieldOf(event, 'because'),
      fieldOf(event, 'sentiment', 'label'),
      fieldOf(event, 'lightSentiment', 'label'),
    ],
  },
  {
    view: 'metric_rollups',
    topics: ['metric.rollups'],
    columns: ['src_topic', 'event_id', 'toUnixTimestamp64Milli(minute)', 'source', 'version', COUNTS_SQL],
    row: (event) => [
      event.eventId,
      textOf(event, 'minute'),
      fieldOf(event, 'source'),
      textOf(event, 'version'),
      fieldOf(event, 'counts'),
    ],
  },
  {
    view: 'dead_letters',
    topics: ['dead.letters'],
    columns: [
      'src_topic',
      'event_id',
      'processor',
      'code',
      'source_topic',
      'source_partition',
      'source_offset',
    ],
    row: (event) => [
      event.eventId,
      fieldOf(event, 'processor'),
      fieldOf(event, 'code'),
      fieldOf(event, 'sourceTopic'),
      textOf(event, 'sourcePartition'),
      textOf(event, 'sourceOffset'),
    ],
  },
];

function textOf(event: AnyEvent, name: string): string {
  return String((event.data as unknown as Readonly<Record<string, unknown>>)[name]);
}

export interface TopicSum {
  readonly topic: string;
  readonly count: number;
  /** Hexadecimal, 16 digits. */
  readonly checksum: string;
}

const SEPARATOR = '\u001f';

/** Sum per topic of the distinct rows that the log's events make in this table. */
export function foldTable(evidence: Evidence, table: TableFold): readonly TopicSum[] {
  const rows = new Map<string, Set<string>>();
  // Deliveries are kept apart from events; of them only the trail has rows.
  if (table.topics.includes(RAW) && evidence.raw.length > 0) {
    const members = evidence.raw.map(({ tenantId, eventId }) => [RAW, tenantId, eventId].join(SEPARATOR));
    rows.set(RAW, new Set(members));
  }
  for (const { topic, event } of evidence.entries) {
    const row = table.topics.includes(topic) ? table.row(event) : null;
    if (!row) continue;
    const set = rows.get(topic) ?? new Set();
    set.add([topic, ...row].map((value) => value ?? '').join(SEPARATOR));
    rows.set(topic, set);
  }
  return [...rows].map(([topic, set]) => {
    const sum = new SetSum();
    for (const row of set) sum.add(row);
    return { topic, count: sum.count, checksum: sum.checksum };
  });
}

/**
 * The same sums by ClickHouse, of what the log still has, up to the given ends; run with format JSONEachRow. Names and columns are those of
 * the tables above and ends are numbers, so nothing from outside gets into the text.
 */
export function tableSumsSql(table: TableFold, ends: Ends): string {
  const names = ends.map(({ topic, partition }) => `'${topic}/${partition}'`).join(', ');
  const of = (list: readonly number[]): string =>
    `transform(concat(src_topic, '/', toString(src_partition)), [${names}], [${list.join(', ')}], 0)`;
  const topics = table.topics.map((topic) => `'${topic}'`).join(', ');
  const row = `concatWithSeparator('\\x1F', ${table.columns.map((name) => `ifNull(toString(${name}), '')`).join(', ')})`;
  return `
    SELECT topic, toUInt32(count()) AS count, ${setSumSql('member')} AS checksum
    FROM (
      SELECT DISTINCT src_topic AS topic, ${row} AS member FROM ${table.view}
      WHERE src_topic IN (${topics})
        AND src_offset >= ${of(ends.map(({ start }) => start))} AND src_offset < ${of(ends.map(({ end }) => end))}
    )
    GROUP BY topic`;
}

export const ARCHIVE_SQL = (ends: Ends): string => {
  const places = ends.map(({ topic, partition }) => `'${topic}/${partition}'`).join(', ');
  const of = (list: readonly number[]): string =>
    `transform(concat(src_topic, '/', toString(src_partition)), [${places}], [${list.join(', ')}], 0)`;
  return `
    SELECT src_topic AS topic, toUInt32(src_partition) AS partition, toUInt32(count()) AS count,
           ${setSumSql("concat(toString(src_offset), '|', value)")} AS checksum
    FROM log_archive FINAL
    WHERE src_offset >= ${of(ends.map(({ start }) => start))} AND src_offset < ${of(ends.map(({ end }) => end))}
    GROUP BY src_topic, src_partition`;
};

/** Topics whose sums differ: the table misses rows, has rows too many, or other rows. */
export function compareTables(
  sums: readonly {
    readonly view: string;
    readonly expected: readonly TopicSum[];
    readonly found: readonly TopicSum[];
  }[],
): Figure {
  const different = sums.flatMap(({ view, expected, found }) => {
    const there = new Map(found.map((sum) => [sum.topic, sum]));
    const wanted = new Map(expected.map((sum) => [sum.topic, sum]));
    return [...new Set([...wanted.keys(), ...there.keys()])]
      .filter((topic) => wanted.get(topic)?.checksum !== there.get(topic)?.checksum)
      .map(
        (topic) =>
          `${view} of ${topic}: log ${wanted.get(topic)?.count ?? 0}, table ${there.get(topic)?.count ?? 0}`,
      );
  });
  return {
    name: 'tables differ from the log',
    meaning: 'ClickHouse misses rows of the log, or has others.',
    value: different.length,
    examples: different.slice(0, 5),
  };
}

export function compareArchive(expected: readonly PartitionSum[], found: readonly PartitionSum[]): Figure {
  const there = new Map(found.map((sum) => [`${sum.topic}/${sum.partition}`, sum]));
  const different = expected.filter(
    ({ topic, partition, count, checksum }) =>
      count > 0 && there.get(`${topic}/${partition}`)?.checksum !== checksum,
  );
  return {
    name: 'archive differs from the log',
    meaning: 'The archive misses records of the log, or has other bytes.',
    value: different.length,
    examples: different
      .slice(0, 5)
      .map(
        ({ topic, partition, count }) =>
          `${topic}/${partition}: log ${count}, archive ${there.get(`${topic}/${partition}`)?.count ?? 0}`,
      ),
  };
}
