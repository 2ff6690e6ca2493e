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

/** What each tenant got, for people: accounts of X, messages received, attempts that ended. */
export function tenantLines(rows: readonly Row[], workspaces: readonly DemoWorkspace[]): readonly string[] {
  return [...new Set(workspaces.map(({ tenantId }) => tenantId))].map((tenantId) => {
    const own = rows.filter((row) => row.tenantId === tenantId && row.accountId.startsWith('x:'));
    const count = (hop: string): number =>
      own.reduce((sum, row) => sum + (row.hop === hop ? row.emitted : 0), 0);
    const accounts = new Set(own.map(({ accountId }) => accountId)).size;
    return `${tenantId}: accounts of X ${accounts}, received ${count('receive')}, attempts ${count('send')}`;
  });
}

function matches(row: Row, hop: string, tenantId: string, accountId: string): boolean {
  return row.hop === hop && row.tenantId === tenantId && row.accountId === accountId && row.emitted > 0;
}
