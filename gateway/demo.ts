/**
 * Until identity lands, an installation has one member, and workspaces with the accounts of the simulated networks
 * (`service/demo-workspaces.ts`). This file is the only place of the gateway that says so; it goes when identity comes.
 */
import type { AccountOwner } from '../platforms/account-owners.ts';
import { demoWorkspaces, FIRST_DEMO_WORKSPACE, type DemoAccount } from '../service/demo-workspaces.ts';
import type { Config } from '../service/config.ts';
import { deriveId } from '../topics/ids.ts';
import type { Appender, Principal } from './ports.ts';
import { workspaceCommand } from './routes/workspace.ts';

const MEMBER_ID = 'owner';

/** Signed in, he sees the first workspace. */
export const DEMO_MEMBER: Principal = {
  tenantId: FIRST_DEMO_WORKSPACE.tenantId,
  workspaceId: FIRST_DEMO_WORKSPACE.workspaceId,
  memberId: MEMBER_ID,
};

/** Until profiles are events; null for a workspace that is none of the demonstration's. */
export function demoWorkspaceName(
  { demoWorkspaces: count }: Pick<Config, 'demoWorkspaces'>,
  { tenantId, workspaceId }: AccountOwner,
): string | null {
  const workspace = demoWorkspaces(count).find(
    (one) => one.tenantId === tenantId && one.workspaceId === workspaceId,
  );
  return workspace?.brandName ?? null;
}

export type OwnedAccount = DemoAccount & AccountOwner;

/** Accounts of the networks that are configured. */
export function demoAccounts({
  networks,
  demoWorkspaces: count,
}: Pick<Config, 'networks' | 'demoWorkspaces'>): readonly OwnedAccount[] {
  return demoWorkspaces(count).flatMap(({ tenantId, workspaceId, accounts }) =>
    accounts
      .filter(({ network }) => networks[network] !== null)
      .map((account) => ({ ...account, tenantId, workspaceId })),
  );
}

/** Connects the accounts. The command of an account is always the same one, so a restart connects nothing twice. */
export async function connectDemoAccounts(
  appender: Appender,
  accounts: readonly OwnedAccount[],
  now: number,
): Promise<void> {
  for (const { tenantId, workspaceId, ...account } of accounts) {
    const member = { tenantId, workspaceId, memberId: MEMBER_ID };
    const commandId = deriveId('connect', tenantId, workspaceId, account.accountId);
    const command = workspaceCommand(member, commandId, now, 'ConnectAccount', account);
    await appender.append('workspace.commands', workspaceId, command);
  }
}

/**
 * Who gets what is delivered for an account that the log does not (or not yet) say anything about: its workspace of
 * the demonstration, or the first one.
 */
export function demoOwner(accounts: readonly OwnedAccount[], accountId: string): AccountOwner {
  const { tenantId, workspaceId } =
    accounts.find((account) => account.accountId === accountId) ?? FIRST_DEMO_WORKSPACE;
  return { tenantId, workspaceId };
}
