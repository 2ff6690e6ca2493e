/** What the gateway's API sends: the read models' own types, and the words of the filters. */
import type { EngagementState } from '../../../../projections/redis/state.ts';

export type {
  AccountView,
  CommandStatus,
  Counters,
  EngagementDetail,
  EngagementSummary,
  Overview,
  Page,
  ReplySummary,
  WhyStep,
} from '../../../../projections/read/types.ts';
export type { DriftPart, HeadDrift, ModelDrift } from '../../../../projections/read/drift.ts';
export type { AdoptedHead, ModelInUse } from '../../../../projections/read/adopted-models.ts';
export type { LabelSample, SampledMessage } from '../../../../projections/read/label-sample.ts';
export type { ModelCard } from '../../../../projections/read/model-cards.ts';
export type { Mood, Span } from '../../../../projections/read/mood.ts';
export type { EngagementState };

/** In the order in which the filter offers them: what needs a person comes first. */
export const STATES = [
  'held',
  'unresolved',
  'failed',
  'refused',
  'waiting',
  'approved',
  'granted',
  'unconfirmed',
  'posted',
  'received',
  'classified',
  'analyzed',
  'drafted',
  'declined',
  'rejected',
  'withdrawn',
] as const satisfies readonly EngagementState[];
export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export const KINDS = ['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other'] as const;
export const URGENCIES = ['high', 'normal', 'low'] as const;

export interface Me {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly memberId: string;
}

export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The decider's own code, when `code` is the general one. */
  readonly reason?: string;
  readonly choices?: readonly string[];
  /** The conversation's version now, when the refusal is about it. */
  readonly conversationVersion?: number;
  /** The draft as it is now, when the refusal is about it. */
  readonly draftId?: string;
  readonly draftVersion?: number;
  readonly text?: string;
}
