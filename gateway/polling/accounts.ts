/** Accounts whose networks do not call us, as the poller sees them. */
import type { PlatformClient } from '../../platforms/port.ts';
import { PLATFORMS } from '../../platforms/registry.ts';
import type { PolledAccount } from './poller.ts';

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
    const client = clientOf(account.accountId);
    const poll = client?.poll;
    const pace = client && PLATFORMS[client.network].polling;
    if (!poll || !pace) return [];
    return [
      {
        ...account,
        pace,
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
