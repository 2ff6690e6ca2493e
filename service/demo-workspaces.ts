/**
 * The workspaces that a demonstration or a test begins with: until identity lands nobody can make one by the API.
 * The gateway connects their accounts, the processors have their profiles, the local installation their tokens.
 */
import type { NetworkSlug } from './networks.ts';

export interface DemoAccount {
  /** `network:id`. */
  readonly accountId: string;
  readonly network: NetworkSlug;
  readonly handle: string;
}

export interface DemoWorkspace {
  readonly tenantId: string;
  /** One of a kind in the whole installation: deciders of workspaces are keyed by it. */
  readonly workspaceId: string;
  readonly brandName: string;
  readonly accounts: readonly DemoAccount[];
}

/** Each with an account of X, whose native ids go on from the first. */
export const MAX_DEMO_WORKSPACES = 200;

/** Agencies; workspaces go around among them. */
const TENANTS = ['demo', 'harbour', 'lakeside', 'northwind'] as const;
const FIRST_X_ID = 1001;

/** The one that people see. */
export const FIRST_DEMO_WORKSPACE: DemoWorkspace = {
  tenantId: TENANTS[0],
  workspaceId: 'acme',
  brandName: 'Acme Coffee',
  accounts: [
    { accountId: `x:${FIRST_X_ID}`, network: 'x', handle: 'acmecoffee' },
    { accountId: 'mastodon:2001', network: 'mastodon', handle: 'acmecoffee@social.example' },
  ],
};

/** @param count 1 to `MAX_DEMO_WORKSPACES`; the first is always `FIRST_DEMO_WORKSPACE`. */
export function demoWorkspaces(count: number): readonly DemoWorkspace[] {
  const others = Array.from({ length: Math.max(0, count - 1) }, (_, index): DemoWorkspace => {
    const number = index + 2;
    return {
      tenantId: TENANTS[(index + 1) % TENANTS.length] ?? TENANTS[0],
      workspaceId: `acme-${number}`,
      brandName: `${FIRST_DEMO_WORKSPACE.brandName} ${number}`,
      accounts: [{ accountId: `x:${FIRST_X_ID + index + 1}`, network: 'x', handle: `acmecoffee${number}` }],
    };
  });
  return [FIRST_DEMO_WORKSPACE, ...others];
}
