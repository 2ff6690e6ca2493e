/**
 * The labels of one engagement that people corrected. It decides nothing about replies: a correction is an example
 * to learn from, and what was posted stays as it is.
 */
import type { AnyEvent, EventData } from '../../topics/events.ts';
import { isLabelOf } from '../../topics/labels.ts';
import { isEvent } from '../runtime/types.ts';
import type { Answer, Decision, Machine, TimerFired } from '../runtime/types.ts';

export interface LabelFact {
  readonly type: 'LabelCorrected';
  readonly data: EventData['LabelCorrected'];
}

/** `labels`: the newest word of a person, by head; a few letters for each, kept for as long as the log is. */
export interface LabelsState {
  readonly version: number;
  readonly labels: Readonly<Record<string, string>>;
}

const REJECTIONS = {
  label_unknown: 'This head has no such label.',
  label_changed: 'Somebody else has corrected this label meanwhile.',
} as const;

/** An engagement of one workspace: nobody else's command touches it, whatever id it names. */
export function keyOfLabels(event: AnyEvent): string | null {
  return isEvent(event, 'CorrectLabel')
    ? JSON.stringify([event.tenantId, event.workspaceId, event.data.engagementId])
    : null;
}

export const labelsMachine: Machine<LabelsState, LabelFact> = {
  initialState: () => ({ version: 0, labels: {} }),
  decide,
  evolve: ({ version, labels }, { data }) => ({
    version: version + 1,
    labels: { ...labels, [data.head]: data.label },
  }),
  expiresAt: () => null,
};

function decide(input: AnyEvent | TimerFired, state: LabelsState): Decision<LabelFact> {
  if (!isEvent(input, 'CorrectLabel')) return { skip: 'not_an_input' };
  const { engagementId, conversationId, head, label, modelLabel, modelVersion } = input.data;
  if (!isLabelOf(head, label)) return rejected(state, 'label_unknown');
  const inForce = Object.hasOwn(state.labels, head) ? (state.labels[head] ?? modelLabel) : modelLabel;
  if (label === inForce)
    return { answer: { status: 'accepted', version: state.version }, skip: 'labelled_so_already' };
  if (input.data.previousLabel !== inForce)
    return rejected(state, 'label_changed', JSON.stringify({ label: inForce }));
  const version = state.version + 1;
  const fact: LabelFact = {
    type: 'LabelCorrected',
    data: { engagementId, conversationId, head, label, previousLabel: inForce, modelLabel, modelVersion },
  };
  const envelope = { streamId: `labels:${engagementId}`, streamVersion: version, actor: input.actor };
  return {
    facts: [fact],
    outputs: [{ topic: 'label.events', key: conversationId, ...fact, envelope }],
    answer: { status: 'accepted', version },
  };
}

function rejected(
  { version }: LabelsState,
  code: keyof typeof REJECTIONS,
  details?: string,
): Decision<LabelFact> {
  const answer: Answer = { status: 'rejected', code, message: REJECTIONS[code], version };
  return { answer: details === undefined ? answer : { ...answer, details }, skip: code };
}
