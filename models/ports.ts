/**
 * What the processors ask of the models, and what they get back. The baseline behind these ports is
 * replaced by measured models later; the shapes stay.
 *
 * Light tier (classify, read): synchronous and pure, the same question always has the same answer.
 * Drafting and judging: asynchronous, so that a language model or a hosted moderator can take the place.
 * Texts marked as coming from outside are data: no implementation may follow instructions found in them.
 * All spans are UTF-16 code units of the text that was asked about, end exclusive, and lie inside it.
 */
import type { ContentToHash } from './content-hash.ts';
import type { WorkspacePolicy } from './safety/policy.ts';

export interface Span {
  readonly start: number;
  readonly end: number;
}

export const KINDS = ['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other'] as const;
export type Kind = (typeof KINDS)[number];

export const URGENCIES = ['low', 'normal', 'high'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const SENTIMENTS = ['negative', 'neutral', 'positive'] as const;
export type SentimentLabel = (typeof SENTIMENTS)[number];

export const TONES = ['empathetic', 'appreciative', 'helpful'] as const;
export type Tone = (typeof TONES)[number];

/** How the network calls what the person did. */
export type EngagementKind = 'comment' | 'mention' | 'reply' | 'message' | 'reaction' | 'review';

export interface ClassifyInput {
  /** Text from outside, as a person sees it. Only the first 10,000 units are read. */
  readonly text: string;
  /** The network's guess, BCP 47; used only where the text itself does not tell. */
  readonly language?: string | null;
  /** Network slug. */
  readonly network: string;
  readonly engagementKind: EngagementKind;
  readonly authorFollowers?: number | null;
  /** Messages of this author to the brand in the last days, this one among them; absent when nobody counted. */
  readonly authorContacts?: number | null;
  /** Messages a minute in the conversation; absent when nobody counted. */
  readonly velocity?: number | null;
  /** True when the author named the brand's account. */
  readonly mentionsBrand: boolean;
}

export interface UrgencyFactor {
  readonly factor: string;
  /** What it added to the log-odds of the score. */
  readonly weight: number;
  /** Where it was seen; absent for factors that are not in the text (reach). */
  readonly span?: Span;
}

export interface Classification {
  readonly kind: Kind;
  /** Sums to 1. */
  readonly kindProbabilities: Readonly<Record<Kind, number>>;
  readonly urgency: Urgency;
  /** 0 to 1. */
  readonly urgencyScore: number;
  readonly urgencyFactors: readonly UrgencyFactor[];
  readonly spam: boolean;
  /** 0 to 1. */
  readonly spamScore: number;
  /** ISO 639-1, or `und`. */
  readonly language: string;
  readonly modelVersion: string;
}

export interface Classifier {
  classify(input: ClassifyInput): Classification;
}

/** One word, emoji or emoticon that moved the sentiment. */
export interface SentimentEvidence {
  readonly span: Span;
  /** Signed valence after negation, intensity and "but", about -5 to 5. */
  readonly weight: number;
}

export interface SentimentReading {
  readonly label: SentimentLabel;
  /** P(positive) - P(negative), -1 to 1. */
  readonly score: number;
  /** Sums to 1. */
  readonly probabilities: Readonly<Record<SentimentLabel, number>>;
  /** Probability of the label. */
  readonly confidence: number;
  readonly evidence: readonly SentimentEvidence[];
  readonly modelVersion: string;
}

export interface SentimentReader {
  /** `language` is ISO 639-1 or `und`; it chooses the lexicon. Only the first 10,000 units are read. */
  read(text: string, language: string): SentimentReading;
}

/** Why a text keeps the light tier's answer though it was worth a second look. */
export const KEPT_REASONS = ['other_language', 'queue_full', 'too_late', 'model_failed'] as const;
export type KeptReason = (typeof KEPT_REASONS)[number];

export type SecondLook =
  | { readonly outcome: 'read'; readonly sentiment: SentimentReading }
  | { readonly outcome: 'kept'; readonly reason: KeptReason };

/** A slower, better reader for the few texts that are worth it. Optional: without it every light answer stands. */
export interface SentimentRefiner {
  /**
   * `language` is ISO 639-1 or `und`. Answers within its patience or says that the light answer is kept; never
   * rejects.
   */
  look(text: string, language: string): Promise<SecondLook>;
}

export const EMOTIONS = ['anger', 'joy', 'optimism', 'sadness'] as const;
export type Emotion = (typeof EMOTIONS)[number];

/** Heads that answer yes or no, each with a probability of yes. */
export const TONE_FLAGS = ['irony', 'offensive', 'hate', 'toxic'] as const;
export type ToneFlag = (typeof TONE_FLAGS)[number];

/** What else is in a text besides sentiment: probabilities, never a decision. Hate is for review by people only. */
export interface ToneReading extends Readonly<Record<ToneFlag, number>> {
  readonly emotion: Emotion;
  /** Sums to 1. */
  readonly emotionProbabilities: Readonly<Record<Emotion, number>>;
  /** From which probability on each flag counts as yes. */
  readonly thresholds: Readonly<Record<ToneFlag, number>>;
  readonly modelVersion: string;
}

export interface ToneReader {
  /** Only the first 10,000 units are read. */
  read(text: string): ToneReading;
}

export interface DraftRequest {
  /** Chooses the variant: the same engagement and attempt always give the same text. */
  readonly engagementId: string;
  /** 0 for the first draft; a higher number asks for another variant. */
  readonly attempt: number;
  readonly network: string;
  /** ISO 639-1, or `und`. */
  readonly language: string;
  readonly kind: Kind;
  readonly spam: boolean;
  readonly urgency: Urgency;
  readonly sentiment: SentimentLabel;
  /** Largest length the network allows, in the unit of `countLength`. */
  readonly limit: number;
  /** The network's own counting. */
  readonly countLength: (text: string) => number;
  /** From the workspace's own profile. */
  readonly trusted: { readonly brandName: string };
  /** From outside. A name is used only after cleaning; the text is for writers that can read, never quoted raw. */
  readonly untrusted: { readonly text: string; readonly authorName: string | null };
}

export interface Drafted {
  readonly outcome: 'drafted';
  readonly text: string;
  /** Approved template used; null for writers without templates. */
  readonly templateId: string | null;
  readonly tone: Tone;
  /** Language of the draft, ISO 639-1. */
  readonly language: string;
  readonly modelVersion: string;
}

export const DECLINE_REASONS = ['spam', 'nothing_to_add', 'no_template_fits', 'brand_name_missing'] as const;
export type DeclineReason = (typeof DECLINE_REASONS)[number];

export interface Declined {
  readonly outcome: 'declined';
  readonly reason: DeclineReason;
  readonly modelVersion: string;
}

export interface DraftWriter {
  draft(request: DraftRequest): Promise<Drafted | Declined>;
}

/** What is judged besides the text: the rest of the content, and what it answers. */
export interface SafetyContext extends Omit<ContentToHash, 'text'> {
  /** Whose stream of messages the text may not copy from; absent: the account's. */
  readonly workspace?: string;
  /** Language of the text as its writer says, ISO 639-1; `und`: the gate reads it from the text. */
  readonly language: string;
  /** What is answered; text from outside. Null when nothing is. */
  readonly inboundText: string | null;
  /** By media id. Absent: images. */
  readonly mediaKinds?: Readonly<
    Record<string, { readonly kind: 'image' | 'video' | 'audio'; readonly captions: boolean }>
  >;
}

export interface SafetyRequest {
  readonly text: string;
  readonly context: SafetyContext;
  readonly workspacePolicy: WorkspacePolicy;
  /** Network slug. */
  readonly network: string;
}

/** 0 to 1; null when no layer could say. Brand: 1 is the brand's own voice. */
export interface SafetyScores {
  readonly toxicity: number | null;
  readonly hate: number | null;
  readonly explicit: number | null;
  readonly brand: number | null;
}

export interface SafetyIssue {
  readonly layer: string;
  readonly rule: string;
  /** In the judged text; null when the issue is not in it (the message answered, media, a failed layer). */
  readonly span: Span | null;
  /** Plain words, without text from outside. */
  readonly message: string;
  /** `flag`: must be edited before anybody can publish it. `hold`: a person may approve it as it is. */
  readonly severity: 'flag' | 'hold';
}

/** Why a verdict holds; a passing verdict has none. */
export const HOLD_REASONS = [
  'toxicity_over_threshold',
  'hate_over_threshold',
  'explicit_over_threshold',
  'brand_under_threshold',
  'near_threshold',
  'unscored',
  'brand_unscored',
  'rule_broken',
  'inbound_risk',
  'disagreement',
  'layer_failed',
  'layer_timed_out',
  'policy_invalid',
] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export interface Verdict {
  /** pass: may be published without a person; hold: a person decides. */
  readonly decision: 'pass' | 'hold';
  /** A threshold was crossed or a `flag` rule broken. Implies hold. */
  readonly flagged: boolean;
  readonly reasons: readonly HoldReason[];
  readonly scores: SafetyScores;
  readonly issues: readonly SafetyIssue[];
  /** Those in force, by name. */
  readonly thresholds: WorkspacePolicy['thresholds'];
  readonly compliance: Compliance;
  readonly policyVersion: string;
  /** Counts the workspace's policies: a verdict under a lower number than the one in force is out of date. */
  readonly policyNumber: number;
  readonly modelVersion: string;
  /** Of exactly the content that was judged. */
  readonly contentHash: string;
}

/** Whether the rules of law, network and brand are met; unknown when a layer that knows them did not answer. */
export const COMPLIANCE = ['met', 'broken', 'unknown'] as const;
export type Compliance = (typeof COMPLIANCE)[number];

export interface SafetyGate {
  /** Never rejects: whatever goes wrong inside is a verdict that holds. */
  check(request: SafetyRequest): Promise<Verdict>;
}
