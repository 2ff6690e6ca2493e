/** Brand alignment: no score without enough examples, and then the policy says whether the text may go out. */
import type { LayerFinding, PreparedContent, SafetyLayer } from '../layer.ts';
import { BrandVoice } from '../brand/voice.ts';
import type { WorkspacePolicy } from '../policy.ts';

/** Policies by identity: a policy is not changed, it is replaced. */
const VOICES = new WeakMap<WorkspacePolicy, { readonly voice: BrandVoice | null }>();

export function voiceOf(policy: WorkspacePolicy): BrandVoice | null {
  const known = VOICES.get(policy);
  if (known !== undefined) return known.voice;
  const voice = BrandVoice.of(policy.voice);
  VOICES.set(policy, { voice });
  return voice;
}

function check({ text, policy }: PreparedContent): LayerFinding {
  const voice = voiceOf(policy);
  return { scores: voice === null ? {} : { brand: voice.score(text).score }, issues: [] };
}

export const brandLayer: SafetyLayer = { name: 'brand', version: 'brand-1', check };
