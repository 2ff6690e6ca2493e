/** engagement.classified → engagement.analyzed: sentiment and tone. Behind `classify`, whose language chooses the lexicon. */
import { sentimentRecord, toneRecord } from '../models/records.ts';
import type { SentimentReader, ToneReader } from '../models/ports.ts';
import { isEvent } from './runtime/types.ts';
import type { Transform } from './runtime/types.ts';

export function analyze(reader: SentimentReader, tone: ToneReader): Transform {
  return {
    kind: 'transform',
    name: 'analyze',
    version: 2,
    purpose: 'Sentiment and tone of each engagement.',
    inputs: ['engagement.classified'],
    outputs: ['engagement.analyzed'],
    handle: (event) => {
      if (!isEvent(event, 'EngagementClassified')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement, classification } = event.data;
      // The evidence stays behind: it can be computed again from the text and the model version.
      const sentiment = sentimentRecord(reader.read(engagement.text, classification.language));
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.analyzed',
            key: engagement.conversationId,
            type: 'EngagementAnalyzed',
            data: { engagement, classification, sentiment, tone: toneRecord(tone.read(engagement.text)) },
          },
        ],
      };
    },
  };
}
