/**
 * The sets by which the Redis view finds engagements (by state, kind, sentiment, urgency, network, and the queue of
 * those that wait for a person), against what the view itself and the log agree on. Compared when nothing is written:
 * a set and what is in it cannot be read at one moment.
 */
import type { Evidence } from './entry.ts';
import { fieldOf } from './hop-rules.ts';
import type { Standing } from './views.ts';

/** Every value that a set may be named after, so that one who was left in a wrong set is found. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  state: [
    'received',
    'classified',
    'analyzed',
    'drafted',
    'held',
    'approved',
    'waiting',
    'granted',
    'posted',
    'declined',
    'rejected',
    'failed',
    'refused',
    'unconfirmed',
    'unresolved',
    'withdrawn',
  ],
  kind: ['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other'],
  sentiment: ['negative', 'neutral', 'positive'],
  urgency: ['low', 'normal', 'high'],
  network: ['x', 'mastodon'],
};

/** Sets of a workspace that are compared, by name below its prefix. */
export const INDEXES: readonly string[] = [
  'all',
  'review',
  ...Object.entries(VALUES).flatMap(([name, values]) => values.map((value) => `${name}:${value}`)),
];

/** Kind, sentiment and urgency of engagements: a person's word, or else the model's. And the network. */
export function foldLabels(
  evidence: Evidence,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const models = new Map<string, Map<string, string>>();
  /** What a second look said: it stands before the light tier's, in whatever order topics are read. */
  const second = new Map<string, Map<string, string>>();
  const people = new Map<string, Map<string, string>>();
  const put = (
    of: Map<string, Map<string, string>>,
    id: string,
    name: string,
    value: string | null,
  ): void => {
    const labels = of.get(id) ?? new Map<string, string>();
    if (value === null) labels.delete(name);
    else labels.set(name, value);
    of.set(id, labels);
  };
  for (const { event, replayed } of evidence.entries) {
    if (replayed) continue;
    const id = fieldOf(event, 'engagement', 'engagementId') ?? fieldOf(event, 'engagementId');
    if (id === null || !wanted.has(id)) continue;
    if (event.type === 'EngagementReceived')
      put(models, id, 'network', fieldOf(event, 'engagement', 'network'));
    else if (event.type === 'EngagementClassified') {
      put(models, id, 'kind', fieldOf(event, 'classification', 'kind'));
      put(models, id, 'urgency', fieldOf(event, 'classification', 'urgency'));
    } else if (event.type === 'EngagementAnalyzed')
      put(models, id, 'sentiment', fieldOf(event, 'sentiment', 'label'));
    else if (event.type === 'EngagementRefined')
      put(second, id, 'sentiment', fieldOf(event, 'sentiment', 'label'));
    else if (event.type === 'LabelCorrected') {
      const { head, label, modelLabel } = event.data;
      put(people, id, head, label === modelLabel ? null : label);
    }
  }
  return new Map(
    [...models].map(([id, labels]) => [
      id,
      new Map([...labels, ...(second.get(id) ?? []), ...(people.get(id) ?? [])]),
    ]),
  );
}

/** Names of the sets in which an engagement must be; in no other of `INDEXES` it may be. */
export function indexesOf(
  { state }: Standing,
  labels: ReadonlyMap<string, string> | undefined,
): ReadonlySet<string> {
  const named = ['kind', 'sentiment', 'urgency', 'network'].flatMap((name) => {
    const value = labels?.get(name);
    return value === undefined ? [] : [`${name}:${value}`];
  });
  return new Set(['all', `state:${state}`, ...named, ...(state === 'held' ? ['review'] : [])]);
}

/**
 * @param expected ids of engagements whose state the view shows as the log has it, with the sets that they belong to.
 * @param members of each set of `INDEXES`.
 * @param known everything that the log ever received; null when it has lost its beginning.
 * @returns what stands where it does not belong, or not where it does.
 */
export function wrongIndexes(
  expected: ReadonlyMap<string, ReadonlySet<string>>,
  members: ReadonlyMap<string, ReadonlySet<string>>,
  known: ReadonlySet<string> | null,
): readonly string[] {
  const wrong: string[] = [];
  for (const [name, ids] of members)
    for (const id of ids)
      if (known && !known.has(id)) wrong.push(`${id}, which nobody received, is in ${name}`);
  for (const [id, sets] of expected) {
    for (const name of INDEXES) {
      const there = members.get(name)?.has(id) ?? false;
      if (there !== sets.has(name)) wrong.push(`${id} ${there ? 'is' : 'is not'} in ${name}`);
    }
  }
  return wrong;
}
