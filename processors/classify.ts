/** engagement.received → engagement.classified: what kind of message, how urgent, spam or not, and what it names. Pure. */
import { readEntities } from '../models/entities/read.ts';
import { seededBug } from '../service/seeded-bugs.ts';
import { classificationRecord } from '../models/records.ts';
import type { Classifier } from '../models/ports.ts';
import type { Classification, EngagementReceivedData } from '../topics/events.ts';
import type { ProfileSource } from './profiles.ts';
import { isEvent } from './runtime/types.ts';
import type { Transform } from './runtime/types.ts';

/** A workspace may have adopted weights of its own. */
export type ClassifierSource = (tenantId: string, workspaceId: string) => Classifier;

/** `profileOf` gives the workspace's catalogue; a workspace without one names only what spelling tells. */
export function classify(classifierOf: ClassifierSource, profileOf: ProfileSource): Transform {
  return {
    kind: 'transform',
    name: 'classify',
    version: 3,
    purpose: 'Kind, urgency, spam and language of each engagement, and what it names.',
    inputs: ['engagement.received'],
    outputs: ['engagement.classified'],
    handle: (event) => {
      if (!isEvent(event, 'EngagementReceived')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement } = event.data;
      if (seededBug('throw-sometimes') && Number.parseInt(event.eventId.slice(-2), 16) % 20 === 0)
        throw new Error('a bad deploy');
      const classification = ask(classifierOf(event.tenantId, event.workspaceId), event.data);
      const catalogue = profileOf(event.tenantId, event.workspaceId)?.catalogue ?? null;
      const entities = readEntities(engagement.text, catalogue);
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'engagement.classified',
            key: engagement.conversationId,
            type: 'EngagementClassified',
            data: { engagement, classification, entities },
          },
        ],
      };
    },
  };
}

function ask(
  classifier: Classifier,
  { engagement, authorContacts, velocity }: EngagementReceivedData,
): Classification {
  const answer = classifier.classify({
    text: engagement.text,
    language: engagement.language,
    network: engagement.network,
    engagementKind: engagement.form,
    authorFollowers: engagement.author.followers,
    authorContacts,
    velocity,
    mentionsBrand: engagement.summoned,
  });
  return classificationRecord(answer);
}
