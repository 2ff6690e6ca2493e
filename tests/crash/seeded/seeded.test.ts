/**
 * The auditor turns red with each bug that is switched on in a real installation, with exactly the bug's figures.
 * Bugs whose figures differ share an installation; `npm run test:crash -- --seeded` runs each alone.
 */
import { describe, expect, it } from 'vitest';
import { SEEDED_BUGS } from '../../../service/seeded-bugs.ts';
import { READ_BACK_SOON, startInstallation } from '../../support/installation.ts';
import { ALONE, GROUPS } from './groups.ts';
import { expectedRed, provoke } from './provoke.ts';

describe('seeded bugs', () => {
  it('are all in a group, or run alone', () => {
    expect([...GROUPS.flat(), ...ALONE].toSorted()).toEqual(Object.keys(SEEDED_BUGS).toSorted());
  });

  // Side by side: most of their time they wait for sessions and deadlines to end.
  it.concurrent.each(GROUPS.map((group) => [group.join(', '), group] as const))(
    'the auditor finds %s',
    async (_names, group) => {
      const installation = await startInstallation({
        NODE_ENV: 'test',
        ...READ_BACK_SOON,
        SIGNALPOST_SEEDED_BUG: group.join(','),
      });
      try {
        const { red } = await provoke(installation, group, console.log);
        expect(red).toEqual(expectedRed(group));
      } finally {
        await installation.stop();
      }
    },
    600_000,
  );
});
