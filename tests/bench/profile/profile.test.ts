import { describe, expect, it } from 'vitest';
import { profileText, summarise, whereText } from './profile.ts';

const ROOT = '/checkout';
const node = (id: number, functionName: string, url: string, lineNumber = 0) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});
const profile = {
  nodes: [
    node(1, '(idle)', ''),
    node(2, 'handle', `file://${ROOT}/gateway/app.ts`, 9),
    node(3, 'parse', `file://${ROOT}/node_modules/avsc/lib/types.js`, 1),
    node(4, 'read', 'node:fs', 4),
    node(5, '(garbage collector)', ''),
    // The same function called from elsewhere is another node.
    node(6, 'handle', `file://${ROOT}/gateway/app.ts`, 9),
    node(7, '', `file://${ROOT}/node_modules/@scope/name/index.js`, 0),
  ],
  samples: [1, 2, 6, 3, 4, 5, 7],
  timeDeltas: [5_000, 1_000, 1_000, 1_000, 500, 500, 1_000],
};

describe('a profile', () => {
  it('says what each function and each file took of the time in which it worked', () => {
    const { idle, seconds, functions, groups } = summarise(profile, ROOT);
    expect(seconds).toBeCloseTo(0.01);
    expect(idle).toBe(0.5);
    expect(functions[0]).toEqual({
      name: 'gateway/app.ts:10 handle',
      group: 'gateway/app.ts',
      ms: 2,
      share: 0.4,
    });
    expect(groups.map(({ group, ms }) => [group, ms])).toEqual([
      ['gateway/app.ts', 2],
      ['avsc', 1],
      ['@scope/name', 1],
      ['node', 0.5],
      ['(garbage collector)', 0.5],
    ]);
  });

  it('loses no time: shares add up to the whole', () => {
    const { functions, groups, folders } = summarise(profile, ROOT);
    for (const list of [functions, groups, folders])
      expect(list.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('without samples is empty, not a failure', () => {
    const summary = summarise({ nodes: [] }, ROOT);
    expect(summary).toMatchObject({ seconds: 0, functions: [], groups: [] });
    expect(profileText(summary, 'nothing')).toContain('nothing');
  });

  it('is told in one sentence', () => {
    expect(whereText(summarise(profile, ROOT), 'The gateway')).toBe(
      'The gateway waits 50.0 % of the time; of the rest: `gateway` 40.0 %, `avsc` 20.0 %, `@scope/name` 20.0 %, `node` 10.0 %, `(garbage collector)` 10.0 %.',
    );
  });
});
