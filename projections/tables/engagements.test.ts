import { describe, expect, it } from 'vitest';
import type { Entity, Event } from '../../topics/events.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { engagements } from './engagements.ts';

describe('what a text names', () => {
  it('is counted by kind; tags and catalogue items by name; numbers, handles and addresses are not repeated', () => {
    const sample = sampleEvent('EngagementClassified') as Event<'EngagementClassified'>;
    const entity = (kind: Entity['kind'], value: string) => ({
      kind,
      start: 0,
      end: 1,
      value,
    });
    const event = {
      ...sample,
      data: {
        ...sample.data,
        entities: [
          entity('hashtag', 'Tag'),
          entity('hashtag', 'tag'),
          entity('product', 'cold-brew'),
          entity('competitor', 'rival'),
          entity('phone', '+442079460958'),
          entity('email', 'jane@example.com'),
          entity('mention', 'jane'),
        ],
      },
    };
    const [row] = engagements.rows(event, {
      topic: 'engagement.classified',
      partition: 0,
      offset: 1,
      timestamp: 1,
    });
    expect(row).toMatchObject({
      hashtags: ['tag'],
      catalogue_items: ['product:cold-brew', 'competitor:rival'],
      entity_counts: { hashtag: 2, product: 1, competitor: 1, phone: 1, email: 1, mention: 1 },
    });
    expect(JSON.stringify(row)).not.toMatch(/2079460958|jane@|"jane"/);
  });
});
