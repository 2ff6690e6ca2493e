/** What a workspace says of itself to the models: trusted, changed only by its members. */
import type { DemoWorkspace } from '../service/demo-workspaces.ts';
import { demoWorkspaces } from '../service/demo-workspaces.ts';
import type { Catalogue } from '../models/entities/catalogue.ts';
import { DEFAULT_POLICY } from '../models/safety/policy.ts';
import type { WorkspacePolicy } from '../models/safety/policy.ts';
import { DEMO_VOICE } from './demo-voice.ts';

export interface WorkspaceProfile {
  readonly brandName: string;
  readonly safety: WorkspacePolicy;
  /** Its products, brands and competitors; null when it has named none. Replaced as a whole, never changed. */
  readonly catalogue: Catalogue | null;
}

export type ProfileSource = (tenantId: string, workspaceId: string) => WorkspaceProfile | undefined;

/**
 * The demonstration's brand has a voice, so every draft has a brand score. A workspace without one lets nothing out by
 * itself unless a policy of its own, an event, accepts that (`acceptUnscoredBrand`).
 */
const ACME_SAFETY: WorkspacePolicy = { ...DEFAULT_POLICY, version: 'acme-2', voice: DEMO_VOICE };

const ACME_CATALOGUE: Catalogue = {
  version: 'acme-1',
  items: [
    { id: 'acme-coffee', kind: 'brand', names: ['Acme Coffee', 'AcmeCoffee', 'Acme'] },
    { id: 'cold-brew', kind: 'product', names: ['Cold Brew', 'ColdBrew'] },
    { id: 'house-blend', kind: 'product', names: ['House Blend', 'the blend'] },
    { id: 'cinnamon-roll', kind: 'product', names: ['Cinnamon Roll', 'Cinnamon Rolls'] },
    {
      id: 'go-cup',
      kind: 'product',
      names: ['Go', 'Go Cup', 'Go Mug'],
      context: ['cup', 'mug', 'lid', 'tumbler'],
    },
    { id: 'rivalbrew', kind: 'competitor', names: ['RivalBrew', 'Rival Brew'] },
  ],
};

/** Profiles of the demonstration's workspaces, all of one brand; profiles become events with the identity area. */
export function demoProfilesOf(workspaces: readonly DemoWorkspace[]): ProfileSource {
  const profiles = new Map(
    workspaces.map(({ tenantId, workspaceId, brandName }): readonly [string, WorkspaceProfile] => [
      `${tenantId}/${workspaceId}`,
      { brandName, safety: ACME_SAFETY, catalogue: ACME_CATALOGUE },
    ]),
  );
  return (tenantId, workspaceId) => profiles.get(`${tenantId}/${workspaceId}`);
}

/** Of an installation that asks for no more than one workspace. */
export const demoProfiles: ProfileSource = demoProfilesOf(demoWorkspaces(1));
