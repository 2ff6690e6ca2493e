/** A replay of unchanged code finds nothing; what a new version would do otherwise is found, field by field. */
import { describe, expect, it } from 'vitest';
import type {
  Context,
  Decide,
  Decision,
  Output,
  TimerFired,
  Transform,
} from '../../processors/runtime/types.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { Comparer, type Comparison } from './compare.ts';
import { inOrder, type Decided, type InputRecord } from './order.ts';
import { NetworkRefused, play, type Played } from './play.ts';

const START = 1_700_000_000_000;

function input(n: number, topic: string, type: string, data: object, timestamp = START + n): InputRecord {
  const event = {
    eventId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    type,
    tenantId: 'demo',
    workspaceId: 'acme',
    streamId: 's',
    streamVersion: null,
    occurredAt: timestamp,
    recordedAt: timestamp,
    correlationId: 'c',
    causationId: null,
    actor: 'system',
    data,
  };
  return { topic, partition: 0, offset: n, timestamp, event: event as unknown as AnyEvent };
}

const nothing = (): undefined => undefined;
async function played(...args: Parameters<typeof play>): Promise<readonly Played[]> {
  const all: Played[] = [];
  for await (const one of play(...args)) all.push(one);
  return all;
}
const eventsIn = (all: readonly Played[]): readonly AnyEvent[] => all.flatMap(({ outputs }) => outputs);
const compareOutputs = (log: readonly AnyEvent[], now: readonly AnyEvent[]): Comparison => {
  const comparer = new Comparer();
  comparer.add(log, now);
  return comparer.comparison;
};

const resume = (key: string): Output => ({
  topic: 'workspace.events',
  key,
  type: 'WorkspacePaused',
  data: { reason: key },
});
const transform = (reason: string, handle?: Transform['handle']): Transform => ({
  kind: 'transform',
  name: 'sample',
  version: 1,
  purpose: 'for tests',
  inputs: ['workspace.events'],
  outputs: ['workspace.events'],
  handle: handle ?? (() => ({ kind: 'emit', outputs: [resume(reason)] })),
});

describe('a transform', () => {
  const inputs = [1, 2].map((n) => input(n, 'workspace.events', 'WorkspaceResumed', {}));

  it('that did not change differs in nothing', async () => {
    const before = eventsIn(await played(transform('a'), inputs, nothing));
    const after = eventsIn(await played({ ...transform('a'), version: 2 }, inputs, nothing));
    expect(compareOutputs(before, after)).toMatchObject({ same: 2, added: 0, removed: 0, changed: 0 });
  });

  it('that writes another value is changed in that field only', async () => {
    const before = eventsIn(await played(transform('a'), inputs, nothing));
    const after = eventsIn(await played(transform('b'), inputs, nothing));
    const found = compareOutputs(before, after);
    // The key is the stream's name.
    expect(found.changedFields).toEqual({ streamId: 2, 'data.reason': 2 });
    expect(found.examples[0]?.fields).toContainEqual({ path: 'data.reason', log: 'a', now: 'b' });
  });

  it('that says nothing any more removes, and one that throws says so', async () => {
    const before = eventsIn(await played(transform('a'), inputs, nothing));
    const silent = transform('a', () => ({ kind: 'skip', reason: 'quiet' }));
    expect(compareOutputs(before, eventsIn(await played(silent, inputs, nothing)))).toMatchObject({
      removed: 2,
    });
    const broken = transform('a', () => {
      throw new RangeError('no');
    });
    expect((await played(broken, inputs, nothing)).map(({ outcome }) => outcome)).toEqual([
      'threw:RangeError',
      'threw:RangeError',
    ]);
  });
});

describe('an effect', () => {
  it('on the world is not called: what the world answered is taken as recorded', async () => {
    const effect = {
      kind: 'effect',
      name: 'sample',
      version: 1,
      purpose: 'for tests',
      inputs: ['workspace.events'],
      outputs: ['workspace.events'],
      concurrency: 1,
      deadlineMs: 1_000,
      handle: () => Promise.reject(new NetworkRefused('no network')),
    } as const;
    const [one] = await played(effect, [input(1, 'workspace.events', 'WorkspaceResumed', {})], nothing);
    expect(one).toMatchObject({ outcome: 'recorded', outputs: [] });
  });
});

describe('a decider', () => {
  /** Counts per key, and tells the count when asked, or by a timer 100 ms after the first. */
  const counter: Decide = {
    kind: 'decide',
    name: 'counter',
    version: 1,
    purpose: 'for tests',
    inputs: ['workspace.events', 'workspace.commands'],
    outputs: ['workspace.events'],
    keyOf: () => 'k',
    machine: {
      initialState: () => 0,
      decide: (event: AnyEvent | TimerFired, count: number, { now }: Context): Decision<number> => {
        if (event.type === 'TimerFired') return { outputs: [resume(`timer ${count}`)] };
        return event.type === 'WorkspaceResumed'
          ? {
              facts: [1],
              skip: 'counted',
              ...(count === 0 ? { timers: [{ kind: 'set', timerId: 't', due: now + 100 }] } : {}),
            }
          : { outputs: [resume(`asked ${count}`)] };
      },
      evolve: (count: number, fact: number) => count + fact,
      expiresAt: () => null,
    },
  };
  const count = (n: number, at: number) => input(n, 'workspace.events', 'WorkspaceResumed', {}, START + at);
  const ask = (n: number, at: number) => input(n, 'workspace.commands', 'PauseWorkspace', {}, START + at);

  it('has the state of everything before, and its timers fire in their place', async () => {
    const inputs = inOrder(
      [
        [count(1, 0), count(2, 10), count(3, 200)],
        [ask(4, 20), ask(5, 300)],
      ],
      nothing,
    );
    const all = await played(counter, inputs, nothing);
    const said = all.flatMap(({ outputs }) => outputs.map(({ data }) => (data as { reason: string }).reason));
    expect(said).toEqual(['asked 2', 'timer 2', 'asked 3']);
  });

  it('takes inputs of several topics in the order in which they were decided, not written', async () => {
    const decided = new Map<string, Decided>([
      [ask(4, 20).event.eventId, { at: START + 500, topic: 'workspace.events', partition: 0, offset: 9 }],
      [ask(5, 30).event.eventId, { at: START + 500, topic: 'workspace.events', partition: 0, offset: 10 }],
    ]);
    const merged: InputRecord[] = [];
    const topics = [[ask(5, 30)], [ask(4, 20)], [count(1, 0), count(3, 200)]];
    for await (const one of inOrder(topics, (causeId) => decided.get(causeId))) merged.push(one);
    expect(merged.map(({ offset }) => offset)).toEqual([1, 3, 4, 5]);
  });
});
