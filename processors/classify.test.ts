import { describe, expect, it } from 'vitest';
import { baselineModels } from '../models/baseline.ts';
import type { EngagementClassifiedData, EngagementReceivedData, Event } from '../topics/events.ts';
import { sampleEvent } from '../topics/golden/sample.ts';
import { classify } from './classify.ts';
import { demoProfiles } from './profiles.ts';
import type { ProfileSource } from './profiles.ts';

function classified(
  text: string,
  profileOf: ProfileSource = demoProfiles,
  counted: Partial<EngagementReceivedData> = {},
): EngagementClassifiedData {
  const sample = sampleEvent('EngagementReceived') as Event<'EngagementReceived'>;
  const event = {
    ...sample,
    tenantId: 'demo',
    workspaceId: 'acme',
    data: {
      engagement: { ...sample.data.engagement, text },
      authorContacts: null,
      velocity: null,
      ...counted,
    },
  };
  const outcome = classify(() => baselineModels.classifier, profileOf).handle(event, { now: 0 });
  if (outcome.kind !== 'emit') throw new Error(`not classified: ${JSON.stringify(outcome)}`);
  return outcome.outputs[0]!.data as EngagementClassifiedData;
}

describe('classify', () => {
  it("names what the spelling tells and what the workspace's catalogue knows, with places in the text", () => {
    const text = '@acmecoffee my Cold Brew burned my kid, in hospital! order 12345 #never';
    const { entities } = classified(text);
    expect(entities.map(({ kind, value, start, end }) => [kind, value, text.slice(start, end)])).toEqual([
      ['mention', 'acmecoffee', '@acmecoffee'],
      ['brand', 'acme-coffee', 'acmecoffee'],
      ['product', 'cold-brew', 'Cold Brew'],
      ['order_number', '12345', '12345'],
      ['hashtag', 'never', '#never'],
    ]);
  });

  it('a workspace without a catalogue, and one nobody knows, names only what the spelling tells', () => {
    const kinds = (profileOf: ProfileSource): string[] =>
      classified('Cold Brew #tag', profileOf).entities.map(({ kind }) => kind);
    expect(kinds(() => undefined)).toEqual(['hashtag']);
    expect(kinds((...workspace) => ({ ...demoProfiles(...workspace)!, catalogue: null }))).toEqual([
      'hashtag',
    ]);
  });

  it('says why a message is urgent', () => {
    const { classification } = classified('the kettle caught fire and my kid is in hospital');
    expect(classification.urgency).toBe('high');
    expect(classification.urgencyFactors.map(({ factor }) => factor)).toContain('fire_or_gas');
  });

  it('counts how often the author wrote and how fast the conversation is', () => {
    const text = 'still no answer about my refund, I want it back';
    const factors = (counted: Partial<EngagementReceivedData>): readonly string[] =>
      classified(text, demoProfiles, counted).classification.urgencyFactors.map(({ factor }) => factor);
    expect(factors({ authorContacts: 2 })).not.toContain('repeated_contact');
    expect(factors({ authorContacts: 3 })).toContain('repeated_contact');
    expect(factors({ velocity: 4 })).not.toContain('fast_conversation');
    expect(factors({ velocity: 5 })).toContain('fast_conversation');
  });
});
