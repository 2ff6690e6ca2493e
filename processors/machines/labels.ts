/**
 * The labels of one engagement that people corrected. It decides nothing about replies: a correction is an example
 * to learn from, and what was posted stays as it is.
 */
import type { AnyEvent, EventData } from '../../topics/events.ts';
import { isInLabelSample } from '../../topics/label-sample.ts';
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
  /** Heads of which somebody gave a label whatever the model said; absent in states from before. */
  readonly unselected?: readonly string[];
}

const REJECTIONS = {
  label_unknown: 'This head has no such label.',
  label_changed: 'Somebody else has corrected this label meanwhile.',
  not_in_sample: 'Nobody asks for a label of this message: it would not be an unselected one.',
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
  evolve: ({ version, labels, unselected = [] }, { data }) => ({
    version: version + 1,
    labels: { ...labels, [data.head]: data.label },
    unselected: data.unselected ? [...new Set([...unselected, data.head])] : unselected,
  }),
  expiresAt: () => null,
};

function decide(input: AnyEvent | TimerFired, state: LabelsState): Decision<LabelFact> {
  if (!isEvent(input, 'CorrectLabel')) return { skip: 'not_an_input' };
  const { engagementId, conversationId, head, label, modelLabel, modelVersion, unselected } = input.data;
  if (!isLabelOf(head, label)) return rejected(state, 'label_unknown');
  if (unselected && !isInLabelSample(engagementId)) return rejected(state, 'not_in_sample');
  const inForce = Object.hasOwn(state.labels, head) ? (state.labels[head] ?? modelLabel) : modelLabel;
  // An unselected label is worth as much where it agrees with the model.
  if (label === inForce && (!unselected || isAsked(state, head)))
    return { answer: { status: 'accepted', version: state.version }, skip: 'labelled_so_already' };
  // Who gives one has not seen what is in force.
  if (!unselected && input.data.previousLabel !== inForce)
    return rejected(state, 'label_changed', JSON.stringify({ label: inForce }));
  const version = state.version + 1;
  const fact: LabelFact = {
    type: 'LabelCorrected',
    data: {
      engagementId,
      conversationId,
      head,
      label,
      previousLabel: inForce,
      modelLabel,
      modelVersion,
      unselected,
    },
  };
  const envelope = { streamId: `labels:${engagementId}`, streamVersion: version, actor: input.actor };
  return {
    facts: [fact],
    outputs: [{ topic: 'label.events', key: conversationId, ...fact, envelope }],
    answer: { status: 'accepted', version },
  };
}

/** Whether the head has an unselected label already. */
function isAsked({ unselected = [] }: LabelsState, head: string): boolean {
  return unselected.includes(head);
}

function rejected(
  { version }: LabelsState,
  code: keyof typeof REJECTIONS,
  details?: string,
): Decision<LabelFact> {
  const answer: Answer = { status: 'rejected', code, message: REJECTIONS[code], version };
  return { answer: details === undefined ? answer : { ...answer, details }, skip: code };
}
