/** Where a decision of a person stands, from the click to the answer. Pure. */
import type { ProblemBody } from '../api/types.ts';

export type Verb = 'approve' | 'edit' | 'reject' | 'undo';

/** What a person decided, about what they saw. Sent again it keeps its key, so that it can never count twice. */
export interface Intent {
  readonly verb: Verb;
  readonly engagementId: string;
  readonly key: string;
  readonly body: {
    readonly draftId: string;
    readonly draftVersion: number;
    readonly conversationVersion: number;
    readonly text?: string;
    /** What readers must be told of the text. */
    readonly disclosures?: readonly string[];
    readonly reason?: string;
  };
}

export type CommandState =
  | { readonly name: 'sending'; readonly intent: Intent }
  /** Taken in, not answered yet. */
  | { readonly name: 'pending'; readonly intent: Intent }
  | { readonly name: 'accepted'; readonly intent: Intent }
  /** The answer is no; `choices` say how to go on. */
  | { readonly name: 'refused'; readonly intent: Intent; readonly problem: ProblemBody }
  /** No answer: the same intent may be sent again. */
  | { readonly name: 'unsent'; readonly intent: Intent; readonly problem: ProblemBody };

export const isBusy = (state: CommandState | undefined): boolean =>
  state?.name === 'sending' || state?.name === 'pending';

/**
 * Whether the failure says nothing about what happened, so that the same intent should go again. `internal` is
 * the first answer of its key for good: a decision after it is a new one.
 */
export const isUnsure = (problem: ProblemBody): boolean =>
  problem.code === 'no_answer' ||
  (problem.status >= 500 && problem.code !== 'internal') ||
  problem.status === 429;

export function failed(intent: Intent, problem: ProblemBody): CommandState {
  return isUnsure(problem) ? { name: 'unsent', intent, problem } : { name: 'refused', intent, problem };
}

/** The code that says most: the decider's own before the general one. */
export const codeOf = (problem: ProblemBody): string => problem.reason ?? problem.code;

/** Whether the reply can still be taken back: after the approval, before the grant. */
export const canUndo = (state: string): boolean => state === 'approved' || state === 'waiting';

/** Which decisions the engagement's state leaves open. `flagged`: it must be edited first. */
export function openVerbs(state: string, flagged: boolean): readonly Verb[] {
  if (state === 'held') return flagged ? ['edit', 'reject'] : ['approve', 'edit', 'reject'];
  if (state === 'drafted') return ['edit', 'reject'];
  if (canUndo(state)) return ['undo'];
  return state === 'failed' || state === 'refused' ? ['edit'] : [];
}
