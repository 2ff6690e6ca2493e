/**
 * The safety ensemble: rules, two classifiers of different families, the brand's voice, and what an installation
 * adds (hosted moderators, a judge). Any layer that flags, fails, is late or disagrees means that a person decides.
 */
import type { SafetyGate } from '../ports.ts';
import { realDeadline } from './ask-layer.ts';
import { createSafetyGate } from './gate.ts';
import type { EmbedderFor } from './brand/embed.ts';
import type { SafetyLayer } from './layer.ts';
import { accessibilityLayer } from './layers/accessibility.ts';
import { brandLayer } from './layers/brand.ts';
import { bayesScorer, classifiersLayer, lightScorer } from './layers/classifiers.ts';
import { copyrightLayer } from './layers/copyright.ts';
import { disclosureLayer } from './layers/disclosure.ts';
import { explicitLayer, lightExplicit } from './layers/explicit.ts';
import { formLayer } from './layers/form.ts';
import { inboundRiskLayer } from './layers/inbound-risk.ts';
import { linksLayer } from './layers/links.ts';
import { networkRulesLayer } from './layers/network-rules.ts';
import { piiLayer } from './layers/pii.ts';
import { policyRulesLayer } from './layers/policy-rules.ts';
import { wordsLayer } from './layers/words.ts';
import { WorkspaceStreams } from './workspace-streams.ts';

export interface EnsembleOptions {
  /** Hosted moderators and a judge (`hosted/`); they run beside the layers of this installation. */
  readonly more?: readonly SafetyLayer[];
  /** Sentence embeddings for the brand's voice, where the installation has a model for them. */
  readonly embedders?: readonly EmbedderFor[];
  /** What workspaces were told lately, where somebody fills it; else only what the gate itself sees. */
  readonly streams?: WorkspaceStreams;
  /** How long one layer may take, ms; only hosted ones take any. */
  readonly layerDeadlineMs?: number;
}

export function ensembleLayers({
  more = [],
  embedders = [],
  streams = new WorkspaceStreams(),
}: EnsembleOptions = {}): readonly SafetyLayer[] {
  return [
    formLayer,
    wordsLayer,
    piiLayer,
    linksLayer,
    policyRulesLayer,
    networkRulesLayer,
    disclosureLayer,
    accessibilityLayer,
    copyrightLayer((text, context) => streams.find(text, context)),
    classifiersLayer(lightScorer, bayesScorer),
    explicitLayer(lightExplicit),
    brandLayer(embedders),
    inboundRiskLayer,
    ...more,
  ];
}

const LAYER_DEADLINE_MS = 2_000;

export function createEnsemble(options: EnsembleOptions = {}): SafetyGate {
  return createSafetyGate({
    layers: ensembleLayers(options),
    layerDeadlineMs: options.layerDeadlineMs ?? LAYER_DEADLINE_MS,
    startDeadline: realDeadline,
  });
}

/** The ensemble with hosted layers beside it, each of which may take so many ms; without any, the ordinary one. */
export function hostedGate(
  more: readonly SafetyLayer[],
  layerDeadlineMs: number,
  options: Pick<EnsembleOptions, 'streams'> = {},
): SafetyGate {
  return createEnsemble(more.length === 0 ? options : { ...options, more, layerDeadlineMs });
}
