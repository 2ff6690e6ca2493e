/**
 * The Redis view against an independent fold of the log: where each engagement stands. Each topic of its way
 * says one thing, its newest; topics later on the way overrule earlier ones, and what became of an action counts
 * only for the action that was approved last.
 */
import type { AnyEvent } from '../../topics/events.ts';
import type { Figure } from './checks.ts';
import { foldMinuteViews, foldSections, wrongSection } from './contents.ts';
import type { Evidence } from './entry.ts';
import { fieldOf } from './hop-rules.ts';
import { foldLabels, INDEXES, indexesOf, wrongIndexes } from './indexes.ts';

export interface Standing {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly engagementId: string;
  readonly createdAt: number;
  readonly state: string;
}

/** States in the order of the way; the view may be further than the log that was read, never less far. */
const ORDER = [
  'received',
  'classified',
  'analyzed',
  'drafted',
  'held',
  'approved',
  'waiting',
  'granted',
  'unconfirmed',
] as const;

const AFTER_REPLY: Readonly<Record<string, string>> = {
  ReplyEdited: 'drafted',
  ReplyHeld: 'held',
  ReplyApproved: 'approved',
  ReplyRejected: 'rejected',
  ReplyWithdrawn: 'withdrawn',
};

interface Life {
  readonly received: AnyEvent;
  early: string;
  reply: AnyEvent | null;
  outcome: AnyEvent | null;
}

/** Where every engagement stands by the log. */
export function foldStandings(evidence: Evidence): readonly Standing[] {
  const lives = new Map<string, Life>();
  const of = (event: AnyEvent): Life | undefined =>
    lives.get(fieldOf(event, 'engagement', 'engagementId') ?? fieldOf(event, 'engagementId') ?? '');
  const entries = evidence.entries.filter(({ replayed }) => !replayed);
  for (const { event } of entries) {
    if (event.type === 'EngagementReceived')
      lives.set(event.data.engagement.engagementId, {
        received: event,
        early: 'received',
        reply: null,
        outcome: null,
      });
  }
  const early: Readonly<Record<string, string>> = {
    EngagementClassified: 'classified',
    EngagementAnalyzed: 'analyzed',
    ReplyDrafted: 'drafted',
    ReplyDeclined: 'declined',
  };
  // In the order of the way, whatever the order in which topics were read.
  for (const [type, state] of Object.entries(early)) {
    for (const { event } of entries) {
      const life = event.type === type ? of(event) : undefined;
      if (life) life.early = state;
    }
  }
  for (const { topic, event } of entries) {
    const life = topic === 'reply.events' || topic === 'reply.outcomes' ? of(event) : undefined;
    if (!life) continue;
    if (topic === 'reply.events') life.reply = event;
    else life.outcome = event;
  }
  return [...lives].map(([engagementId, life]) => {
    const { received } = life;
    const createdAt = received.type === 'EngagementReceived' ? received.data.engagement.createdAt : 0;
    const { tenantId, workspaceId } = received;
    return { tenantId, workspaceId, engagementId, createdAt, state: stateOf(life) };
  });
}

function stateOf({ early, reply, outcome }: Life): string {
  if (reply?.type === 'ReplyCompleted')
    return reply.data.outcome === 'cancelled' ? 'withdrawn' : reply.data.outcome;
  if (
    reply?.type === 'ReplyApproved' &&
    outcome?.type === 'ReplyActionOutcome' &&
    outcome.data.actionId === reply.data.actionId &&
    outcome.data.outcome !== 'cancelled'
  )
    return outcome.data.outcome;
  return reply === null ? early : (AFTER_REPLY[reply.type] ?? early);
}

/** Name of the view that people read: a rebuild writes the whole name (`1.2`) under `sp:current:1`. */
export const currentViewOf = (stored: string | null): string => stored ?? '1.1';

/** Sections that the view has of an engagement, by name. */
export interface ShownSection {
  readonly version: string | null;
  readonly json: string | null;
}

/** What the view says of an engagement; state null where it knows nothing of it. */
export interface Shown {
  readonly state: string | null;
  readonly sections: ReadonlyMap<string, ShownSection>;
}

/** Reads the view of one Redis. */
export interface ViewReader {
  /** Of these engagements, in their order, with the sections that are asked for. */
  engagements(
    asked: readonly { readonly standing: Standing; readonly sections: readonly string[] }[],
  ): Promise<readonly Shown[]>;
  /** Of keys below a workspace's prefix, in their order. */
  sections(
    asked: readonly {
      readonly tenantId: string;
      readonly workspaceId: string;
      readonly key: string;
      readonly section: string;
    }[],
  ): Promise<readonly ShownSection[]>;
  /** Members of each set of a workspace. */
  members(
    tenantId: string,
    workspaceId: string,
    sets: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** `createdAt` (epoch ms) up to which a workspace's view has evicted; null when nothing was. */
  floor(tenantId: string, workspaceId: string): Promise<number | null>;
}

/** Compared together, so that not all of a view is held at once. */
const PAGE = 500;

/**
 * Engagements that the view has let go (older than its floor) do not count.
 * @param quiet asked at the end: nothing was written since the log was read, so that sets may be compared, too.
 */
export async function compareViews(
  evidence: Evidence,
  reader: ViewReader,
  now: number,
  quiet: () => Promise<boolean>,
): Promise<readonly Figure[]> {
  const floors = new Map<string, number | null>();
  const expected: Standing[] = [];
  for (const standing of foldStandings(evidence)) {
    const scope = scopeOf(standing);
    if (!floors.has(scope)) floors.set(scope, await reader.floor(standing.tenantId, standing.workspaceId));
    const floor = floors.get(scope) ?? null;
    if (floor === null || standing.createdAt > floor) expected.push(standing);
  }
  const ids = new Set(expected.map(({ engagementId }) => engagementId));
  const sections = foldSections(evidence, ids);
  const missing: string[] = [];
  const otherwise: string[] = [];
  const contents: string[] = [];
  const agreed: Standing[] = [];
  for (let from = 0; from < expected.length; from += PAGE) {
    const page = expected.slice(from, from + PAGE).map((standing) => ({
      standing,
      sections: [...(sections.get(standing.engagementId)?.keys() ?? [])],
    }));
    for (const [index, shown] of (await reader.engagements(page)).entries()) {
      const { standing } = page[index] ?? {};
      if (!standing) continue;
      const { engagementId, state } = standing;
      if (shown.state === null) {
        missing.push(engagementId);
        continue;
      }
      if (!agrees(state, shown.state)) otherwise.push(`${engagementId} is ${state}, shown as ${shown.state}`);
      if (state === shown.state) agreed.push(standing);
      for (const [name, wanted] of sections.get(engagementId) ?? []) {
        const found = shown.sections.get(name);
        const wrong = wrongSection(wanted, found?.version, found?.json);
        if (wrong !== null) contents.push(`${name} of ${engagementId}: ${wrong}`);
      }
    }
  }
  const minutes = foldMinuteViews(evidence, now);
  for (const [index, found] of (await reader.sections(minutes)).entries()) {
    const wanted = minutes[index];
    const wrong = wanted ? wrongSection(wanted, found.version, found.json) : null;
    if (wrong !== null) contents.push(`${wanted?.key} of ${wanted?.section}: ${wrong}`);
  }
  const misplaced = await compareIndexes(evidence, agreed, reader);
  return [
    {
      name: 'engagements not in the view',
      meaning: 'Redis misses engagements that the log has.',
      value: missing.length,
      examples: missing.slice(0, 5),
    },
    {
      name: 'shown otherwise than the log says',
      meaning: 'Redis shows an engagement in another state than the one that its events make.',
      value: otherwise.length,
      examples: otherwise.slice(0, 5),
    },
    {
      name: 'contents differ from the log',
      meaning: 'Redis holds another text, verdict, label or counter than the newest event says.',
      value: contents.length,
      examples: contents.slice(0, 5),
    },
    {
      name: 'indexes differ from the log',
      meaning: 'Redis lists an engagement where it does not belong, or not where it does.',
      ...((await quiet())
        ? { value: misplaced.length, examples: misplaced.slice(0, 5) }
        : { value: 0, examples: [] }),
    },
  ];
}

async function compareIndexes(
  evidence: Evidence,
  agreed: readonly Standing[],
  reader: ViewReader,
): Promise<readonly string[]> {
  const labels = foldLabels(evidence, new Set(agreed.map(({ engagementId }) => engagementId)));
  const known = evidence.cut.has('engagement.received')
    ? null
    : new Set(evidence.entries.flatMap(({ event }) => receivedId(event)));
  const wrong: string[] = [];
  for (const standings of Map.groupBy(agreed, scopeOf).values()) {
    const [{ tenantId, workspaceId } = { tenantId: '', workspaceId: '' }] = standings;
    const members = await reader.members(tenantId, workspaceId, INDEXES);
    const belongs = new Map(
      standings.map((one) => [one.engagementId, indexesOf(one, labels.get(one.engagementId))] as const),
    );
    wrong.push(...wrongIndexes(belongs, members, known));
  }
  return wrong;
}

const receivedId = (event: AnyEvent): readonly string[] =>
  event.type === 'EngagementReceived' ? [event.data.engagement.engagementId] : [];

const scopeOf = ({ tenantId, workspaceId }: Standing): string => `${tenantId}/${workspaceId}`;

/** The log may have gone on while the view was asked: on the way, the view may be ahead. */
function agrees(log: string, view: string): boolean {
  if (log === view) return true;
  const [at, shown] = [log, view].map((state) => (ORDER as readonly string[]).indexOf(state));
  return at !== undefined && at >= 0 && (shown === -1 || (shown ?? 0) >= at);
}
