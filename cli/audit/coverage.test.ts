/** What the audit looks at is all there is: every input of every processor, every table, every figure seen red once. */
import { describe, expect, it } from 'vitest';
import { processors, standardDeps } from '../../processors/registry.ts';
import { EVENT_TABLES } from '../../projections/registry.ts';
import { KEY, viewName } from '../../projections/redis/keys.ts';
import { STATES } from '../../projections/redis/state.ts';
import { ROLLUP_VIEWS } from '../../projections/tables/rollup-minutes.ts';
import { SEEDED_BUGS } from '../../service/seeded-bugs.ts';
import { LABELS } from '../../topics/labels.ts';
import { FIGURE_NAMES } from './checks.ts';
import { HOPS } from './hop-rules.ts';
import { INDEXES } from './indexes.ts';
import { ROLLUP_GROUP, ROLLUP_TOPICS } from './rollup-hop.ts';
import { STORE_FIGURES } from './stores.ts';
import { TABLES } from './tables.ts';

const ALL = processors(
  standardDeps({
    clientOf: () => undefined,
    now: () => 0,
    refiner: { look: async () => ({ outcome: 'kept', reason: 'model_failed' }) },
  }),
);

/** Inputs that a processor learns from and owes nothing for. */
const OWES_NOTHING: Readonly<Record<string, string>> = {
  'normalise action.attempts': 'its own posts, which come back as messages and are not answered',
  'reply engagement.received': 'how far a conversation has gone on',
  'account action.attempts': 'how an attempt ended; what it led to is told by the hops account and reading',
};

describe('the audit', () => {
  it('has a hop for every input of every processor', () => {
    const hops = new Set([
      'normalise inbound.raw', // receive
      ...ROLLUP_TOPICS.map((topic) => `${ROLLUP_GROUP} ${topic}`),
      ...HOPS.flatMap(({ group, topics }) => topics.map((topic) => `${group} ${topic}`)),
    ]);
    const inputs = ALL.flatMap(({ name, inputs: topics }) => topics.map((topic) => `${name} ${topic}`));
    expect(inputs.filter((input) => !hops.has(input)).toSorted()).toEqual(
      Object.keys(OWES_NOTHING).toSorted(),
    );
    // Between two outputs of one processor: what it said, and what it did.
    expect([...hops].filter((hop) => !inputs.includes(hop))).toEqual([
      'reply reply.events',
      'execute action.attempts',
    ]);
  });

  it('compares every table of events, and the sums per minute', () => {
    const compared = new Set(TABLES.map(({ view }) => view.replace('v_trail', 'trail')));
    expect(EVENT_TABLES.map(({ name }) => name).filter((name) => !compared.has(name))).toEqual([]);
    for (const { name, topics } of EVENT_TABLES) {
      const audited = TABLES.find(({ view }) => view === name || view === `v_${name}`);
      expect([name, [...(audited?.topics ?? [])].toSorted()]).toEqual([name, [...topics].toSorted()]);
    }
    expect(Object.keys(ROLLUP_VIEWS)).toHaveLength(3); // engagements, replies, attempts: see `minutes.ts`
  });

  it('knows every set by which the view finds engagements', () => {
    const { kind, sentiment, urgency } = LABELS;
    const sets = [
      KEY.all,
      KEY.review,
      ...STATES.map(KEY.state),
      ...kind.map(KEY.kind),
      ...sentiment.map(KEY.sentiment),
      ...urgency.map(KEY.urgency),
      ...['x', 'mastodon'].map(KEY.network),
    ];
    expect([...INDEXES].toSorted()).toEqual(sets.toSorted());
    expect(viewName(1)).toBe('1.1');
  });

  it('was seen red with every figure: some seeded bug turns each', () => {
    const red = new Set(Object.values(SEEDED_BUGS).flatMap((bug): readonly string[] => bug.red));
    const figures = [...FIGURE_NAMES, ...STORE_FIGURES, 'lost at a hop', 'doubled at a hop'];
    expect(figures.filter((name) => !red.has(name))).toEqual([]);
    expect([...red].filter((name) => !(figures as readonly string[]).includes(name))).toEqual([]);
  });
});
