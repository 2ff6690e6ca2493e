/**
 * engagement.analyzed → engagement.refined: a second look by the transformer tier, where one is installed. It changes
 * what people see, never what is decided: drafts, safety and counters go by the light answer and do not wait. What
 * the tier does not look at keeps its light answer, and the reason is counted with the other outcomes.
 */
import { sentimentRecord } from '../models/records.ts';
import { worthASecondLook } from '../models/transformer/selection.ts';
import type { SentimentRefiner } from '../models/ports.ts';
import { isEvent } from './runtime/types.ts';
import type { Effect } from './runtime/types.ts';

/**
 * Light answers older than this stand, ms: whoever had to see them has. So a tier that was away, or comes new to a
 * long log, is at the newest texts again within moments.
 */
export const TOO_OLD_MS = 10 * 60_000;

export function refine(refiner: SentimentRefiner): Effect {
  return {
    kind: 'effect',
    name: 'refine',
    version: 1,
    purpose: 'A second look at unclear, urgent and widely seen texts.',
    inputs: ['engagement.analyzed'],
    outputs: ['engagement.refined'],
    // More than the tier lets wait: a burst is let go by the tier at once instead of holding up the newest texts here.
    concurrency: 128,
    // Longer than the tier's own patience.
    deadlineMs: 10_000,
    handle: async (event, { now }) => {
      if (!isEvent(event, 'EngagementAnalyzed')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement, classification, sentiment } = event.data;
      if (classification.spam) return { kind: 'skip', reason: 'spam' };
      const because = worthASecondLook({
        confidence: sentiment.confidence,
        reach: engagement.author.followers,
        urgency: classification.urgencyScore,
      });
      if (because === null) return { kind: 'skip', reason: 'light_answer_will_do' };
      if (now - event.recordedAt > TOO_OLD_MS) return { kind: 'skip', reason: 'too_old' };
      const look = await refiner.look(engagement.text, classification.language);
      if (look.outcome === 'kept') return { kind: 'skip', reason: look.reason };
      const { engagementId, conversationId } = engagement;
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.refined',
            key: conversationId,
            type: 'EngagementRefined',
            data: {
              engagementId,
              conversationId,
              because,
              sentiment: sentimentRecord(look.sentiment),
              lightSentiment: sentiment,
            },
          },
        ],
      };
    },
  };
}
