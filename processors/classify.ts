/** engagement.received → engagement.classified: what kind of message, how urgent, spam or not. Pure. */
import { classificationRecord } from '../models/records.ts';
import type { Classifier } from '../models/ports.ts';
import type { Classification, Engagement } from '../topics/events.ts';
import { isEvent } from './runtime/types.ts';
import type { Transform } from './runtime/types.ts';

export function classify(classifier: Classifier): Transform {
  return {
    kind: 'transform',
    name: 'classify',
    version: 1,
    purpose: 'Kind, urgency, spam and language of each engagement.',
    inputs: ['engagement.received'],
    outputs: ['engagement.classified'],
    handle: (event) => {
      if (!isEvent(event, 'EngagementReceived')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement } = event.data;
      const classification = ask(classifier, engagement);
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.classified',
            key: engagement.conversationId,
            type: 'EngagementClassified',
            data: { engagement, classification },
          },
        ],
      };
    },
  };
}

function ask(classifier: Classifier, engagement: Engagement): Classification {
  const answer = classifier.classify({
    text: engagement.text,
    language: engagement.language,
    network: engagement.network,
    engagementKind: engagement.form,
    authorFollowers: engagement.author.followers,
    mentionsBrand: engagement.summoned,
  });
  return classificationRecord(answer);
}
