/** The figures that must be zero, each from the log and from what the outside wrote down itself. */
import type { Event, EventType } from '../../topics/events.ts';
import type { Evidence, JournaledPost } from './entry.ts';

export interface Figure {
  readonly name: string;
  /** What a value above zero means, in plain words. */
  readonly meaning: string;
  readonly value: number;
  /** At most five places to look. */
  readonly examples: readonly string[];
}

type Check = (evidence: Evidence) => readonly string[];

const MEANINGS = {
  'accepted, not received': 'A message that was answered 2xx never became an engagement.',
  'received twice': 'The same message became two engagements.',
  'same event twice': 'One event id stands more than once on its topic.',
  'gaps in streams': 'A stream of a decider misses a version or repeats one.',
  'posted twice': 'The network accepted two replies of one account to one message.',
  'posted without attempt': 'The network has a reply that no attempt in the log explains.',
  'published, not at the network': 'The log says published, the network has no such post.',
  'posted without verdict': 'Posted content had no verdict for exactly its content hash.',
  'posted without approval': 'Posted content had no approval for exactly its content hash.',
  'posted though flagged': 'Posted content had been flagged.',
  'attempts without outcome':
    'An attempt started, its grant expired a minute ago, and nobody knows how it ended.',
  'unresolved attempts':
    'Nobody knows whether a reply was posted: the network was read back in vain, and a person must look.',
  'limit exceeded': 'A sliding window of the network saw more posts than its limit.',
  undecodable: 'A record on a topic cannot be read by anyone, and no dead letter keeps it.',
} as const;
type FigureName = keyof typeof MEANINGS;

/** Posts of one account per window that the networks allow; figures from their public documentation. */
const LIMITS: Readonly<Record<string, { readonly count: number; readonly windowMs: number }>> = {
  x: { count: 100, windowMs: 15 * 60_000 },
  mastodon: { count: 300, windowMs: 5 * 60_000 },
};

/**
 * Topics that take what comes from outside: a webhook is delivered again, a command is sent again with its id,
 * and the first processor behind recognises it. Everywhere else an id stands once.
 */
const FROM_OUTSIDE = new Set(['inbound.raw', 'reply.commands', 'workspace.commands']);

const accountKey = (network: string, accountId: string): string =>
  accountId.includes(':') ? accountId : `${network}:${accountId}`;

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
  const attempts = attemptIndex(evidence);
  const checks: Readonly<Record<FigureName, Check>> = {
    'accepted, not received': () => {
      if (evidence.receiving) return [];
      const received = new Set(
        events(evidence, 'EngagementReceived').map(
          ({ data }) => `${data.engagement.accountId}|${data.engagement.nativeId}`,
        ),
      );
      return evidence.sends
        .filter(({ accepted }) => accepted)
        .map(({ network, accountId, nativeId }) => `${accountKey(network, accountId)}|${nativeId}`)
        .filter((id) => !received.has(id));
    },
    'received twice': () =>
      repeated(
        evidence.entries.flatMap(({ event, replayed }) =>
          event.type === 'EngagementReceived' && !replayed
            ? [`${event.data.engagement.accountId}|${event.data.engagement.nativeId}`]
            : [],
        ),
      ),
    'same event twice': () =>
      repeated(
        evidence.entries
          .filter(({ topic, replayed }) => !FROM_OUTSIDE.has(topic) && !replayed)
          .map(({ topic, event }) => `${topic}|${event.eventId}`),
      ),
    'gaps in streams': () => streamGaps(evidence),
    'posted twice': () =>
      repeated(
        evidence.posts
          .filter(({ inReplyTo }) => inReplyTo !== null)
          .map(({ network, accountId, inReplyTo }) => `${accountKey(network, accountId)}|${inReplyTo}`),
      ),
    'posted without attempt': () =>
      evidence.posts.filter((post) => attemptsFor(attempts, post).length === 0).map(postName),
    'published, not at the network': () => {
      const there = new Set(
        evidence.postsLater.map(({ network, nativePostId }) => `${network}|${nativePostId}`),
      );
      const networks = new Set(evidence.postsLater.map(({ network }) => network));
      return events(evidence, 'AttemptPublished')
        .filter(
          ({ data }) =>
            networks.has(data.target.network) && !there.has(`${data.target.network}|${data.networkPostId}`),
        )
        .map(({ data }) => data.attemptId);
    },
    'posted without verdict': () =>
      postsFailing(evidence, attempts, ({ target, verdict }) => verdict.contentHash === target.contentHash),
    'posted without approval': () =>
      postsFailing(
        evidence,
        attempts,
        ({ target, verdict, approval }) =>
          approval.contentHash === target.contentHash &&
          (approval.mode === 'person' || verdict.decision === 'pass'),
      ),
    'posted though flagged': () => postsFailing(evidence, attempts, ({ verdict }) => !verdict.flagged),
    'attempts without outcome': () => {
      const ended = new Set(
        (['AttemptPublished', 'AttemptFailed', 'AttemptUnconfirmed'] as const).flatMap((type) =>
          events(evidence, type).map(({ data }) => data.attemptId),
        ),
      );
      return events(evidence, 'AttemptStarted')
        .filter(({ data }) => !ended.has(data.attemptId) && data.expiresAt + 60_000 < now)
        .map(({ data }) => data.attemptId);
    },
    'unresolved attempts': () => {
      const found = new Set(events(evidence, 'ActionConfirmed').map(({ data }) => data.target.actionId));
      return events(evidence, 'ActionUnresolved')
        .map(({ data }) => data.target.actionId)
        .filter((actionId) => !found.has(actionId));
    },
    'limit exceeded': () => limitBreaches(evidence.posts),
    undecodable: () => {
      const kept = new Set(
        events(evidence, 'DeadLettered').map(
          ({ data }) => `${data.sourceTopic}/${data.sourcePartition}/${data.sourceOffset}`,
        ),
      );
      return evidence.undecodable.filter((place) => !kept.has(place));
    },
  };
  return (Object.keys(MEANINGS) as FigureName[]).map((name) => {
    const found = checks[name](evidence);
    return { name, meaning: MEANINGS[name], value: found.length, examples: found.slice(0, 5) };
  });
}

function streamGaps(evidence: Evidence): readonly string[] {
  const versions = new Map<string, number[]>();
  for (const { topic, event } of evidence.entries) {
    if (event.streamVersion === null || topic.endsWith('.results')) continue;
    const id = `${topic}|${event.streamId}`;
    versions.set(id, [...(versions.get(id) ?? []), event.streamVersion]);
  }
  return [...versions]
    .filter(([, list]) => list.some((version, index) => index > 0 && version !== (list[index - 1] ?? 0) + 1))
    .map(([id]) => id);
}

/** Attempts by account and message answered. */
type Attempts = ReadonlyMap<string, readonly Event<'AttemptStarted'>[]>;

function attemptIndex(evidence: Evidence): Attempts {
  const index = new Map<string, Event<'AttemptStarted'>[]>();
  for (const event of events(evidence, 'AttemptStarted')) {
    const id = `${event.data.target.accountId}|${event.data.target.targetNativeId}`;
    index.set(id, [...(index.get(id) ?? []), event]);
  }
  return index;
}

function attemptsFor(attempts: Attempts, post: JournaledPost): readonly Event<'AttemptStarted'>[] {
  return attempts.get(`${accountKey(post.network, post.accountId)}|${post.inReplyTo}`) ?? [];
}

/** Posts of which no attempted action satisfies the rule. */
function postsFailing(
  evidence: Evidence,
  attempts: Attempts,
  rule: (request: Event<'RequestAction'>['data']) => boolean,
): readonly string[] {
  const requests = new Map(events(evidence, 'RequestAction').map(({ data }) => [data.target.actionId, data]));
  return evidence.posts
    .filter(
      (post) =>
        !attemptsFor(attempts, post).some(({ data: { target } }) => {
          const request = requests.get(target.actionId);
          return request !== undefined && request.target.contentHash === target.contentHash && rule(request);
        }),
    )
    .map(postName);
}

function limitBreaches(posts: readonly JournaledPost[]): readonly string[] {
  const byAccount = new Map<string, number[]>();
  for (const { network, accountId, at } of posts) {
    const id = accountKey(network, accountId);
    byAccount.set(id, [...(byAccount.get(id) ?? []), at]);
  }
  const breaches: string[] = [];
  for (const [id, times] of byAccount) {
    const limit = LIMITS[id.split(':')[0] ?? ''];
    if (!limit) continue;
    const sorted = times.sort((a, b) => a - b);
    // A window that begins at a post holds the most: (count)th post after it must lie outside.
    for (let first = 0; first + limit.count < sorted.length; first += 1) {
      if ((sorted[first + limit.count] ?? 0) - (sorted[first] ?? 0) < limit.windowMs)
        breaches.push(`${id} at ${new Date(sorted[first] ?? 0).toISOString()}`);
    }
  }
  return breaches;
}

function postName(post: JournaledPost): string {
  return `${post.network}|${post.nativePostId}`;
}
