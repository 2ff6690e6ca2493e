import { describe, expect, it } from 'vitest';
import type { Event } from '../../topics/events.ts';
import { sampleEvent } from '../../topics/golden/sample.ts';
import { HOPS } from './hops.ts';

describe('the step of a message received', () => {
  const { data } = sampleEvent('EngagementReceived') as Event<'EngagementReceived'>;
  const step = HOPS.EngagementReceived;
  const titleAt = (authorContacts: number | null): string => step.title({ ...data, authorContacts });

  it('says from the third message on how often its author wrote', () => {
    const plain = titleAt(1);
    expect(titleAt(2)).toBe(plain);
    expect(titleAt(3)).toBe(`${plain}, third message of this author in three days`);
    expect(titleAt(6)).toBe(`${plain}, sixth or later message of this author in three days`);
  });

  it('is silent of counts where nobody counted', () => {
    expect(titleAt(null)).toBe(titleAt(1));
    const detail = step.detail({ ...data, authorContacts: null, velocity: null });
    expect(Object.keys(detail)).not.toContain('authorContacts');
    expect(step.detail({ ...data, authorContacts: 3, velocity: 7 })).toMatchObject({
      authorContacts: 3,
      velocity: 7,
    });
  });
});
