/** Corrections: given what people said, when somebody says more, then this and nothing else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMOTIONS, KINDS, SENTIMENTS, TONE_FLAGS as READ_FLAGS, URGENCIES } from '../models/ports.ts';
import { isInLabelSample } from '../topics/label-sample.ts';
import type { AnyEvent, EventData } from '../topics/events.ts';
import { HEADS, LABELS, TONE_FLAGS, type Head } from '../topics/labels.ts';
import { labels } from './labels.ts';
import { keyOfLabels, labelsMachine, type LabelFact, type LabelsState } from './machines/labels.ts';
import { event, NOW } from './machines/testing.ts';
import type { Decision } from './runtime/types.ts';

const MODEL = {
  sentiment: 'neutral',
  kind: 'other',
  urgency: 'normal',
  spam: 'no',
  language: 'en',
  emotion: 'joy',
  irony: 'no',
  offensive: 'no',
  hate: 'no',
  toxic: 'no',
} as const satisfies Record<Head, string>;
const correct = (
  head: string,
  label: string,
  previousLabel: string,
  modelLabel = 'neutral',
  more: Partial<EventData['CorrectLabel']> = {},
) =>
  event(
    'CorrectLabel',
    {
      engagementId: 'engagement-1',
      conversationId: 'x:1001:500',
      head,
      label,
      previousLabel,
      modelLabel,
      modelVersion: 'light-1',
      unselected: false,
      ...more,
    },
    { actor: 'member:7' },
  );

function after(...commands: AnyEvent[]): {
  state: LabelsState;
  last: Decision<LabelFact>;
  told: LabelFact[];
} {
  let state = labelsMachine.initialState();
  let last: Decision<LabelFact> = {};
  const told: LabelFact[] = [];
  for (const command of commands) {
    last = labelsMachine.decide(command, state, { now: NOW });
    for (const fact of last.facts ?? []) {
      state = labelsMachine.evolve(state, fact);
      told.push(fact);
    }
  }
  return { state, last, told };
}

describe('a correction', () => {
  it('given nothing, when a person corrects a label, then it is an example that names its model', () => {
    const { last } = after(correct('sentiment', 'negative', 'neutral'));
    expect(last.answer).toEqual({ status: 'accepted', version: 1 });
    expect(last.outputs).toMatchObject([
      {
        topic: 'label.events',
        key: 'x:1001:500',
        type: 'LabelCorrected',
        data: {
          engagementId: 'engagement-1',
          head: 'sentiment',
          label: 'negative',
          previousLabel: 'neutral',
          modelLabel: 'neutral',
          modelVersion: 'light-1',
        },
        envelope: { streamId: 'labels:engagement-1', streamVersion: 1, actor: 'member:7' },
      },
    ]);
  });

  it('given a correction, when the former label is chosen, then it is taken back by an event of its own', () => {
    const { told, last } = after(
      correct('sentiment', 'negative', 'neutral'),
      correct('sentiment', 'neutral', 'negative'),
    );
    expect(told.map(({ data }) => [data.previousLabel, data.label])).toEqual([
      ['neutral', 'negative'],
      ['negative', 'neutral'],
    ]);
    expect(last.answer).toMatchObject({ status: 'accepted', version: 2 });
  });

  it('given another person was first, when somebody corrects what they no longer see, then it is refused', () => {
    const { last } = after(
      correct('sentiment', 'negative', 'neutral'),
      correct('sentiment', 'positive', 'neutral'),
    );
    expect(last.answer).toMatchObject({
      status: 'rejected',
      code: 'label_changed',
      details: '{"label":"negative"}',
    });
    expect(last.outputs).toBeUndefined();
  });

  it.each([
    ['sentiment', 'angry'],
    ['spam', 'true'],
    ['emotion', 'rage'],
    ['toxic', '1'],
    ['language', 'english'],
    ['toString', 'x'],
  ])('of %s to %s is refused: the head has no such label', (head, label) => {
    expect(after(correct(head, label, 'neutral')).last.answer).toMatchObject({ code: 'label_unknown' });
  });

  it('touches no other workspace, whatever id it names', () => {
    const mine = correct('sentiment', 'negative', 'neutral');
    expect(keyOfLabels(mine)).not.toBe(keyOfLabels({ ...mine, tenantId: 'other' }));
    expect(keyOfLabels(mine)).not.toBe(keyOfLabels({ ...mine, workspaceId: 'other' }));
  });
});

describe('a label that chance has asked for', () => {
  const ids = Array.from({ length: 400 }, (_, n) => `engagement-${n}`);
  const asked = ids.find(isInLabelSample)!;
  const unasked = ids.find((id) => !isInLabelSample(id))!;
  const say = (label: string, engagementId = asked) =>
    correct('sentiment', label, 'whatever', 'neutral', { engagementId, unselected: true });

  it('is an example although it agrees with the model, and says that nobody selected it', () => {
    const { last, told, state } = after(say('neutral'));
    expect(last.answer).toEqual({ status: 'accepted', version: 1 });
    expect(told).toMatchObject([{ data: { label: 'neutral', previousLabel: 'neutral', unselected: true } }]);
    expect(labelsMachine.decide(say('neutral'), state, { now: NOW })).toMatchObject({
      answer: { status: 'accepted', version: 1 },
      skip: 'labelled_so_already',
    });
  });

  it('stands against a correction of before, and a correction of after against it', () => {
    const { told } = after(
      correct('sentiment', 'negative', 'neutral', 'neutral', { engagementId: asked }),
      say('negative'),
      say('positive'),
      correct('sentiment', 'neutral', 'positive', 'neutral', { engagementId: asked }),
      say('positive'),
      say('positive'),
    );
    expect(told.map(({ data }) => [data.previousLabel, data.label, data.unselected])).toEqual([
      ['neutral', 'negative', false],
      ['negative', 'negative', true],
      ['negative', 'positive', true],
      ['positive', 'neutral', false],
      ['neutral', 'positive', true],
    ]);
  });

  it('is refused for a message that a person picked', () => {
    const { last } = after(say('negative', unasked));
    expect(last.answer).toMatchObject({ status: 'rejected', code: 'not_in_sample' });
    expect(last.outputs).toBeUndefined();
  });

  it('is asked for of about one message in twenty, always the same ones', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => `b7e2c7de-${n}-4a4a-9c1f-0d0a4b1f2c3d`);
    const share = many.filter(isInLabelSample).length / many.length;
    expect(share).toBeGreaterThan(0.045);
    expect(share).toBeLessThan(0.055);
    expect(many.filter(isInLabelSample)).toEqual(many.filter(isInLabelSample));
  });
});

describe('any corrections in any order', () => {
  const commands = fc.array(
    fc.record({ head: fc.constantFrom(...HEADS), to: fc.nat(9), seen: fc.boolean(), twice: fc.boolean() }),
    { maxLength: 30 },
  );
  const played = (
    list: readonly { head: keyof typeof MODEL; to: number; seen: boolean; twice: boolean }[],
  ) => {
    let state = labelsMachine.initialState();
    const decisions: Decision<LabelFact>[] = [];
    for (const { head, to, seen, twice } of list) {
      const model = MODEL[head];
      const label = LABELS[head][to % LABELS[head].length] ?? model;
      const command = correct(head, label, seen ? (state.labels[head] ?? model) : 'stale', model);
      for (let n = 0; n < (twice ? 2 : 1); n += 1) {
        const decision = labelsMachine.decide(command, state, { now: NOW });
        decisions.push(decision);
        for (const fact of decision.facts ?? []) state = labelsMachine.evolve(state, fact);
      }
    }
    return { state, decisions };
  };

  it('never change what was posted: nothing but examples and answers comes of them', () => {
    expect(labels.outputs).toEqual(['label.events', 'command.results']);
    fc.assert(
      fc.property(commands, (list) => {
        const outputs = played(list).decisions.flatMap((decision) => decision.outputs ?? []);
        expect(
          outputs.every(({ topic, type }) => topic === 'label.events' && type === 'LabelCorrected'),
        ).toBe(true);
      }),
    );
  });

  it('sent twice are once', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const once = played(list.map((one) => ({ ...one, twice: false })));
        const twice = played(list.map((one) => ({ ...one, twice: true })));
        expect(twice.state).toEqual(once.state);
      }),
    );
  });
});

describe('the labels that people choose from', () => {
  it('are those that the models give', () => {
    expect(LABELS.kind).toEqual(KINDS);
    expect(LABELS.sentiment).toEqual(SENTIMENTS);
    expect(LABELS.urgency).toEqual(URGENCIES);
    expect(LABELS.emotion).toEqual(EMOTIONS);
    expect(TONE_FLAGS).toEqual(READ_FLAGS);
    expect(new Set(LABELS.language).size).toBe(LABELS.language.length);
    expect(LABELS.language.length).toBeGreaterThan(180);
  });
});
