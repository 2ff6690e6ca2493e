/**
 * What we remember for reading, one row a read model. The sink fills the tables of `clickhouse`, the
 * archive fills `log_archive`, the views live in Redis. Each can be dropped and rebuilt from the log,
 * except the archive: it is what the others are rebuilt from, so no rebuild touches it.
 */
import { TOPIC_NAMES, type TopicName } from '../topics/catalogue.ts';
import type { EventTable, Table } from './clickhouse/table.ts';
import { attempts } from './tables/attempts.ts';
import { deadLetters } from './tables/dead-letters.ts';
import { engagements } from './tables/engagements.ts';
import { labels } from './tables/labels.ts';
import { logArchive } from './tables/log-archive.ts';
import { metricRollups } from './tables/metric-rollups.ts';
import { refinements } from './tables/refinements.ts';
import { replies } from './tables/replies.ts';
import { trail } from './tables/trail.ts';

/** Tables of events, in the order in which a flush writes them. */
export const EVENT_TABLES: readonly EventTable[] = [
  engagements,
  replies,
  attempts,
  metricRollups,
  deadLetters,
  trail,
  labels,
  refinements,
];

/** Every table with columns of ours. */
export const TABLES: readonly Table[] = [...EVENT_TABLES, logArchive];

/**
 * Version of the mappers above. Raise it when rows of an event change: a generation of tables is made by one
 * version, so the migration begins a new one and the sink fills it from the archive and the log. A pending
 * range belongs to its generation and is never finished by another version's mappers. A test
 * (`tables/mapper-version.test.ts`) says when it must be raised.
 */
export const MAPPER_VERSION = 4;
export const MAPPERS: Readonly<Record<number, readonly EventTable[]>> = { [MAPPER_VERSION]: EVENT_TABLES };

const topicsOf = (tables: readonly EventTable[]): readonly TopicName[] =>
  TOPIC_NAMES.filter((topic) => tables.some((table) => table.topics.includes(topic)));

/** Name by which a dead letter's replay would be meant for read models. */
export const REPLAY_NAME = 'projections';

export const READ_MODELS = {
  tables: {
    store: 'clickhouse',
    purpose: 'Events as rows for analysts, reports and the why-trail.',
    topics: topicsOf(EVENT_TABLES),
    rebuild: 'from log_archive and the log, into a new generation of tables',
  },
  archive: {
    store: 'clickhouse',
    purpose: 'Original bytes of every record.',
    topics: TOPIC_NAMES,
    rebuild: 'never: it is the source of all rebuilds',
  },
  views: {
    store: 'redis',
    purpose: 'What the live page and the API read: engagements, queues, counters, accounts, answers.',
    topics: [
      'engagement.received',
      'engagement.classified',
      'engagement.analyzed',
      'engagement.refined',
      'reply.drafted',
      'safety.checked',
      'reply.commands',
      'reply.events',
      'reply.outcomes',
      'action.events',
      'action.attempts',
      'label.commands',
      'label.events',
      'workspace.commands',
      'workspace.events',
      'command.results',
      'metric.rollups',
    ],
    rebuild: 'from log_archive and the log, under a new key prefix; by itself when Redis was emptied',
  },
} as const satisfies Record<
  string,
  {
    readonly store: 'clickhouse' | 'redis';
    readonly purpose: string;
    readonly topics: readonly TopicName[];
    readonly rebuild: string;
  }
>;

export type ReadModelName = keyof typeof READ_MODELS;
export const READ_MODEL_NAMES = Object.keys(READ_MODELS) as readonly ReadModelName[];
