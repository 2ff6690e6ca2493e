/**
 * Whose an engagement and an account are, by the log: an engagement belongs to the workspace that received it, an
 * account to the one that connected it first. What else is said of them must be said there.
 */
import type { Evidence } from './entry.ts';
import { placeOf } from './entry.ts';
import { fieldOf } from './hop-rules.ts';

interface Scope {
  readonly tenantId: string;
  readonly workspaceId: string;
}

interface Claim {
  readonly scope: string;
  /** Epoch ms. */
  readonly since: number;
}

const scopeOf = ({ tenantId, workspaceId }: Scope): string => `${tenantId}/${workspaceId}`;

/** Places of events in one workspace about an engagement or an account of another. */
export function crossings({ entries }: Pick<Evidence, 'entries'>): readonly string[] {
  const engagements = new Map<string, string>();
  const accounts = new Map<string, Claim>();
  for (const { event } of entries) {
    if (event.type === 'EngagementReceived') {
      const { engagementId } = event.data.engagement;
      if (!engagements.has(engagementId)) engagements.set(engagementId, scopeOf(event));
    } else if (event.type === 'AccountConnected') {
      const { accountId } = event.data;
      const claim = { scope: scopeOf(event), since: event.recordedAt };
      const known = accounts.get(accountId);
      if (!known || claim.since < known.since) accounts.set(accountId, claim);
    }
  }
  return entries.flatMap((entry) => {
    const { event } = entry;
    // Of a record that was put aside the letter says where it came from, and it may say anything.
    if (event.type === 'DeadLettered') return [];
    const scope = scopeOf(event);
    const engagementId = fieldOf(event, 'engagement', 'engagementId') ?? fieldOf(event, 'engagementId');
    const accountId =
      fieldOf(event, 'engagement', 'accountId') ??
      fieldOf(event, 'target', 'accountId') ??
      fieldOf(event, 'accountId');
    // Past their retention nobody can say whose they were.
    const owner = engagements.get(engagementId ?? '') ?? scope;
    const account = accounts.get(accountId ?? '');
    // Before anybody had connected the account, its messages went to whoever the installation says.
    const foreign = account !== undefined && event.recordedAt >= account.since && account.scope !== scope;
    if (owner === scope && !foreign) return [];
    return [`${event.type} of ${scope} about ${engagementId ?? accountId} at ${placeOf(entry)}`];
  });
}
