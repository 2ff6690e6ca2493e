import { describe, expect, it } from 'vitest';
import type { WhyStep } from '../api/types.ts';
import { titleOf } from './steps.ts';

const step = (hop: string, detail: object): WhyStep => ({
  at: '2026-09-21T14:13:20.000Z',
  hop,
  title: 'its own title',
  eventType: 'EngagementRefined',
  eventId: 'e1',
  causationId: null,
  actor: 'processor:refine@1',
  latencyMs: 1,
  detail,
});

describe('the title of a step', () => {
  it('of a second look says why it was taken and what it changed', () => {
    const detail = { because: 'low_confidence', label: 'negative', lightSentiment: { label: 'neutral' } };
    expect(titleOf(step('refined', detail))).toBe(
      'Read again because the first reading was unsure: negative, not neutral',
    );
    expect(titleOf(step('refined', { ...detail, because: 'urgent', label: 'neutral' }))).toBe(
      'Read again because it is urgent: neutral, as before',
    );
  });

  it('that holds words of a newer version is the one it came with', () => {
    expect(titleOf(step('refined', { because: 'a_new_reason', label: 'negative' }))).toBe('its own title');
    expect(titleOf(step('of_tomorrow', {}))).toBe('its own title');
  });
});
