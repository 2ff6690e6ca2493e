/** The baseline gate: word lists and rules. It has no measure of the brand's voice and says so. */
import type { SafetyGate } from '../ports.ts';
import { realDeadline } from './ask-layer.ts';
import { createSafetyGate } from './gate.ts';
import type { SafetyLayer } from './layer.ts';
import { accessibilityLayer } from './layers/accessibility.ts';
import { disclosureLayer } from './layers/disclosure.ts';
import { formLayer } from './layers/form.ts';
import { inboundRiskLayer } from './layers/inbound-risk.ts';
import { linksLayer } from './layers/links.ts';
import { networkRulesLayer } from './layers/network-rules.ts';
import { piiLayer } from './layers/pii.ts';
import { policyRulesLayer } from './layers/policy-rules.ts';
import { wordsLayer } from './layers/words.ts';

export const BASELINE_LAYERS: readonly SafetyLayer[] = [
  formLayer,
  wordsLayer,
  piiLayer,
  linksLayer,
  policyRulesLayer,
  networkRulesLayer,
  disclosureLayer,
  accessibilityLayer,
  inboundRiskLayer,
];

export const baselineSafetyGate: SafetyGate = createSafetyGate({
  layers: BASELINE_LAYERS,
  layerDeadlineMs: 2_000,
  startDeadline: realDeadline,
});
