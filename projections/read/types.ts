/** What reads answer, as JSON. Times are ISO 8601 in UTC unless a name ends with `Ms`. */
import type { Classification, Draft, SafetyIssue, Sentiment, Tone, Verdict } from '../../topics/events.ts';
import type { EngagementState } from '../redis/state.ts';
import type { LabelView } from './labels.ts';

/** Whose data is read; every query is bound to it. */
export interface Scope {
  readonly tenantId: string;
  readonly workspaceId: string;
}

export interface ReplySummary {
  readonly draftId: string;
  readonly draftVersion: number;
  readonly text: string;
  readonly tone: string | null;
  /** Reason codes: why held, or why not posted. */
  readonly reasons: readonly string[];
  readonly flagged: boolean;
  /**
   * What the safety check found in exactly this text, at most 20; empty before it was checked. `start` and `end`
   * are UTF-16 units of `text`, null where the finding is not in it.
   */
  readonly issues: readonly SafetyIssue[];
  readonly waitingUntil: string | null;
  readonly code: string | null;
  readonly networkPostId: string | null;
}

export interface EngagementSummary {
  readonly id: string;
  readonly network: string;
  readonly accountId: string;
  readonly conversationId: string;
  readonly author: {
    readonly handle: string;
    readonly displayName: string;
    readonly followers: number | null;
  };
  readonly text: string;
  readonly language: string | null;
  readonly createdAt: string;
  readonly receivedAt: string;
  readonly form: string;
  readonly state: EngagementState;
  readonly sentiment: { readonly label: string; readonly score: number } | null;
  readonly kind: string | null;
  readonly urgency: string | null;
  readonly spam: boolean | null;
  readonly reply: ReplySummary | null;
  /** Version of the conversation that the newest reply decision saw; commands carry it. */
  readonly conversationVersion: number;
  /** Grows with every change of this engagement; a lower one never replaces a higher one. */
  readonly version: number;
}

export interface WhyStep {
  readonly at: string;
  readonly hop: string;
  /** What happened, in plain words. */
  readonly title: string;
  readonly eventType: string;
  readonly eventId: string;
  readonly causationId: string | null;
  readonly actor: string;
  /** Since the first step. */
  readonly latencyMs: number;
  readonly detail: object;
}

export interface EngagementDetail extends EngagementSummary {
  readonly url: string | null;
  readonly classification: Classification | null;
  readonly sentimentDetail: Sentiment | null;
  readonly tone: Tone | null;
  /** In the order of the heads: what the model said, and what a person made of it. */
  readonly labels: readonly LabelView[];
  readonly draft: Draft | null;
  readonly verdict: Verdict | null;
  /** Why no reply was written, as a code; null where one was, or where only the history has it. */
  readonly declineReason: string | null;
  readonly trail: readonly WhyStep[];
  /** Why the trail is empty or may be short; null when it is whole. */
  readonly trailProblem: string | null;
  /** Newest last, at most 50. */
  readonly conversation: readonly EngagementSummary[];
}

export interface EngagementQuery {
  readonly state?: string;
  readonly sentiment?: string;
  readonly kind?: string;
  readonly network?: string;
  readonly urgency?: string;
  /** Words to find in the text. */
  readonly q?: string;
  /** Epoch ms, inclusive and exclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export interface Page {
  readonly items: readonly EngagementSummary[];
  readonly nextCursor: string | null;
}

export interface AccountView {
  readonly accountId: string;
  readonly network: string;
  readonly handle: string | null;
  /** The kill switch of the account. */
  readonly hold: boolean;
  readonly holdReason: string | null;
  /** The network's own word on its limit; null before it said one. */
  readonly limit: {
    readonly used: number;
    readonly limit: number;
    /** Null for a network whose limits are not known here. */
    readonly windowSeconds: number | null;
    readonly nextFreeAt: string | null;
  } | null;
  /** Replies that wait for a limit, quiet hours or the kill switch. */
  readonly waiting: number;
  readonly waitingReason: string | null;
  readonly postedLastHour: number;
}

export interface Freshness {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Counters {
  readonly received: number;
  readonly classified: number;
  readonly analyzed: number;
  readonly drafted: number;
  readonly held: number;
  readonly approved: number;
  readonly posted: number;
  readonly declined: number;
  readonly rejected: number;
  readonly failed: number;
}

export interface Overview {
  readonly counters: Counters & {
    readonly bySentiment: Readonly<Record<string, number>>;
    readonly byKind: Readonly<Record<string, number>>;
    readonly byUrgency: Readonly<Record<string, number>>;
    /** Engagements in each state now, among those that the views keep. */
    readonly byState: Readonly<Record<string, number>>;
    /** Where today's numbers begin. */
    readonly since: string;
    readonly lastHour: Counters;
  };
  /** The last 60 minutes, oldest first, minutes without events included. */
  readonly throughput: readonly {
    readonly minute: string;
    readonly received: number;
    readonly posted: number;
  }[];
  /** Per read model: age of records when they become visible, last minute. */
  readonly freshness: Readonly<Record<string, Freshness>>;
  /** Per processor and read model, in the order of the way. */
  readonly lag: readonly {
    readonly processor: string;
    readonly kind: 'processor' | 'read_model';
    /** Records that wait for it. */
    readonly records: number;
    /** Since the oldest of them was written, about; 0 when none waits. */
    readonly behindMs: number;
  }[];
  readonly accounts: readonly AccountView[];
  readonly workspace: {
    readonly id: string;
    /** For people; "Workspace <id>" where it has no name. */
    readonly name: string;
    readonly paused: boolean;
    readonly pausedReason: string | null;
  };
  /** Parts that could not be read, in plain words; their numbers are zero. */
  readonly problems: readonly string[];
}

export interface CommandStatus {
  readonly commandId: string;
  /** `pending`: not answered yet. */
  readonly status: 'pending' | 'accepted' | 'rejected';
  readonly code: string | null;
  readonly message: string | null;
  readonly version: number | null;
  readonly details: string | null;
}
