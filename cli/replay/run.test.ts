/** A whole path on the in-memory log, played again: the same code differs in nothing, whatever had changed meanwhile. */
import { beforeAll, describe, expect, it } from 'vitest';
import { processors, standardDeps } from '../../processors/registry.ts';
import type { World } from '../../processors/runtime/simulation.ts';
import type { Aggregate } from '../../processors/runtime/types.ts';
import type { PolicySource } from '../../processors/safety.ts';
import type { History } from '../../projections/history.ts';
import { playedPath } from '../testing.ts';
import { NetworkRefused } from './play.ts';
import { PolicyHistory } from './policies.ts';
import { readPolicies, replay, type ReplayReport } from './run.ts';

const DAY_MS = 86_400_000;
const NAMES = processors(
  standardDeps({ clientOf: () => undefined, policyOf: () => undefined, now: () => 0 }),
).map(({ name }) => name);

let world: World;
let history: History;
let until = 0;

beforeAll(async () => {
  world = await playedPath();
  until = world.time.now() + DAY_MS;
  history = { read: (range) => world.log.read(range) };
}, 60_000);

async function played(
  name: string,
  change: { readonly policyOf?: PolicySource; readonly from?: number } = {},
): Promise<ReplayReport> {
  const policies = new PolicyHistory();
  const sources = { log: world.log, codec: world.codec, history };
  await readPolicies([policies], sources);
  const refuse = (): never => {
    throw new NetworkRefused('none');
  };
  const all = processors(
    standardDeps({ clientOf: refuse, policyOf: change.policyOf ?? policies.policyOf, now: () => 0 }),
  );
  const processor = all.find((one) => one.name === name)!;
  return replay({ processor, policies, from: change.from ?? 0, to: until }, sources);
}

describe('a replay', () => {
  it.each(NAMES)('%s as it is would write what it wrote', async (name) => {
    const { same, added, removed, changed, changedFields, examples } = await played(name);
    expect({ added, removed, changed, changedFields, examples }).toEqual({
      added: 0,
      removed: 0,
      changed: 0,
      changedFields: {},
      examples: [],
    });
    expect(same).toBeGreaterThan(0);
  });

  it('judges each text under the policy that was in force then: without, there are differences', async () => {
    expect(await played('safety', { policyOf: () => undefined })).toMatchObject({ changed: 4 });
  });

  it('finds what another way of counting would have counted, minute by minute', async () => {
    const sources = { log: world.log, codec: world.codec, history };
    const rollup = processors(
      standardDeps({ clientOf: () => undefined, policyOf: () => undefined, now: () => 0 }),
    ).find((one) => one.name === 'rollup') as Aggregate;
    const twice: Aggregate = {
      ...rollup,
      count: (event) =>
        rollup
          .count(event)
          .map((change) => ({ ...change, counters: { ...change.counters, 'kind.praise': 2 } })),
    };
    const report = await replay({ processor: twice, from: 0, to: until }, sources);
    expect(report.changed).toBeGreaterThan(0);
    expect(Object.keys(report.changedFields)).toEqual(['data.counts.kind.praise']);
  });

  it('of a span takes only what was in it', async () => {
    const from = world.time.now() - DAY_MS / 2;
    const whole = await played('classify');
    const part = await played('classify', { from });
    expect(part.inputs).toBeLessThan(whole.inputs);
    expect(await played('rollup', { from })).toMatchObject({ changed: 0, added: 0, removed: 0 });
  });
});
