/** One layer of the gate: looks at prepared content and answers scores and issues. Only stricter ever wins. */
import type { SafetyContext, SafetyIssue, SafetyScores } from '../ports.ts';
import type { Folded } from '../text/fold.ts';
import type { Skeleton } from '../text/skeleton.ts';
import type { Thresholds, WorkspacePolicy } from './policy.ts';

/** Content with what every layer needs, computed once. */
export interface PreparedContent {
  readonly text: string;
  readonly folded: Folded;
  /** Folded, without invisible characters. */
  readonly visible: Folded;
  /** Words with single spaces. */
  readonly flat: Folded;
  /** With tricks undone. */
  readonly skeleton: Skeleton;
  /** Languages whose lists apply: those that the text seems to be in, the declared one, English. */
  readonly languages: readonly string[];
  /** True when neither the caller nor the text told a language. */
  readonly untold: boolean;
  /** True unless the text is clearly in another language: what only knows English reads it. */
  readonly english: boolean;
  /** Those in force for its language; the strictest of the policy where the language is not certain. */
  readonly thresholds: Thresholds;
  readonly context: SafetyContext;
  readonly policy: WorkspacePolicy;
  readonly network: string;
}

export interface LayerFinding {
  /** A score that is absent or null was not computed by this layer. */
  readonly scores: Partial<SafetyScores>;
  readonly issues: readonly SafetyIssue[];
  /** True: holds although nothing else speaks against it (the message answered is delicate). */
  readonly inboundRisk?: boolean;
  /** True: judges within the layer contradict each other, so a person decides. */
  readonly disagreement?: boolean;
}

export interface SafetyLayer {
  readonly name: string;
  readonly version: string;
  /** Its issues are rules of law, network, accessibility or brand that a text keeps or breaks. */
  readonly compliance?: true;
  /** May answer at once, later, or throw. `signal` is aborted at the deadline. */
  check(content: PreparedContent, signal: AbortSignal): LayerFinding | Promise<LayerFinding>;
}

export const NOTHING_FOUND: LayerFinding = { scores: {}, issues: [] };
