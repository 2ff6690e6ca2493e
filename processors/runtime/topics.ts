import { changelogTopic, topicRow, type TopicName } from '../../topics/catalogue.ts';
import type { Log } from '../../topics/log/port.ts';
import type { Processor } from './types.ts';

export const DEAD_LETTERS: TopicName = 'dead.letters';

/** Whether a processor keeps entries in a changelog. */
export function hasState(processor: Processor): boolean {
  return processor.kind !== 'transform';
}

export function stateTopic(processor: Processor): string {
  return changelogTopic(processor.name);
}

/** Every topic that these processors read or write, changelogs and dead letters included. */
export function topicsOf(processors: readonly Processor[]): readonly string[] {
  const names = new Set<string>([DEAD_LETTERS]);
  for (const processor of processors) {
    for (const topic of [...processor.inputs, ...processor.outputs]) names.add(topic);
    if (hasState(processor)) names.add(stateTopic(processor));
  }
  return [...names].sort();
}

/** Declarations that contradict the catalogue or each other, one line each. */
export function declarationProblems(processors: readonly Processor[]): readonly string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const processor of processors) {
    const { name, inputs, outputs } = processor;
    if (names.has(name)) problems.push(`${name}: the name is taken`);
    names.add(name);
    if (inputs.length === 0) problems.push(`${name}: reads nothing`);
    for (const topic of outputs) {
      const { writers } = topicRow(topic);
      if (!writers.includes(name)) {
        problems.push(`${name}: writes ${topic}, whose writers are ${writers.join(', ')}`);
      }
    }
    if (processor.kind === 'effect' && processor.concurrency < 1)
      problems.push(`${name}: concurrency below 1`);
  }
  return problems;
}

/**
 * Compares the broker's partition counts with what they must be. State of partition n meets its inputs of
 * partition n only while all counts are equal, so a difference is fatal.
 * @throws Error that names every topic that is missing or differs.
 */
export async function checkTopics(
  log: Log,
  processors: readonly Processor[],
  partitions: number,
): Promise<ReadonlyMap<string, number>> {
  const wanted = topicsOf(processors);
  const counts = await log.partitionCounts(wanted);
  const problems = wanted.flatMap((topic) => {
    const count = counts.get(topic);
    if (count === undefined) return [`${topic} does not exist`];
    return count === partitions ? [] : [`${topic} has ${count} partitions`];
  });
  if (problems.length > 0) {
    throw new Error(
      `The broker's topics do not fit: every topic needs ${partitions} partitions.\n` +
        `${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
        'Create what is missing with `signalpost topics create`. A partition count that differs cannot be ' +
        'changed without moving keys away from their state: use the scale with which the topics were made.',
    );
  }
  return counts;
}
