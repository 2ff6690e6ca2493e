/**
 * What the Redis view shows of an engagement and of a minute, against the newest events of the log: texts by their
 * hash, verdicts, labels, counters. A section carries the offset of the event that it is from (a minute its version), so a
 * view that is further than the log that was read is told from one that is wrong.
 */
import type { AnyEvent } from '../../topics/events.ts';
import type { Evidence, LogEntry } from './entry.ts';
import { fieldOf } from './hop-rules.ts';
import { hashOfContent } from './posts.ts';
import { newestRollups, rollupOf } from './rollup-hop.ts';
import { countsText } from './slim.ts';

type Data = Readonly<Record<string, unknown>>;

interface SectionFold {
  readonly section: string;
  readonly topic: string;
  readonly type: AnyEvent['type'];
  /** What must be the same, in the event and in the section. */
  readonly fields: readonly (readonly [name: string, inner?: string])[];
  /** The section has a text whose hash must be this field. */
  readonly textOf?: readonly [name: string, inner: string];
}

const DRAFT = [['draftId'], ['draft', 'contentHash']] as const;
const VERDICT = ['verdictId', 'contentHash', 'decision', 'flagged'].map((name) => ['verdict', name] as const);

export const SECTIONS: readonly SectionFold[] = [
  {
    section: 'received',
    topic: 'engagement.received',
    type: 'EngagementReceived',
    fields: [
      ['engagement', 'accountId'],
      ['engagement', 'nativeId'],
    ],
  },
  {
    section: 'classified',
    topic: 'engagement.classified',
    type: 'EngagementClassified',
    fields: [
      ['classification', 'kind'],
      ['classification', 'urgency'],
      ['classification', 'spam'],
    ],
  },
  {
    section: 'analyzed',
    topic: 'engagement.analyzed',
    type: 'EngagementAnalyzed',
    fields: [['sentiment', 'label']],
  },
  {
    section: 'refined',
    topic: 'engagement.refined',
    type: 'EngagementRefined',
    fields: [['because'], ['sentiment', 'label']],
  },
  {
    section: 'drafted',
    topic: 'reply.drafted',
    type: 'ReplyDrafted',
    fields: DRAFT,
    textOf: ['draft', 'contentHash'],
  },
  { section: 'verdict', topic: 'safety.checked', type: 'SafetyChecked', fields: VERDICT },
  {
    section: 'edited',
    topic: 'reply.events',
    type: 'ReplyEdited',
    fields: DRAFT,
    textOf: ['draft', 'contentHash'],
  },
  {
    section: 'approved',
    topic: 'reply.events',
    type: 'ReplyApproved',
    fields: [['actionId'], ['contentHash'], ['approval', 'mode']],
  },
];
const LABEL_FIELDS = [['label'], ['modelLabel']] as const;

/** What one section must hold, unless it is from a later event. */
export interface Expected {
  readonly section: string;
  /** Offset of the newest event, or version of the newest counters. */
  readonly version: number;
  /** The fields as JSON. */
  readonly fields: string;
  readonly read: (facts: Data) => string;
}

/** By engagement: what its sections must hold. */
export function foldSections(
  evidence: Evidence,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, Expected>> {
  const found = new Map<string, Map<string, Expected>>();
  for (const entry of evidence.entries) {
    const { event } = entry;
    if (entry.replayed) continue;
    const id = fieldOf(event, 'engagement', 'engagementId') ?? fieldOf(event, 'engagementId');
    if (id === null || !wanted.has(id)) continue;
    const expected = expectedOf(entry);
    if (!expected) continue;
    const sections = found.get(id) ?? new Map<string, Expected>();
    const before = sections.get(expected.section);
    if (!before || before.version < expected.version) sections.set(expected.section, expected);
    found.set(id, sections);
  }
  return found;
}

function expectedOf({ topic, offset, event }: LogEntry): Expected | null {
  const data = event.data as unknown as Data;
  if (event.type === 'LabelCorrected') {
    const read = (facts: Data): string => JSON.stringify(LABEL_FIELDS.map(([name]) => facts[name]));
    return { section: `label:${event.data.head}`, version: offset, fields: read(data), read };
  }
  const fold = SECTIONS.find((one) => one.topic === topic && one.type === event.type);
  if (!fold) return null;
  const pick = (facts: Data): readonly unknown[] =>
    fold.fields.map(([name, inner]) =>
      inner === undefined ? facts[name] : (facts[name] as Data | null | undefined)?.[inner],
    );
  const { textOf } = fold;
  if (!textOf) {
    const read = (facts: Data): string => JSON.stringify(pick(facts));
    return { section: fold.section, version: offset, fields: read(data), read };
  }
  const hash = fieldOf(event, ...textOf);
  const [account, native] = [
    fieldOf(event, 'engagement', 'accountId') ?? '',
    fieldOf(event, 'engagement', 'nativeId'),
  ];
  return {
    section: fold.section,
    version: offset,
    fields: JSON.stringify([...pick(data), hash]),
    // The text that people see, not what the view says its hash is.
    read: (facts) => {
      const { text, disclosures } = (facts[textOf[0]] ?? {}) as Data;
      const told = Array.isArray(disclosures) ? disclosures.map(String) : [];
      return JSON.stringify([...pick(facts), hashOfContent(account, native, String(text), told)]);
    },
  };
}

/** A minute in the view lives as long, ms after its begin. */
const MINUTE_LIVES_MS = 25 * 3_600_000;
/** Before it goes it is not asked for, ms: clocks of stores differ. */
const SOON_GONE_MS = 3_600_000;

/** Keys of minutes in a workspace, and what their sections must hold. */
export function foldMinuteViews(
  evidence: Evidence,
  now: number,
): readonly (Expected & { readonly tenantId: string; readonly workspaceId: string; readonly key: string })[] {
  const read = (facts: Data): string => countsText(facts as Readonly<Record<string, number>>);
  return [...newestRollups(evidence).values()].flatMap((entry) => {
    const { minute, source, version, counts } = rollupOf(entry);
    if (minute + MINUTE_LIVES_MS - SOON_GONE_MS < now) return [];
    const { tenantId, workspaceId } = entry.event;
    return [
      { tenantId, workspaceId, key: `minute:${minute}`, section: source, version, fields: counts, read },
    ];
  });
}

/** Why a section is wrong; null when it is right, or from a later event. */
export function wrongSection(
  expected: Expected,
  version: string | null | undefined,
  json: string | null | undefined,
): string | null {
  if (version === null || version === undefined || json === null || json === undefined) return 'missing';
  const at = Number(version);
  if (at > expected.version) return null;
  if (at < expected.version) return `of version ${at} instead of ${expected.version}`;
  const found = expected.read(JSON.parse(json) as Data);
  return found === expected.fields ? null : `${found} instead of ${expected.fields}`;
}
