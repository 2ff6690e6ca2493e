/** Accounts whose networks do not call us, as the poller sees them. */
import type { PlatformClient } from '../../platforms/port.ts';
import type { PolledAccount } from './poller.ts';

/** Time between polls, ms. Mastodon allows 300 requests per 5 minutes and account: polling takes 100 of them. */
const EVERY_MS = 3_000;

export function polledAccounts(
  accounts: readonly {
    readonly accountId: string;
    readonly network: string;
    readonly tenantId: string;
    readonly workspaceId: string;
  }[],
  clientOf: (accountId: string) => PlatformClient | undefined,
): readonly PolledAccount[] {
  return accounts.flatMap((account) => {
    const poll = clientOf(account.accountId)?.poll;
    if (!poll) return [];
    return [
      {
        ...account,
        everyMs: EVERY_MS,
        async poll(cursor, signal) {
          const page = await poll(cursor, signal);
          return {
            body: page.items === 0 ? null : page.body,
            contentType: page.contentType,
            cursor: page.cursor,
            more: page.more,
          };
        },
      } satisfies PolledAccount,
    ];
  });
}
