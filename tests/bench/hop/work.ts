/** The hop that every contender does: decode, look every word up, encode what was found beside the engagement. */
import { isEvent } from '../../../processors/runtime/types.ts';
import type { Transform } from '../../../processors/runtime/types.ts';
import type { Classification, Engagement } from '../../../topics/events.ts';

export const INPUT = 'engagement.received';
export const OUTPUT = 'engagement.classified';
export const PARTITIONS = 6;

/** Word to kind. The Java contender has the same list (`kafka-streams/src/main/java/signalpost/bench/Words.java`). */
export const WORDS: ReadonlyMap<string, string> = new Map([
  ...['broken', 'late', 'refund', 'never', 'awful', 'cold', 'wrong'].map(
    (word) => [word, 'complaint'] as const,
  ),
  ...['love', 'great', 'best', 'thanks', 'wonderful', 'perfect'].map((word) => [word, 'praise'] as const),
  ...['when', 'where', 'how', 'why', 'what', 'which'].map((word) => [word, 'question'] as const),
  ...['please', 'send', 'need', 'want'].map((word) => [word, 'request'] as const),
]);

export function classifyWords({ text }: Engagement): Classification {
  let kind = 'other';
  let hits = 0;
  for (const word of text.split(' ')) {
    const found = WORDS.get(word);
    if (found === undefined) continue;
    if (hits++ === 0) kind = found;
  }
  return {
    kind,
    kindProbabilities: { [kind]: hits === 0 ? 0.5 : 1 },
    urgency: kind === 'complaint' ? 'high' : 'normal',
    urgencyScore: hits / 8,
    urgencyFactors: [],
    spam: false,
    spamScore: 0,
    language: 'en',
    modelVersion: 'words-1',
  } as Classification;
}

/** As a processor of the real runner; the name is the catalogue's writer of the output topic. */
export const hop: Transform = {
  kind: 'transform',
  name: 'classify',
  version: 1,
  purpose: 'benchmark',
  inputs: [INPUT],
  outputs: [OUTPUT],
  handle(event) {
    if (!isEvent(event, 'EngagementReceived')) return { kind: 'skip', reason: 'not_an_input' };
    const { engagement } = event.data;
    return {
      kind: 'emit',
      outputs: [
        {
          topic: OUTPUT,
          key: engagement.conversationId,
          type: 'EngagementClassified',
          data: { engagement, classification: classifyWords(engagement), entities: [] },
        },
      ],
    };
  },
};
