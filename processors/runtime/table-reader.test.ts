import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../../topics/events.ts';
import { PolicyTable } from '../policies.ts';
import { createLogger } from '../../service/logger.ts';
import { settle, World } from './simulation.ts';
import { TableReader } from './table-reader.ts';

const told = (policyNumber: number) => ({
  policy: JSON.stringify({ version: `v${policyNumber}` }),
  policyVersion: `v${policyNumber}`,
  policyNumber,
  thresholds: {},
  acceptUnscoredBrand: false,
});

describe('a table that every process reads whole', () => {
  it('has all that was there at the start, then what is added, and leaves out what cannot be read', async () => {
    const world = await World.with([]);
    const tell = (n: number): Promise<AnyEvent> =>
      world.append('workspace.events', 'acme', 'SafetyPolicyConfigured', told(n));
    await tell(1);
    await world.appendBytes('workspace.events', 'acme', Buffer.from('not ours'));
    await tell(2);
    const table = new PolicyTable();
    const seen: AnyEvent[] = [];
    const reader = new TableReader({
      log: world.log,
      codec: world.codec,
      logger: createLogger('test', 'silent'),
      scheduler: world.time.scheduler(() => true),
      topic: 'workspace.events',
      apply: (event) => {
        seen.push(event);
        table.apply(event);
      },
    });
    expect(reader.readiness().ready).toBe(false);
    await reader.start();
    expect(reader.readiness().ready).toBe(true);
    expect(table.inForce('demo', 'acme')).toMatchObject({ version: 'v2', number: 2 });
    await tell(3);
    await world.time.advance(2_000);
    await settle();
    expect(table.inForce('demo', 'acme')?.number).toBe(3);
    expect(seen).toHaveLength(3);
    reader.stop();
    await tell(4);
    await world.time.advance(5_000);
    expect(table.inForce('demo', 'acme')?.number).toBe(3);
  });

  it('of a big topic reads the newest records of each partition, at the start and at each look', async () => {
    const world = await World.with([]);
    const tell = (n: number): Promise<AnyEvent> =>
      world.append('workspace.events', 'acme', 'SafetyPolicyConfigured', told(n));
    for (let n = 1; n <= 5; n += 1) await tell(n);
    const seen: AnyEvent[] = [];
    const reader = new TableReader({
      log: world.log,
      codec: world.codec,
      logger: createLogger('test', 'silent'),
      scheduler: world.time.scheduler(() => true),
      topic: 'workspace.events',
      apply: (event) => void seen.push(event),
      newest: 2,
    });
    const numbers = (): unknown[] => seen.map(({ data }) => (data as { policyNumber?: number }).policyNumber);
    await reader.start();
    expect(numbers()).toEqual([4, 5]);
    for (let n = 6; n <= 9; n += 1) await tell(n);
    await world.time.advance(2_000);
    await settle();
    expect(numbers()).toEqual([4, 5, 8, 9]);
    reader.stop();
  });
});
