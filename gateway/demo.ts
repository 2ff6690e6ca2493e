/**
 * Until identity lands, an installation has one agency with one workspace and one member, and the accounts of
 * the simulated networks. This file is the only place that says so; it goes when identity comes.
 */
import type { Config } from '../service/config.ts';
import type { NetworkSlug } from '../service/networks.ts';
import { deriveId } from '../topics/ids.ts';
import type { Appender, Principal } from './ports.ts';
import { workspaceCommand } from './routes/workspace.ts';

export const DEMO_MEMBER: Principal = { tenantId: 'demo', workspaceId: 'acme', memberId: 'owner' };

/** Until profiles are events; the demo's brand as `processors/profiles.ts` has it. */
export function demoWorkspaceName(scope: Pick<Principal, 'tenantId' | 'workspaceId'>): string | null {
  const { tenantId, workspaceId } = DEMO_MEMBER;
  return scope.tenantId === tenantId && scope.workspaceId === workspaceId ? 'Acme Coffee' : null;
}

export interface DemoAccount {
  readonly accountId: string;
  readonly network: NetworkSlug;
  readonly handle: string;
}

const ACCOUNTS: readonly DemoAccount[] = [
  { accountId: 'x:1001', network: 'x', handle: 'acmecoffee' },
  { accountId: 'mastodon:2001', network: 'mastodon', handle: 'acmecoffee@social.example' },
];

/** Accounts of the networks that are configured. */
export function demoAccounts(config: Pick<Config, 'networks'>): readonly DemoAccount[] {
  return ACCOUNTS.filter(({ network }) => config.networks[network] !== null);
}

/** Connects the accounts. The command of an account is always the same one, so a restart connects nothing twice. */
export async function connectDemoAccounts(
  appender: Appender,
  accounts: readonly DemoAccount[],
  now: number,
): Promise<void> {
  for (const account of accounts) {
    const commandId = deriveId('connect', DEMO_MEMBER.tenantId, DEMO_MEMBER.workspaceId, account.accountId);
    const command = workspaceCommand(DEMO_MEMBER, commandId, now, 'ConnectAccount', account);
    await appender.append('workspace.commands', DEMO_MEMBER.workspaceId, command);
  }
}
