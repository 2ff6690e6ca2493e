import { CATALOGUE, LIMITS, PARTITIONS, TOPIC_NAMES, changelogTopic, topicRow } from '../catalogue.ts';
import type { Retention, Scale } from '../catalogue.ts';
import type { TopicSpec } from '../log/port.ts';

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;
/** What the batch format and the envelope around a value may add to the largest value. */
const OVERHEAD_BYTES = 64 * 1024;

/** Writers of the catalogue that are no processors. */
const PARTS: ReadonlySet<string> = new Set(['gateway', 'poller', 'simulate', 'setup', 'runner']);

/**
 * Processors that get a changelog: all that write a topic. Those without state leave theirs empty, which
 * costs less than a second list that can be wrong.
 */
export function changelogOwners(): readonly string[] {
  const writers = new Set(TOPIC_NAMES.flatMap((topic): readonly string[] => CATALOGUE[topic].writers));
  return [...writers].filter((writer) => !PARTS.has(writer)).sort();
}

/**
 * Every topic of an installation: the catalogue, and a changelog per processor with state.
 * @param replication copies of each partition; with more than one, two must have a record before it counts.
 */
export function topicSpecs(options: {
  readonly scale: Scale;
  readonly replication: number;
  /** Names of processors that keep state. */
  readonly stateful: readonly string[];
}): readonly TopicSpec[] {
  const { scale, replication, stateful } = options;
  const spec = (topic: string, retention: Retention, maxValueBytes: number): TopicSpec => ({
    topic,
    partitions: PARTITIONS[scale],
    replicationFactor: replication,
    config: {
      ...retentionConfig(retention, scale),
      'max.message.bytes': String(maxValueBytes + OVERHEAD_BYTES),
      'min.insync.replicas': String(Math.min(2, replication)),
    },
  });
  return [
    ...TOPIC_NAMES.map((topic) =>
      spec(topic, CATALOGUE[topic].retention, topicRow(topic).maxMessageBytes ?? MIB),
    ),
    ...stateful.map((processor) => spec(changelogTopic(processor), 'compacted', MIB)),
  ];
}

function retentionConfig(retention: Retention, scale: Scale): Readonly<Record<string, string>> {
  const { cleanup, ms, localBytes } = LIMITS[retention];
  if (cleanup === 'compact') {
    return {
      'cleanup.policy': 'compact',
      // A restore reads what compaction has not removed yet: bounded by time, whatever the load.
      'max.compaction.lag.ms': String(6 * HOUR_MS),
      'segment.bytes': String(32 * MIB),
    };
  }
  const bytes = scale === 'local' ? localBytes : -1;
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(ms),
    'retention.bytes': String(bytes),
    // Whole segments are deleted: with the default of 1 GiB a limit of 512 MiB would mean up to 1.5 GiB.
    ...(bytes > 0 ? { 'segment.bytes': String(Math.max(16 * MIB, Math.floor(bytes / 8))) } : {}),
  };
}
