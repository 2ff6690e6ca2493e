/** engagement.classified → engagement.analyzed: sentiment and tone. Behind `classify`, whose language chooses the lexicon. */
import { sentimentRecord, toneRecord } from '../models/records.ts';
import type { SentimentReader, ToneReader } from '../models/ports.ts';
import { isEvent } from './runtime/types.ts';
import type { Transform } from './runtime/types.ts';

/** A workspace may have adopted weights of its own. */
export type AnalysisSource = (
  tenantId: string,
  workspaceId: string,
) => { readonly sentiment: SentimentReader; readonly tone: ToneReader };

export function analyze(readersOf: AnalysisSource): Transform {
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
      const readers = readersOf(event.tenantId, event.workspaceId);
      // The evidence stays behind: it can be computed again from the text and the model version.
      const sentiment = sentimentRecord(readers.sentiment.read(engagement.text, classification.language));
      const tone = toneRecord(readers.tone.read(engagement.text));
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.analyzed',
            key: engagement.conversationId,
            type: 'EngagementAnalyzed',
            data: { engagement, classification, sentiment, tone },
          },
        ],
      };
    },
  };
}
