/** engagement.classified → engagement.analyzed: sentiment. Behind `classify`, whose language chooses the lexicon. */
import type { SentimentReader } from '../models/ports.ts';
import { isEvent } from './runtime/types.ts';
import type { Transform } from './runtime/types.ts';

export function analyze(reader: SentimentReader): Transform {
  return {
    kind: 'transform',
    name: 'analyze',
    version: 1,
    purpose: 'Sentiment of each engagement.',
    inputs: ['engagement.classified'],
    outputs: ['engagement.analyzed'],
    handle: (event) => {
      if (!isEvent(event, 'EngagementClassified')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement, classification } = event.data;
      // The evidence stays behind: it can be computed again from the text and the model version.
      const { label, score, confidence, probabilities, modelVersion } = reader.read(
        engagement.text,
        classification.language,
      );
      const sentiment = { label, score, confidence, probabilities, modelVersion };
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.analyzed',
            key: engagement.conversationId,
            type: 'EngagementAnalyzed',
            data: { engagement, classification, sentiment },
          },
        ],
      };
    },
  };
}
