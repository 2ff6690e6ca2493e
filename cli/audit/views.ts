/**
 * The Redis view against an independent fold of the log: where each engagement stands. Each topic of its way
 * says one thing, its newest; topics later on the way overrule earlier ones, and what became of an action counts
 * only for the action that was approved last.
 */
import type { AnyEvent } from '../../topics/events.ts';
import type { Figure } from './checks.ts';
import type { Evidence } from './entry.ts';
import { fieldOf } from './hop-rules.ts';

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

/** What the view says of these engagements, null where it knows nothing, in their order. */
export type ViewStates = (standings: readonly Standing[]) => Promise<readonly (string | null)[]>;

/**
 * Engagements that the view has let go (older than its floor) do not count.
 * @param floorOf createdAt (epoch ms) up to which a workspace's view has evicted; null when nothing was.
 */
export async function compareViews(
  evidence: Evidence,
  statesOf: ViewStates,
  floorOf: (tenantId: string, workspaceId: string) => Promise<number | null>,
): Promise<readonly Figure[]> {
  const floors = new Map<string, number | null>();
  const expected: Standing[] = [];
  for (const standing of foldStandings(evidence)) {
    const scope = `${standing.tenantId}/${standing.workspaceId}`;
    if (!floors.has(scope)) floors.set(scope, await floorOf(standing.tenantId, standing.workspaceId));
    const floor = floors.get(scope) ?? null;
    if (floor === null || standing.createdAt > floor) expected.push(standing);
  }
  const shown = await statesOf(expected);
  const missing = expected.filter((_, index) => shown[index] === null);
  const otherwise = expected.flatMap(({ engagementId, state }, index) => {
    const view = shown[index] ?? null;
    return view !== null && !agrees(state, view) ? [`${engagementId} is ${state}, shown as ${view}`] : [];
  });
  return [
    {
      name: 'engagements not in the view',
      meaning: 'Redis misses engagements that the log has.',
      value: missing.length,
      examples: missing.slice(0, 5).map(({ engagementId }) => engagementId),
    },
    {
      name: 'shown otherwise than the log says',
      meaning: 'Redis shows an engagement in another state than the one that its events make.',
      value: otherwise.length,
      examples: otherwise.slice(0, 5),
    },
  ];
}

/** The log may have gone on while the view was asked: on the way, the view may be ahead. */
function agrees(log: string, view: string): boolean {
  if (log === view) return true;
  const [at, shown] = [log, view].map((state) => (ORDER as readonly string[]).indexOf(state));
  return at !== undefined && at >= 0 && (shown === -1 || (shown ?? 0) >= at);
}
