/** How well a classifier finds what is urgent among the hand-written cases, by half. */
import type { Classifier } from '../ports.ts';
import { halfOf, readCases } from './cases.ts';
import type { Half, UrgencyCase } from './cases.ts';

export interface UrgencyScores {
  readonly rows: number;
  readonly urgent: number;
  /** Of "urgent", 0 to 1. */
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
}

/** Whether it calls a case urgent, as a mention of a brand on a network with short posts. */
export function saysUrgent(classifier: Classifier, { text, language, context }: UrgencyCase): boolean {
  const { urgency } = classifier.classify({
    text,
    language,
    network: 'x',
    engagementKind: 'mention',
    mentionsBrand: true,
    authorFollowers: context?.followers ?? null,
    authorContacts: context?.contacts ?? null,
    velocity: context?.velocity ?? null,
  });
  return urgency === 'high';
}

export function urgencyScores(half: Half, classifier: Classifier): UrgencyScores {
  const cases = readCases().filter(({ text }) => halfOf(text) === half);
  const said = cases.filter((one) => saysUrgent(classifier, one));
  const urgent = cases.filter((one) => one.urgent).length;
  const hits = said.filter((one) => one.urgent).length;
  return {
    rows: cases.length,
    urgent,
    f1: (2 * hits) / (urgent + said.length),
    precision: said.length === 0 ? 0 : hits / said.length,
    recall: hits / urgent,
  };
}
