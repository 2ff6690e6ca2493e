import { describe, expect, it } from 'vitest';
import { demoWorkspaces, FIRST_DEMO_WORKSPACE, MAX_DEMO_WORKSPACES } from './demo-workspaces.ts';

describe('workspaces of a demonstration', () => {
  it('are one unless more are asked for', () => {
    expect(demoWorkspaces(1)).toEqual([FIRST_DEMO_WORKSPACE]);
  });

  it('are spread over tenants, and no two share a workspace id, an account or a name', () => {
    const twenty = demoWorkspaces(20);
    expect(twenty).toHaveLength(20);
    expect(new Set(twenty.map(({ tenantId }) => tenantId)).size).toBeGreaterThanOrEqual(3);
    const all = demoWorkspaces(MAX_DEMO_WORKSPACES);
    expect(new Set(all.map(({ workspaceId }) => workspaceId)).size).toBe(MAX_DEMO_WORKSPACES);
    expect(new Set(all.map(({ brandName }) => brandName)).size).toBe(MAX_DEMO_WORKSPACES);
    const accounts = all.flatMap((workspace) => workspace.accounts.map(({ accountId }) => accountId));
    expect(new Set(accounts).size).toBe(accounts.length);
    expect(all.every((workspace) => workspace.accounts.some(({ network }) => network === 'x'))).toBe(true);
  });
});
