/** The Redis view against the log: the same, further on, or wrong; of an engagement, a minute and a set. */
import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import type { Evidence, LogEntry } from './entry.ts';
import { comparedMinutes, foldMinutes } from './minutes.ts';
import { hashOfContent } from './posts.ts';
import { compareViews, type ShownSection, type ViewReader } from './views.ts';

const NOW = 1_800_000_000_000;
const MINUTE = NOW - 600_000;
const engagement = {
  engagementId: 'e1',
  accountId: 'x:1001',
  nativeId: '77',
  network: 'x',
  createdAt: MINUTE,
};
const classification = { kind: 'praise', urgency: 'high', spam: false };
const contentHash = hashOfContent('x:1001', '77', 'Thanks!');
const verdict = { verdictId: 'v1', contentHash, decision: 'hold', flagged: false };
const draft = { draftId: 'd1', draft: { contentHash } };

let offset = 10;
const entry = (topic: string, type: string, data: object): LogEntry => {
  offset += 1;
  const event = {
    eventId: `${type}-${offset}`,
    type,
    tenantId: 'demo',
    workspaceId: 'acme',
    recordedAt: MINUTE,
  };
  return { topic, partition: 0, offset, event: { ...event, data } as unknown as AnyEvent };
};
const entries: readonly LogEntry[] = [
  entry('engagement.received', 'EngagementReceived', { engagement }),
  entry('engagement.classified', 'EngagementClassified', { engagement, classification }),
  entry('engagement.analyzed', 'EngagementAnalyzed', { engagement, sentiment: { label: 'positive' } }),
  entry('reply.drafted', 'ReplyDrafted', { engagement, ...draft }),
  entry('safety.checked', 'SafetyChecked', { engagement, draftId: 'd1', verdict }),
  entry('reply.events', 'ReplyHeld', { engagementId: 'e1', draftId: 'd1' }),
  entry('label.events', 'LabelCorrected', {
    engagementId: 'e1',
    head: 'kind',
    label: 'lead',
    modelLabel: 'praise',
  }),
  entry('metric.rollups', 'MetricRolledUp', {
    minute: MINUTE,
    source: 'rollup:0',
    version: 4,
    counts: 'drafted=1,received=2',
  }),
];
const offsetOf = (type: string): number => entries.find(({ event }) => event.type === type)!.offset;
const evidence = { entries, cut: new Map(), readAt: NOW } as unknown as Evidence;

type Sections = Readonly<Record<string, readonly [version: number, facts: object]>>;
const SECTIONS: Sections = {
  received: [offsetOf('EngagementReceived'), { engagement }],
  classified: [offsetOf('EngagementClassified'), { classification }],
  analyzed: [offsetOf('EngagementAnalyzed'), { sentiment: { label: 'positive' } }],
  drafted: [offsetOf('ReplyDrafted'), { draftId: 'd1', draft: { contentHash, text: 'Thanks!' } }],
  verdict: [offsetOf('SafetyChecked'), { draftId: 'd1', verdict }],
  'label:kind': [offsetOf('LabelCorrected'), { label: 'lead', modelLabel: 'praise' }],
  'rollup:0': [4, { received: 2, drafted: 1 }],
};
const SETS: Readonly<Record<string, readonly string[]>> = {
  all: ['e1'],
  review: ['e1'],
  'state:held': ['e1'],
  'kind:lead': ['e1'],
  'sentiment:positive': ['e1'],
  'urgency:high': ['e1'],
  'network:x': ['e1'],
};

function reader(sections: Sections = SECTIONS, sets = SETS, state: string | null = 'held'): ViewReader {
  const shown = (name: string): ShownSection => {
    const [version, facts] = sections[name] ?? [];
    return {
      version: version === undefined ? null : String(version),
      json: facts ? JSON.stringify(facts) : null,
    };
  };
  return {
    engagements: async (asked) =>
      asked.map(({ sections: names }) => ({
        state,
        sections: new Map(names.map((name) => [name, shown(name)])),
      })),
    sections: async (asked) => asked.map(({ section }) => shown(section)),
    members: async (_tenant, _workspace, names) =>
      new Map(names.map((name) => [name, new Set(sets[name] ?? [])])),
    floor: async () => null,
  };
}
const red = async (view: ViewReader, quiet = true): Promise<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (await compareViews(evidence, view, NOW, async () => quiet))
      .filter(({ value }) => value > 0)
      .map(({ name, examples }) => [name, examples]),
  );
const CONTENTS = 'contents differ from the log';
const INDEXES = 'indexes differ from the log';

describe('a view', () => {
  it('that has what the log has is right', async () => {
    expect(await red(reader())).toEqual({});
  });

  it.each<[string, string, object]>([
    [
      'another text under the right hash',
      'drafted',
      { draftId: 'd1', draft: { contentHash, text: 'Thanks' } },
    ],
    ['another verdict', 'verdict', { verdict: { ...verdict, decision: 'pass' } }],
    ['another kind', 'classified', { classification: { ...classification, kind: 'other' } }],
    ['another sentiment', 'analyzed', { sentiment: { label: 'negative' } }],
    ["another label than the person's", 'label:kind', { label: 'praise', modelLabel: 'praise' }],
    ['another number', 'rollup:0', { received: 2, drafted: 2 }],
  ])('with %s is wrong, unless it is from a later event', async (_, name, facts) => {
    const [version] = SECTIONS[name]!;
    const wrong = await red(reader({ ...SECTIONS, [name]: [version, facts] }));
    expect(Object.keys(wrong)).toEqual([CONTENTS]);
    expect(await red(reader({ ...SECTIONS, [name]: [version + 1, facts] }))).toEqual({});
    expect(Object.keys(await red(reader({ ...SECTIONS, [name]: [version - 1, facts] })))).toEqual([CONTENTS]);
  });

  it('without a section misses it; without the engagement that is all that is said', async () => {
    const { verdict: _, ...rest } = SECTIONS;
    expect(await red(reader(rest))).toEqual({ [CONTENTS]: ['verdict of e1: missing'] });
    const nothing = reader({ 'rollup:0': SECTIONS['rollup:0']! }, {}, null);
    expect(await red(nothing)).toEqual({ 'engagements not in the view': ['e1'] });
  });

  it('is searched for whoever stands in a wrong set, or not in a right one, when nothing is written', async () => {
    const forgotten = { ...SETS, review: [], 'kind:praise': ['e1'] };
    expect(await red(reader(SECTIONS, forgotten))).toEqual({
      [INDEXES]: ['e1 is not in review', 'e1 is in kind:praise'],
    });
    expect(await red(reader(SECTIONS, forgotten), false)).toEqual({});
    expect(await red(reader(SECTIONS, { ...SETS, 'state:posted': ['e9'] }))).toEqual({
      [INDEXES]: ['e9, which nobody received, is in state:posted'],
    });
  });
});

describe('sums per minute', () => {
  it('count what stands in the log, as often as it stands there, in the minutes that are over', () => {
    const twice = { ...evidence, entries: [...entries, { ...entries[0]!, offset: 99 }] };
    const count = (e: Evidence, quiet: boolean, readAt = NOW) =>
      Object.fromEntries(
        foldMinutes(e, comparedMinutes(e, readAt, quiet)).map(({ topic, checksum }) => [topic, checksum]),
      );
    const once = count(evidence, true);
    expect(Object.keys(once).toSorted()).toEqual([
      'kind',
      'received',
      'reply',
      'sentiment',
      'spam',
      'urgency',
    ]);
    expect(count(twice, true)).toEqual({ ...once, received: expect.not.stringMatching(once['received']!) });
    expect(count(evidence, false)).toEqual(once);
    expect(count(evidence, false, MINUTE + 90_000)).toEqual({});
    expect(count({ ...evidence, cut: new Map([['reply.events', MINUTE]]) }, true)).toEqual({});
  });
});
