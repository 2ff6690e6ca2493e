/** The gate of an installation without hosted moderators: the whole ensemble, on this machine. */
import type { SafetyGate } from '../ports.ts';
import { createEnsemble, ensembleLayers } from './ensemble.ts';
import type { SafetyLayer } from './layer.ts';

export const BASELINE_LAYERS: readonly SafetyLayer[] = ensembleLayers();

export const baselineSafetyGate: SafetyGate = createEnsemble();
