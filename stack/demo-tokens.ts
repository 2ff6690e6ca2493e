/** The simulated networks give every account a token of its own; our processes get those of the demo's workspaces. */
import { demoWorkspaces, MAX_DEMO_WORKSPACES } from '../service/demo-workspaces.ts';
import { NETWORKS } from './networks/table.ts';
import { tokenFor } from './networks/tokens.ts';
import type { Secrets } from './secrets.ts';

/** `SIGNALPOST_ACCOUNT_TOKENS` for the workspaces beyond the first; nothing where there are none, or it is set. */
export function demoTokens(env: NodeJS.ProcessEnv, secrets: Secrets): Secrets {
  const count = Number(env['SIGNALPOST_DEMO_WORKSPACES'] || '1');
  // A count that is none is refused by each process, with a reason.
  if (!Number.isInteger(count) || count > MAX_DEMO_WORKSPACES || env['SIGNALPOST_ACCOUNT_TOKENS']) return {};
  const tokens = demoWorkspaces(count)
    .slice(1)
    .flatMap(({ accounts }) => accounts)
    .map(({ accountId, network }) => {
      const native = accountId.slice(network.length + 1);
      return `${accountId}=${tokenFor(secrets[NETWORKS[network].tokenEnv] ?? '', native)}`;
    });
  return tokens.length === 0 ? {} : { SIGNALPOST_ACCOUNT_TOKENS: tokens.join(',') };
}
