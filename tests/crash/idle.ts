/** Whether the load reached everybody: a workspace in which nothing happens shows nothing of what is kept apart. */
import type { HopRow } from '../../cli/audit/hops.ts';
import type { DemoWorkspace } from '../../service/demo-workspaces.ts';

type Row = Pick<HopRow, 'hop' | 'tenantId' | 'accountId' | 'emitted'>;

/** First and last of the way: a message became an engagement, an attempt got its answer. */
const HOPS = ['receive', 'send'] as const;

/** @returns `tenant/workspace: account hop` of each account of X for which the hop has emitted nothing. */
export function idleWorkspaces(
  rows: readonly Row[],
  workspaces: readonly DemoWorkspace[],
): readonly string[] {
  return workspaces.flatMap(({ tenantId, workspaceId, accounts }) =>
    accounts
      .filter(({ network }) => network === 'x')
      .flatMap(({ accountId }) =>
        HOPS.filter((hop) => !rows.some((row) => matches(row, hop, tenantId, accountId))).map(
          (hop) => `${tenantId}/${workspaceId}: ${accountId} ${hop}`,
        ),
      ),
  );
}

function matches(row: Row, hop: string, tenantId: string, accountId: string): boolean {
  return row.hop === hop && row.tenantId === tenantId && row.accountId === accountId && row.emitted > 0;
}
