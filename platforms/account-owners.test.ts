import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyEvent } from '../topics/events.ts';
import { AccountOwners } from './account-owners.ts';

const connected = (accountId: string, workspaceId: string, recordedAt: number, tenantId = 't'): AnyEvent =>
  ({ type: 'AccountConnected', tenantId, workspaceId, recordedAt, data: { accountId } }) as AnyEvent;

function table(events: readonly AnyEvent[]): AccountOwners {
  const owners = new AccountOwners();
  for (const event of events) owners.apply(event);
  return owners;
}

describe('whose an account is', () => {
  it('the workspace that connected it says; nobody, when none did', () => {
    const owners = table([
      connected('x:1', 'a', 5),
      connected('x:2', 'b', 6, 'u'),
      { ...connected('x:3', 'c', 7), type: 'WorkspaceResumed', data: {} },
    ]);
    expect(owners.ownerOf('x:1')).toEqual({ tenantId: 't', workspaceId: 'a' });
    expect(owners.ownerOf('x:2')).toEqual({ tenantId: 'u', workspaceId: 'b' });
    expect(owners.ownerOf('x:3')).toBeUndefined();
  });

  it('who was first keeps it, in whatever order the log is read', () => {
    const claims = fc.uniqueArray(
      fc.record({ workspaceId: fc.constantFrom('a', 'b', 'c'), at: fc.nat({ max: 3 }) }),
      { minLength: 1, selector: ({ workspaceId, at }) => `${workspaceId}${at}` },
    );
    fc.assert(
      fc.property(
        claims.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const owner = (list: typeof all) =>
            table(list.map(({ workspaceId, at }) => connected('x:1', workspaceId, at))).ownerOf('x:1');
          expect(owner(shuffled)).toEqual(owner(all));
          const first = Math.min(...all.map(({ at }) => at));
          expect(
            all.some(({ workspaceId, at }) => at === first && workspaceId === owner(all)?.workspaceId),
          ).toBe(true);
        },
      ),
    );
  });
});
