/**
 * Whose an account is, as the log tells it: a table that a process keeps for itself from `workspace.events`. A
 * process may be a moment behind, so whoever writes by it knows a fallback for accounts that were connected just now.
 */
import type { AnyEvent } from '../topics/events.ts';

export interface AccountOwner {
  readonly tenantId: string;
  readonly workspaceId: string;
}

/** Undefined: no workspace has connected the account. */
export type OwnerSource = (accountId: string) => AccountOwner | undefined;

interface Claim extends AccountOwner {
  /** Epoch ms. */
  readonly since: number;
}

export class AccountOwners {
  readonly #claims = new Map<string, Claim>();

  /** Takes note of an event; all but those about accounts are none of its business. */
  apply(event: AnyEvent): void {
    if (event.type !== 'AccountConnected') return;
    const { data, tenantId, workspaceId, recordedAt } = event;
    const claim = { tenantId, workspaceId, since: recordedAt };
    const known = this.#claims.get(data.accountId);
    if (known === undefined || earlier(claim, known)) this.#claims.set(data.accountId, claim);
  }

  readonly ownerOf: OwnerSource = (accountId) => {
    const claim = this.#claims.get(accountId);
    return claim && { tenantId: claim.tenantId, workspaceId: claim.workspaceId };
  };
}

/**
 * Who connected it first keeps it: another workspace that connects it later gets none of its messages. Partitions of
 * the topic are read in any order, so every process must come to the same answer whatever it read first.
 */
function earlier(one: Claim, other: Claim): boolean {
  if (one.since !== other.since) return one.since < other.since;
  return scopeOf(one) < scopeOf(other);
}

const scopeOf = ({ tenantId, workspaceId }: AccountOwner): string => JSON.stringify([tenantId, workspaceId]);
