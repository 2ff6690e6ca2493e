/** What a workspace says of itself to the models: trusted, changed only by its members. */
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';

export interface WorkspaceProfile {
  readonly brandName: string;
  readonly safety: WorkspacePolicy;
}

export type ProfileSource = (tenantId: string, workspaceId: string) => WorkspaceProfile | undefined;

/**
 * The brand approved the templates that the baseline writes from, and no scorer of its voice exists yet: a
 * missing brand score alone does not hold a reply.
 */
const ACME_SAFETY: WorkspacePolicy = { ...DEFAULT_POLICY, version: 'acme-1', acceptUnscoredBrand: true };

/** The demo installation's one workspace; profiles become events with the identity area. */
const DEMO: Readonly<Record<string, WorkspaceProfile>> = {
  'demo/acme': { brandName: 'Acme Coffee', safety: ACME_SAFETY },
};

export const demoProfiles: ProfileSource = (tenantId, workspaceId) => {
  const key = `${tenantId}/${workspaceId}`;
  return Object.hasOwn(DEMO, key) ? DEMO[key] : undefined;
};
