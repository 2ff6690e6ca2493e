/** label.commands → label.events: what people say about the models' labels. See machines/labels.ts. */
import { keyOfLabels, labelsMachine } from './machines/labels.ts';
import type { Decide } from './runtime/types.ts';

export const labels: Decide = {
  kind: 'decide',
  name: 'labels',
  version: 1,
  purpose: 'Keeps the labels that people corrected: examples for the next training.',
  inputs: ['label.commands'],
  outputs: ['label.events', 'command.results'],
  keyOf: keyOfLabels,
  machine: labelsMachine,
};
