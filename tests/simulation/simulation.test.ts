/**
 * All parts under one deterministic world: in-memory log, clock, network and crashes from a seed. The parts add
 * to one table of transitions; one that no seed went through is a failure.
 */
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Transitions } from '../../processors/runtime/transitions.ts';
import { engagementPath } from './engagement.ts';
import { kindsOf } from './kinds.ts';
import { readModels } from './read-models.ts';
import { replays } from './replay.ts';

const transitions = new Transitions();

kindsOf(transitions);
engagementPath(transitions);
readModels(transitions);
replays(transitions);

describe('transitions taken by all seeds together', () => {
  afterAll(() => {
    process.stdout.write(`${transitions.table()}\n`);
    const file = process.env['SIMULATION_REPORT'];
    if (file !== undefined) writeFileSync(file, `${JSON.stringify(transitions, null, 2)}\n`);
  });

  it('leave out none that can exist', () => {
    expect(transitions.problems()).toEqual([]);
  });
});
