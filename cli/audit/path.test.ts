/** The audit of a whole path that really ran, on the in-memory log: every hop took part, and everything adds up. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../processors/runtime/simulation.ts';
import { TOPIC_NAMES } from '../../topics/catalogue.ts';
import { playedPath } from '../testing.ts';
import { auditChecks } from './checks.ts';
import type { Evidence } from './entry.ts';
import { HOPS } from './hop-rules.ts';
import { auditHops } from './hops.ts';
import { readLog } from './read-log.ts';
import { readCommitted } from './run.ts';
import { internTable, slimEvent } from './slim.ts';

let world: World;
let evidence: Evidence;
beforeAll(async () => {
  world = await playedPath();
  const committed = await readCommitted(world.log);
  const intern = internTable();
  const contents = await readLog(
    world.log,
    await world.log.offsets(TOPIC_NAMES),
    async (value) => world.codec.decode(value),
    (event) => slimEvent(event, intern),
  );
  evidence = {
    ...contents,
    readAt: world.time.now(),
    cut: new Map(),
    posts: [],
    postsLater: [],
    refusals: [],
    sends: [],
    committed,
    receiving: false,
  };
}, 60_000);

describe('the audit of a path that ran', () => {
  it('finds nothing lost and nothing doubled, and no figure red', () => {
    const { findings } = auditHops(evidence);
    expect(findings).toEqual([]);
    const red = auditChecks(evidence, world.time.now()).filter(({ value }) => value > 0);
    expect(red.map(({ name, examples }) => [name, examples])).toEqual([]);
  });

  it('balances every hop to the unit, with nothing in flight', () => {
    for (const row of auditHops(evidence).rows) {
      const { emitted, skipped, duplicate, deadLettered, inFlight, lost } = row;
      expect([row.hop, row.in]).toEqual([
        row.hop,
        emitted + skipped + duplicate + deadLettered + inFlight + lost,
      ]);
      expect([row.hop, inFlight]).toEqual([row.hop, 0]);
      expect([row.hop, Object.values(row.skippedFor).reduce((sum, n) => sum + n, 0)]).toEqual([
        row.hop,
        skipped,
      ]);
    }
  });

  it('saw every hop at work', () => {
    const worked = new Set(auditHops(evidence).rows.map(({ hop }) => hop));
    const all = ['receive', 'rollup', ...HOPS.map(({ hop }) => hop)];
    // No transformer tier is installed in this path, and nobody edits a text.
    expect(all.filter((hop) => !worked.has(hop))).toEqual(['refine', 'safety of edits']);
  });

  it('of a log from which one event is gone, misses it', () => {
    const kept = evidence.entries.filter(({ event }) => event.causationId !== null);
    for (const type of [
      'SafetyChecked',
      'AccountConfigured',
      'ActionCancelled',
      'ActionConfirmed',
      'LabelCorrected',
    ]) {
      const gone = kept.find(({ event }) => event.type === type);
      expect([type, gone === undefined]).toEqual([type, false]);
      const entries = evidence.entries.filter((entry) => entry !== gone);
      expect([type, auditHops({ ...evidence, entries }).findings.length > 0]).toEqual([type, true]);
    }
  });
});
