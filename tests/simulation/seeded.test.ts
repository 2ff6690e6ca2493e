/**
 * A simulation that nobody ever saw red proves nothing: with mistakes switched on (`service/seeded-bugs.ts`) every world
 * turns red, and says why in a few commands.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';

// Read where the product is loaded; each file of tests loads it anew.
vi.hoisted(() => {
  process.env['SIGNALPOST_SEEDED_BUG'] =
    'offsets-outside-transaction,forget-outcome,commit-before-insert,advance-before-apply,skip-stream-version';
});

const { Transitions } = await import('../../processors/runtime/transitions.ts');
const { addsUp } = await import('./engagement.ts');
const { calledAtMostOnce, everyInputOnce } = await import('./kinds.ts');
const { holdsTheLog, sampleRecords } = await import('./read-models.ts');
const { LIMIT } = await import('./settings.ts');

/** A mistake shows in the first stories; more are a sign that it hides. */
const SETTINGS = { numRuns: 200, seed: 1 };
const MOST_COMMANDS = 8;

async function story<T extends { readonly commands: unknown }>(
  property: fc.IAsyncProperty<[T]>,
): Promise<readonly string[]> {
  const found = await fc.check(property, SETTINGS);
  if (!found.failed || found.counterexample === null) return ['nothing was found'];
  const [commands = ''] = fc.stringify(found.counterexample[0].commands).split('/*');
  return commands.split(',');
}

describe('with a mistake in the product', () => {
  it('offsets outside the transaction: a transform is red', LIMIT, async () => {
    const commands = await story(everyInputOnce(new Transitions()));
    expect(commands.join()).toMatch(/write/);
    expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  it('an attempt whose owner died is forgotten: an effect on the world is red', LIMIT, async () => {
    const commands = await story(calledAtMostOnce(new Transitions()));
    expect(commands.join()).toMatch(/write/);
    expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  it.each(['sink', 'views'] as const)('positions before contents: the %s is red', LIMIT, async (kind) => {
    const commands = await story(holdsTheLog(kind, await sampleRecords(), new Transitions()));
    expect(commands).not.toEqual(['nothing was found']);
    expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  });

  it('versions with gaps: the engagement path is red', LIMIT, async () => {
    const found = await fc.check(addsUp(new Transitions()), { ...SETTINGS, endOnFailure: true });
    expect(found.failed).toBe(true);
    const { actual } = found.errorInstance as { readonly actual: readonly string[] };
    expect(actual.join('\n')).toMatch(/: stream .* goes from \d+ to \d+/);
  });
});
