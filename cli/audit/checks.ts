/** The figures that must be zero, each from the log and from what the outside wrote down itself. */
import type { Event, EventType } from '../../topics/events.ts';
import { accountKey, type Evidence } from './entry.ts';
import { limitBreaches } from './limits.ts';
import { crossings } from './owners.ts';
import { PostAudit } from './posts.ts';

export interface Figure {
  readonly name: string;
  /** What a value above zero means, in plain words. */
  readonly meaning: string;
  readonly value: number;
  /** At most five places to look. */
  readonly examples: readonly string[];
}

const MEANINGS = {
  'accepted, not received': 'A message that was answered 2xx never became an engagement.',
  'received twice': 'The same message became two engagements.',
  'same event twice': 'One event id stands more than once on its topic.',
  'gaps in streams': 'A stream of a decider misses a version or repeats one.',
  'posted twice': 'The network accepted two replies of one account to one message.',
  'posted without attempt': 'The network has a reply that no attempt in the log explains.',
  'published, not at the network': 'The log says published, the network has no such post.',
  'posted without verdict': 'What the network got had no verdict for exactly its content hash.',
  'posted without approval': 'What the network got had no approval for exactly its content hash.',
  'posted though flagged': 'What the network got had been flagged.',
  'attempts without outcome':
    'An attempt started, its grant expired a minute ago, and nobody knows how it ended.',
  'unconfirmed, unresolved':
    'The answer of an attempt was lost, and two hours later nobody has read the network back.',
  'unresolved attempts':
    'Nobody knows whether a reply was posted: the network was read back in vain, and a person must look.',
  'unresolved, though posted':
    'The network was read back and said to have nothing, and it had the reply by then.',
  'limit exceeded':
    'A sliding window of the network saw more posts than its limit, or turned one away for it.',
  'crossed tenants':
    'An event in one workspace is about an engagement or an account that belongs to another.',
  undecodable: 'A record on a topic cannot be read by anyone, and no dead letter keeps it.',
} as const;
export type FigureName = keyof typeof MEANINGS;
export const FIGURE_NAMES = Object.keys(MEANINGS) as readonly FigureName[];

/**
 * Topics that take what comes from outside: a webhook is delivered again, a command is sent again with its id,
 * and the first processor behind recognises it. Everywhere else an id stands once.
 */
const FROM_OUTSIDE = new Set(['inbound.raw', 'reply.commands', 'label.commands', 'workspace.commands']);

const GRANT_GRACE_MS = 60_000;
/** The reconciler gives up after two hours; a little more, so that it can say so. */
const UNCONFIRMED_MS = 2 * 3_600_000 + 10 * 60_000;

function events<T extends EventType>(evidence: Evidence, type: T): readonly Event<T>[] {
  return evidence.entries.flatMap(({ event }) => (event.type === type ? [event as Event<T>] : []));
}

/** Names that occur more than once. */
function repeated(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const name of names) (seen.has(name) ? twice : seen).add(name);
  return [...twice];
}

/** @param now epoch ms of the audit; attempts younger than their grant are in flight. */
export function auditChecks(evidence: Evidence, now: number): readonly Figure[] {
  const posts = new PostAudit(evidence);
  const checks: Readonly<Record<FigureName, () => readonly string[]>> = {
    'accepted, not received': () => notReceived(evidence),
    'received twice': () => repeated(receivedIds(evidence)),
    'same event twice': () =>
      repeated(
        evidence.entries
          .filter(({ topic, replayed }) => !FROM_OUTSIDE.has(topic) && !replayed)
          .map(({ topic, event }) => `${topic}|${event.eventId}`),
      ),
    'gaps in streams': () => streamGaps(evidence),
    'posted twice': () => posts.twice(),
    'posted without attempt': () => posts.withoutAttempt(),
    'published, not at the network': () => posts.notAtNetwork(),
    'posted without verdict': () => posts.withoutVerdict(),
    'posted without approval': () => posts.withoutApproval(),
    'posted though flagged': () => posts.flagged(),
    'attempts without outcome': () => {
      const ended = new Set(
        (['AttemptPublished', 'AttemptFailed', 'AttemptUnconfirmed'] as const).flatMap((type) =>
          events(evidence, type).map(({ data }) => data.attemptId),
        ),
      );
      return events(evidence, 'AttemptStarted')
        .filter(({ data }) => !ended.has(data.attemptId) && data.expiresAt + GRANT_GRACE_MS < now)
        .map(({ data }) => data.attemptId);
    },
    'unconfirmed, unresolved': () => {
      const looked = new Set(events(evidence, 'RecordReadback').map(({ data }) => data.attemptId));
      // What was read back is past its retention after a month; that it was is then the account's to know.
      const from = evidence.cut.get('action.commands') ?? -Infinity;
      return events(evidence, 'AttemptUnconfirmed')
        .filter(({ recordedAt }) => recordedAt >= from && recordedAt + UNCONFIRMED_MS < now)
        .filter(({ data }) => !looked.has(data.attemptId))
        .map(({ data }) => data.attemptId);
    },
    'unresolved attempts': () => {
      const found = new Set(events(evidence, 'ActionConfirmed').map(({ data }) => data.target.actionId));
      return events(evidence, 'ActionUnresolved')
        .map(({ data }) => data.target.actionId)
        .filter((actionId) => !found.has(actionId));
    },
    'unresolved, though posted': () => posts.overlooked(),
    'limit exceeded': () => limitBreaches(evidence.posts, evidence.refusals),
    'crossed tenants': () => crossings(evidence),
    undecodable: () => {
      const kept = new Set(
        events(evidence, 'DeadLettered').map(
          ({ data }) => `${data.sourceTopic}/${data.sourcePartition}/${data.sourceOffset}`,
        ),
      );
      return evidence.undecodable.filter((place) => !kept.has(place));
    },
  };
  return FIGURE_NAMES.map((name) => {
    const found = checks[name]();
    return { name, meaning: MEANINGS[name], value: found.length, examples: found.slice(0, 5) };
  });
}

/** An engagement is written a little before or after its webhook is answered, by clocks that may differ. */
const RECEIVED_LATE_MS = 60_000;

function notReceived(evidence: Evidence): readonly string[] {
  if (evidence.receiving) return [];
  // An engagement from before is past its retention: nobody can say whether there was one.
  const from = (evidence.cut.get('engagement.received') ?? -Infinity) + RECEIVED_LATE_MS;
  const received = new Set(
    events(evidence, 'EngagementReceived').map(
      ({ data }) => `${data.engagement.accountId}|${data.engagement.nativeId}`,
    ),
  );
  return evidence.sends
    .filter(({ accepted, at }) => accepted && at >= from)
    .map(({ network, accountId, nativeId }) => `${accountKey(network, accountId)}|${nativeId}`)
    .filter((id) => !received.has(id));
}

/** Messages as the log received them; the same event standing twice is another figure. */
function receivedIds(evidence: Evidence): readonly string[] {
  const ids = new Map<string, string>();
  for (const { event, replayed } of evidence.entries) {
    if (event.type !== 'EngagementReceived' || replayed) continue;
    ids.set(event.eventId, `${event.data.engagement.accountId}|${event.data.engagement.nativeId}`);
  }
  return [...ids.values()];
}

/** A stream begins with 1 and counts by one. */
function streamGaps(evidence: Evidence): readonly string[] {
  const versions = new Map<string, number>();
  const broken = new Set<string>();
  const seen = new Set<string>();
  for (const { topic, event } of evidence.entries) {
    if (event.streamVersion === null || topic.endsWith('.results')) continue;
    // An event that stands twice is a figure of its own.
    if (seen.size === seen.add(`${topic}|${event.eventId}`).size) continue;
    const id = `${topic}|${event.streamId}`;
    const version = (versions.get(id) ?? 0) + 1;
    if (event.streamVersion !== version) broken.add(id);
    versions.set(id, event.streamVersion);
  }
  return [...broken];
}
