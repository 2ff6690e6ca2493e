/**
 * What must be true of an engagement path at rest, counted anew from the log's bytes and the network's own
 * journal. It knows names of events and nothing of how they are made.
 */
import type { AnyEvent } from '../../topics/events.ts';
import type { AcceptedPost } from './network.ts';

/** The networks' words: posts per sliding window of an account (X: 100 in 15 minutes; 300 in 3 hours). */
const WINDOWS: Readonly<Record<string, readonly { readonly limit: number; readonly ms: number }[]>> = {
  x: [
    { limit: 100, ms: 15 * 60_000 },
    { limit: 300, ms: 3 * 3_600_000 },
  ],
  mastodon: [{ limit: 300, ms: 5 * 60_000 }],
};

export interface AtRest {
  /** Messages that the network told us, without repetitions. */
  readonly heard: number;
  readonly accepted: readonly AcceptedPost[];
  /** All events of the log, by topic. */
  readonly log: ReadonlyMap<string, readonly AnyEvent[]>;
}

/** Everything that is wrong, one line each; empty when nothing is. */
export function wrongs({ heard, accepted, log }: AtRest): readonly string[] {
  const found: string[] = [];
  const say = (wrong: boolean, what: string): void => {
    if (wrong) found.push(what);
  };
  const all = [...log.values()].flat();
  const of = (type: string): readonly AnyEvent[] => all.filter((event) => event.type === type);
  const field = (event: AnyEvent, name: string): unknown =>
    (event.data as unknown as Readonly<Record<string, unknown>>)[name];
  const count = (values: readonly unknown[]): ReadonlyMap<unknown, number> => {
    const counts = new Map<unknown, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };

  for (const [topic, events] of log) {
    for (const [id, times] of count(events.map((event) => event.eventId))) {
      say(times > 1 && topic !== 'inbound.raw', `${topic}: event ${String(id)} stands ${times} times`);
    }
  }
  for (const [target, times] of count(accepted.map((post) => `${post.accountId} ${post.target}`))) {
    say(times > 1, `posted ${times} times as an answer to ${String(target)}`);
  }
  for (const { ms, limit, times } of windowsOf(accepted)) {
    for (const from of times) {
      const inside = times.filter((at) => at >= from && at < from + ms).length;
      say(inside > limit, `${inside} posts in ${ms} ms, of ${limit} allowed`);
    }
  }
  const started = new Set(of('AttemptStarted').map((event) => actionOf(event)));
  for (const post of accepted)
    say(!started.has(post.actionId), `posted without an attempt: ${post.actionId}`);

  const received = of('EngagementReceived').length;
  say(received !== heard, `${heard} messages heard, ${received} received`);
  const ends = of('ReplyCompleted');
  for (const [id, times] of count(ends.map((event) => field(event, 'engagementId')))) {
    say(times > 1, `engagement ${String(id)} ended ${times} times`);
  }
  const outcomes = count(ends.map((event) => field(event, 'outcome')));
  const waiting =
    new Set(of('ReplyHeld').map((event) => event.correlationId)).size + of('ReplyDeclined').length;
  say(ends.length + waiting !== heard, `in ${heard}, out ${ends.length}, with people or declined ${waiting}`);
  const posted = outcomes.get('posted') ?? 0;
  const unresolved = outcomes.get('unresolved') ?? 0;
  say(
    accepted.length < posted || accepted.length > posted + unresolved,
    `${accepted.length} on the network, ${posted} said to be posted, ${unresolved} unresolved`,
  );
  const attempts = of('AttemptStarted').length;
  const answered =
    of('AttemptPublished').length +
    of('AttemptUnconfirmed').length +
    of('AttemptFailed').filter((event) => {
      const attempt = field(event, 'attemptId');
      return of('AttemptStarted').some((start) => field(start, 'attemptId') === attempt);
    }).length;
  say(attempts !== answered, `${attempts} attempts started, ${answered} with an outcome`);
  say(of('DeadLettered').length > 0, `${of('DeadLettered').length} dead letters`);
  for (const [topic, events] of log) found.push(...gaps(topic, events));
  return found;
}

function actionOf(event: AnyEvent): string {
  return (event.data as unknown as { readonly target: { readonly actionId: string } }).target.actionId;
}

function windowsOf(accepted: readonly AcceptedPost[]) {
  return [...Map.groupBy(accepted, (post) => post.accountId)].flatMap(([accountId, posts]) =>
    (WINDOWS[accountId.split(':')[0] ?? ''] ?? []).map((window) => ({
      ...window,
      times: posts.map((post) => post.at),
    })),
  );
}

/** Versions of a stream that do not count up by one. */
function gaps(topic: string, events: readonly AnyEvent[]): readonly string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const { streamId, streamVersion, type } of events) {
    if (streamVersion === null) continue;
    const before = last.get(streamId);
    if (before !== undefined && streamVersion !== before + 1 && streamVersion !== before)
      found.push(`${topic}: stream ${streamId} goes from ${before} to ${streamVersion} (${type})`);
    last.set(streamId, streamVersion);
  }
  return found;
}
