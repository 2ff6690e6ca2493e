// Written by topics/generate.ts from topics/schemas/*.avsc. Do not edit.

export interface AccountConfiguredData {
  /** Account. */
  readonly accountId: string;
  /** Network slug. */
  readonly network: string;
  /** Kill switch. */
  readonly hold: boolean;
  /** Why. */
  readonly holdReason: null | string;
  /** Quiet hours. */
  readonly quietHours: null | QuietHours;
  /** Version. */
  readonly settingsVersion: number;
  /** Verdicts under a policy of the workspace with a lower number are out of date. */
  readonly safetyPolicyNumber: number;
}


/** Local hours in which nothing is posted. */
export interface QuietHours {
  /** IANA zone. */
  readonly zone: string;
  /** HH:MM local. */
  readonly from: string;
  /** HH:MM local, exclusive; may be past midnight. */
  readonly to: string;
}


export interface AccountConnectedData {
  /** Network account key. */
  readonly accountId: string;
  /** Network slug. */
  readonly network: string;
  /** Handle. */
  readonly handle: string;
}


export interface ActionCancelledData {
  /** What. */
  readonly target: ActionTarget;
  /** Why. */
  readonly reason: string;
}


/** Where and what an action is. */
export interface ActionTarget {
  /** Stable id of the action. */
  readonly actionId: string;
  /** Social account that acts. */
  readonly accountId: string;
  /** Network slug. */
  readonly network: string;
  /** What is done. */
  readonly kind: 'reply';
  /** What it answers. */
  readonly engagementId: string;
  /** Conversation of it. */
  readonly conversationId: string;
  /** The network's id of the message answered. */
  readonly targetNativeId: string;
  /** Handle of the person answered. */
  readonly targetAuthorHandle: string;
  /** Whether the author invited a reply. */
  readonly summoned: boolean;
  /** Who can read the engagement. */
  readonly visibility: 'public' | 'direct';
  /** When the engagement was written, epoch ms. */
  readonly targetCreatedAt: number;
  /** What is posted. */
  readonly text: string;
  /** Hash of it. */
  readonly contentHash: string;
  /** What readers must be told of it; part of the content hash. */
  readonly disclosures: readonly ('paid_partnership' | 'ai_generated')[];
}


export interface ActionConfirmedData {
  /** What. */
  readonly target: ActionTarget;
  /** Attempt. */
  readonly attemptId: string;
  /** The network's id. */
  readonly networkPostId: string;
}


export interface ActionGrantedData {
  /** What. */
  readonly target: ActionTarget;
  /** This grant. */
  readonly grantId: string;
  /** 1 for the first. */
  readonly attemptNumber: number;
  /** Same for every attempt of the action, for networks that honour one. */
  readonly idempotencyKey: string;
  /** Not sent after this, epoch ms. */
  readonly expiresAt: number;
}


export interface ActionRefusedData {
  /** What. */
  readonly target: ActionTarget;
  /** Reason code. */
  readonly code: string;
  /** Plain words. */
  readonly message: string;
}


export interface ActionUnresolvedData {
  /** What. */
  readonly target: ActionTarget;
  /** Attempt. */
  readonly attemptId: string;
  /** Plain words. */
  readonly message: string;
}


export interface ActionWaitingData {
  /** What. */
  readonly target: ActionTarget;
  /** Epoch ms of the next look; null when only a person or an event can free it. */
  readonly until: null | number;
  /** Reason code. */
  readonly code: string;
  /** Plain words. */
  readonly message: string;
}


export interface AdoptModelData {
  /** What is read by these weights from here on, such as sentiment. */
  readonly head: string;
  /** Of the weights, hex; null: those that come with the program again. */
  readonly sha256: null | string;
  /** Name and first digits, as answers carry it; null with them. */
  readonly modelVersion: null | string;
  /** The weights that they were compared with, or that they follow. */
  readonly inUseVersion: string;
  /** better, not_clear, worse, or not_compared. */
  readonly verdict: string;
  /** What the verdict rests on; empty when nothing was compared. */
  readonly scores: readonly ModelScore[];
  /** Why it is wanted; needed where the verdict does not say so. */
  readonly reason: null | string;
}


/** One measure of the same examples under two weights. */
export interface ModelScore {
  /** corrections: labels that people changed; unselected: labels given whatever the model said. */
  readonly examples: string;
  /** How many. */
  readonly rows: number;
  /** macroRecall, macroF1, f1 of a class, or accuracy. */
  readonly measure: string;
  /** Under the weights in use, 0 to 1. */
  readonly inUse: number;
  /** Under the weights to adopt, 0 to 1. */
  readonly candidate: number;
  /** Lower end of the 95 % interval of the difference, paired bootstrap. */
  readonly low: number;
  /** Upper end of it. */
  readonly high: number;
}


export interface ApproveReplyData {
  /** Engagement answered. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** Draft meant. */
  readonly draftId: string;
  /** Draft version the person saw. */
  readonly draftVersion: number;
  /** Conversation version the person saw. */
  readonly conversationVersion: number;
}


export interface AttemptFailedData {
  /** One per grant. */
  readonly attemptId: string;
  /** The grant used. */
  readonly grantId: string;
  /** What was attempted. */
  readonly target: ActionTarget;
  /** Reason code. */
  readonly code: string;
  /** Plain words. */
  readonly message: string;
  /** Whether a later try may succeed. */
  readonly retryable: boolean;
  /** Not before, epoch ms. */
  readonly retryAt: null | number;
  /** Rate headers. */
  readonly rate: null | RateSnapshot;
}


/** The network's own word on its limit, from response headers. */
export interface RateSnapshot {
  /** Allowed in the window. */
  readonly limit: number;
  /** Left. */
  readonly remaining: number;
  /** Epoch ms of the reset. */
  readonly resetAt: number;
}


export interface AttemptPublishedData {
  /** One per grant. */
  readonly attemptId: string;
  /** The grant used. */
  readonly grantId: string;
  /** What was attempted. */
  readonly target: ActionTarget;
  /** The network's id. */
  readonly networkPostId: string;
  /** Text as the network stored it. */
  readonly publishedText: null | string;
  /** Rate headers. */
  readonly rate: null | RateSnapshot;
}


export interface AttemptStartedData {
  /** One per grant. */
  readonly attemptId: string;
  /** The grant used. */
  readonly grantId: string;
  /** What was attempted. */
  readonly target: ActionTarget;
  /** Sent to networks that honour one. */
  readonly idempotencyKey: string;
  /** Grant expiry. */
  readonly expiresAt: number;
}


export interface AttemptUnconfirmedData {
  /** One per grant. */
  readonly attemptId: string;
  /** The grant used. */
  readonly grantId: string;
  /** What was attempted. */
  readonly target: ActionTarget;
  /** Reason code. */
  readonly code: string;
  /** Plain words. */
  readonly message: string;
  /** Epoch ms before which it cannot have been sent: reading back begins there. */
  readonly notBefore: null | number;
}


export interface CancelActionData {
  /** Action. */
  readonly actionId: string;
  /** Account. */
  readonly accountId: string;
  /** Why. */
  readonly reason: string;
}


export interface CommandAnsweredData {
  /** eventId of the command. */
  readonly commandId: string;
  /** What it said. */
  readonly status: 'accepted' | 'rejected';
  /** Reason code when rejected. */
  readonly code: null | string;
  /** Plain words. */
  readonly message: null | string;
  /** Stream version after it. */
  readonly answerVersion: null | number;
  /** JSON with what the caller can choose from. */
  readonly details: null | string;
}


export interface ConfigureAccountData {
  /** Account. */
  readonly accountId: string;
  /** Network slug. */
  readonly network: string;
  /** True: the kill switch is on, nothing is granted. */
  readonly hold: boolean;
  /** Why. */
  readonly holdReason: null | string;
  /** No posting in these hours. */
  readonly quietHours: null | QuietHours;
  /** Higher wins. */
  readonly settingsVersion: number;
  /** Verdicts under a policy of the workspace with a lower number are out of date. */
  readonly safetyPolicyNumber: number;
}


export interface ConfigureSafetyPolicyData {
  /** JSON document of models/safety/policy.ts without its number: the workspace's decider gives the next one. */
  readonly policy: string;
}


export interface ConnectAccountData {
  /** Network account key. */
  readonly accountId: string;
  /** Network slug. */
  readonly network: string;
  /** Handle. */
  readonly handle: string;
}


export interface CorrectLabelData {
  /** Engagement whose label it is. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** What is labelled: a head of topics/labels.ts, such as sentiment, kind or emotion. */
  readonly head: string;
  /** The right label, one of the head. */
  readonly label: string;
  /** Label that the person saw. */
  readonly previousLabel: string;
  /** The model's own label. */
  readonly modelLabel: string;
  /** Model that chose it. */
  readonly modelVersion: string;
  /** Asked for by topics/label-sample.ts: the person did not see what the model said. */
  readonly unselected: boolean;
}


export interface CursorMovedData {
  /** Network account key. */
  readonly accountId: string;
  /** The network's id read last. */
  readonly cursor: string;
}


export interface DeadLetteredData {
  /** Who gave up. */
  readonly processor: string;
  /** Error code. */
  readonly code: string;
  /** What, where, what to do; no text from outside. */
  readonly message: string;
  /** Topic. */
  readonly sourceTopic: string;
  /** Partition. */
  readonly sourcePartition: number;
  /** Offset. */
  readonly sourceOffset: number;
  /** Key bytes. */
  readonly sourceKey: null | Buffer;
  /** Value bytes, unchanged. */
  readonly sourceValue: null | Buffer;
  /** Headers. */
  readonly sourceHeaders: readonly HeaderEntry[];
  /** Tries made. */
  readonly attempts: number;
  /** Item of the source record's body (JSON Pointer, RFC 6901) when only that was given up; sourceValue then holds that item alone. */
  readonly sourceItem: null | string;
}


/** One header as received. */
export interface HeaderEntry {
  /** Lower-case name. */
  readonly name: string;
  /** Value. Never a credential. */
  readonly value: string;
}


export interface EditReplyData {
  /** Engagement answered. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** Draft meant. */
  readonly draftId: string;
  /** Draft version the person saw. */
  readonly draftVersion: number;
  /** Conversation version the person saw. */
  readonly conversationVersion: number;
  /** New text. */
  readonly text: string;
  /** What readers must be told of the new text. */
  readonly disclosures: readonly ('paid_partnership' | 'ai_generated')[];
}


export interface EngagementAnalyzedData {
  /** The engagement. */
  readonly engagement: Engagement;
  /** What it is. */
  readonly classification: Classification;
  /** How it feels. */
  readonly sentiment: Sentiment;
  /** What else is in its tone; null in events from before it was read. */
  readonly tone: null | Tone;
}


/** One thing a person said to a brand on a network. */
export interface Engagement {
  /** uuidv5 of network, account and the network's id: the same engagement has the same id however often it arrives. */
  readonly engagementId: string;
  /** Network slug, e.g. x. */
  readonly network: string;
  /** Network account key: network:native account id. */
  readonly accountId: string;
  /** accountId:native id of the thread root. */
  readonly conversationId: string;
  /** The network's id of this message. */
  readonly nativeId: string;
  /** The network's id of the message answered, if any. */
  readonly nativeParentId: null | string;
  /** What kind of engagement the network calls it. */
  readonly form: 'comment' | 'mention' | 'reply' | 'message' | 'reaction' | 'review';
  /** Who wrote it. */
  readonly author: Author;
  /** The text as a person sees it (markup removed). Text from outside. */
  readonly text: string;
  /** The network's own guess of the language, BCP 47. */
  readonly language: null | string;
  /** Where a person can read it. */
  readonly url: null | string;
  /** True when the author named or quoted the account, so that a reply is invited. */
  readonly summoned: boolean;
  /** Who can read it. */
  readonly visibility: 'public' | 'direct';
  /** When the author wrote it, epoch ms by the network. */
  readonly createdAt: number;
}


/** Who wrote it, as the network names them. */
export interface Author {
  /** The network's id of the author. */
  readonly nativeId: string;
  /** Handle without a leading @. */
  readonly handle: string;
  /** Name as shown by the network; text from outside. */
  readonly displayName: string;
  /** Followers at the time, if the network said so. */
  readonly followers: null | number;
}


/** What the classifier said. */
export interface Classification {
  /** Most probable kind. */
  readonly kind: 'question' | 'complaint' | 'praise' | 'request' | 'lead' | 'spam' | 'other';
  /** Kind to probability. */
  readonly kindProbabilities: Readonly<Record<string, number>>;
  /** Urgency label. */
  readonly urgency: 'low' | 'normal' | 'high';
  /** 0 to 1. */
  readonly urgencyScore: number;
  /** Each factor shown. */
  readonly urgencyFactors: readonly UrgencyFactor[];
  /** Whether it is spam. */
  readonly spam: boolean;
  /** 0 to 1. */
  readonly spamScore: number;
  /** ISO 639-1 or und. */
  readonly language: string;
  /** Which model answered. */
  readonly modelVersion: string;
}


/** One reason for the urgency score. */
export interface UrgencyFactor {
  /** What was seen. */
  readonly factor: string;
  /** What it added to the score. */
  readonly weight: number;
  /** Span start in the text, UTF-16 units. */
  readonly start: null | number;
  /** Span end, exclusive. */
  readonly end: null | number;
}


/** What the sentiment reader said. */
export interface Sentiment {
  /** Most probable label. */
  readonly label: 'negative' | 'neutral' | 'positive';
  /** P(positive) - P(negative), -1 to 1. */
  readonly score: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Label to probability. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Which model answered. */
  readonly modelVersion: string;
}


/** What else the light tier reads in the text: probabilities, never a decision. */
export interface Tone {
  /** Most probable of four emotions. */
  readonly emotion: 'anger' | 'joy' | 'optimism' | 'sadness';
  /** Emotion to probability. */
  readonly emotionProbabilities: Readonly<Record<string, number>>;
  /** Probability that it is meant ironically; widens the uncertainty of sentiment. */
  readonly irony: number;
  /** Probability that it is offensive. */
  readonly offensive: number;
  /** Probability that it is hateful; for review by people, never acted on. */
  readonly hate: number;
  /** Probability that it is toxic. */
  readonly toxic: number;
  /** From which probability on each of irony, offensive, hate and toxic counts as yes. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Which weights answered. */
  readonly modelVersion: string;
}


export interface EngagementClassifiedData {
  /** The engagement. */
  readonly engagement: Engagement;
  /** What it is. */
  readonly classification: Classification;
  /** What the text names, in order; an item of the catalogue may lie inside a tag or address. */
  readonly entities: readonly Entity[];
}


/** Something that the text names. */
export interface Entity {
  /** What it is. */
  readonly kind: 'url' | 'email' | 'mention' | 'list' | 'hashtag' | 'cashtag' | 'phone' | 'order_number' | 'product' | 'brand' | 'competitor';
  /** Span start in the text, UTF-16 units. */
  readonly start: number;
  /** Span end, exclusive. */
  readonly end: number;
  /** Without its sign; a phone number in E.164; the item's id for product, brand, competitor. May be personal data. */
  readonly value: string;
}


export interface EngagementReceivedData {
  /** The engagement. */
  readonly engagement: Engagement;
  /** Messages of the author to the account in the 72 h up to this one, this one among them, by the network's times; counted to 6, in a flood perhaps too low, never too high. Null when nobody counted. */
  readonly authorContacts: null | number;
  /** Messages in the conversation in the minute up to this one, this one among them; counted to 10, like the contacts. Null when nobody counted. */
  readonly velocity: null | number;
}


export interface EngagementRefinedData {
  /** The engagement; its text is elsewhere. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** Why it was worth a second look. */
  readonly because: 'urgent' | 'wide_reach' | 'low_confidence';
  /** What the transformer said: what people see from now on. */
  readonly sentiment: Sentiment;
  /** What the light tier had said; counters, drafts and decisions went by it. */
  readonly lightSentiment: Sentiment;
}


export interface InboundReceivedData {
  /** Network slug. */
  readonly network: string;
  /** Network account key that it was delivered for, or network:* when the body names several. */
  readonly accountId: string;
  /** How it came. */
  readonly transport: 'webhook' | 'poll';
  /** MIME type. */
  readonly contentType: string;
  /** Headers kept for verification records. */
  readonly headers: readonly HeaderEntry[];
  /** Body, unchanged. */
  readonly body: Buffer;
  /** Hex digest. */
  readonly bodySha256: string;
}


export interface LabelCorrectedData {
  /** Engagement whose label it is. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** What is labelled: a head of topics/labels.ts, such as sentiment, kind or emotion. */
  readonly head: string;
  /** The right label, one of the head. */
  readonly label: string;
  /** Label in force before. */
  readonly previousLabel: string;
  /** The model's own label; the same as label when a correction was taken back. */
  readonly modelLabel: string;
  /** Model that chose it. */
  readonly modelVersion: string;
  /** Given for a message of topics/label-sample.ts whatever the model said; label may be the model's own. */
  readonly unselected: boolean;
}


export interface MetricRolledUpData {
  /** Epoch ms of the minute. */
  readonly minute: number;
  /** processor and partition that counted, and +epoch ms for what came after the minute was forgotten; newest versions of all sources add up. */
  readonly source: string;
  /** Counter name to value. */
  readonly counts: Readonly<Record<string, number>>;
  /** Higher wins. */
  readonly version: number;
}


export interface ModelAdoptedData {
  /** What is read by these weights from here on, such as sentiment. */
  readonly head: string;
  /** Of the weights, hex; null: those that come with the program again. */
  readonly sha256: null | string;
  /** Name and first digits, as answers carry it; null with them. */
  readonly modelVersion: null | string;
  /** The weights that they were compared with, or that they follow. */
  readonly inUseVersion: string;
  /** better, not_clear, worse, or not_compared. */
  readonly verdict: string;
  /** What the verdict rests on; empty when nothing was compared. */
  readonly scores: readonly ModelScore[];
  /** Why it is wanted; needed where the verdict does not say so. */
  readonly reason: null | string;
}


export interface PauseWorkspaceData {
  /** Why. */
  readonly reason: string;
}


export interface RecordReadbackData {
  /** Action. */
  readonly actionId: string;
  /** Attempt. */
  readonly attemptId: string;
  /** Account. */
  readonly accountId: string;
  /** What was seen. */
  readonly finding: 'published' | 'not_found' | 'unknown';
  /** When published. */
  readonly networkPostId: null | string;
  /** How many times it was read. */
  readonly readbacks: number;
}


export interface RejectReplyData {
  /** Engagement answered. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** Draft meant. */
  readonly draftId: string;
  /** Draft version the person saw. */
  readonly draftVersion: number;
  /** Conversation version the person saw. */
  readonly conversationVersion: number;
  /** Why. */
  readonly reason: string;
}


export interface ReplyActionOutcomeData {
  /** Action. */
  readonly actionId: string;
  /** Engagement. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** What happened. */
  readonly outcome: 'waiting' | 'granted' | 'posted' | 'failed' | 'refused' | 'cancelled' | 'unconfirmed' | 'unresolved';
  /** Reason code. */
  readonly code: null | string;
  /** The network's id. */
  readonly networkPostId: null | string;
  /** Waiting until, epoch ms. */
  readonly until: null | number;
}


export interface ReplyApprovedData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** Account. */
  readonly accountId: string;
  /** Action requested. */
  readonly actionId: string;
  /** Content approved. */
  readonly contentHash: string;
  /** Verdict relied on. */
  readonly verdictId: string;
  /** Who approved. */
  readonly approval: Approval;
}


/** Who let exactly this content out. */
export interface Approval {
  /** By policy or by a person. */
  readonly mode: 'auto' | 'person';
  /** policy:version or member:id. */
  readonly approver: string;
  /** What was approved. */
  readonly contentHash: string;
  /** Epoch ms. */
  readonly approvedAt: number;
}


export interface ReplyCompletedData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** Action. */
  readonly actionId: string;
  /** How. */
  readonly outcome: 'posted' | 'failed' | 'refused' | 'cancelled' | 'unresolved';
  /** The network's id when posted. */
  readonly networkPostId: null | string;
  /** Reason code when not posted. */
  readonly code: null | string;
}


export interface ReplyDeclinedData {
  /** What is not answered. */
  readonly engagement: Engagement;
  /** Reason code. */
  readonly reason: string;
}


export interface ReplyDraftedData {
  /** Stable id of the draft. */
  readonly draftId: string;
  /** 1 for the first text. */
  readonly draftVersion: number;
  /** What is answered. */
  readonly engagement: Engagement;
  /** What it is. */
  readonly classification: Classification;
  /** How it feels. */
  readonly sentiment: Sentiment;
  /** The text. */
  readonly draft: Draft;
}


/** A text that may become a reply. */
export interface Draft {
  /** The text. */
  readonly text: string;
  /** Tone asked for. */
  readonly tone: 'empathetic' | 'appreciative' | 'helpful';
  /** Approved template used, if any. */
  readonly templateId: null | string;
  /** SHA-256 over account, target and text; see models. */
  readonly contentHash: string;
  /** Which writer wrote it. */
  readonly modelVersion: string;
  /** What readers must be told of the text; empty for an ordinary answer. */
  readonly disclosures: readonly ('paid_partnership' | 'ai_generated')[];
}


export interface ReplyEditedData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** What is answered. */
  readonly engagement: Engagement;
  /** New text. */
  readonly draft: Draft;
  /** member:id. */
  readonly editor: string;
}


export interface ReplyHeldData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** Account that would answer. */
  readonly accountId: string;
  /** Text waiting. */
  readonly text: string;
  /** Hash of it. */
  readonly contentHash: string;
  /** Reason codes. */
  readonly reasons: readonly string[];
}


export interface ReplyRejectedData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** Why. */
  readonly reason: string;
  /** member:id. */
  readonly rejectedBy: string;
}


export interface ReplyWithdrawnData {
  /** Draft. */
  readonly draftId: string;
  /** Version. */
  readonly draftVersion: number;
  /** Engagement answered. */
  readonly engagementId: string;
  /** Conversation. */
  readonly conversationId: string;
  /** Conversation version at the decision. */
  readonly conversationVersion: number;
  /** Action cancelled. */
  readonly actionId: string;
  /** Why. */
  readonly reason: 'undone' | 'superseded';
}


export interface RequestActionData {
  /** What. */
  readonly target: ActionTarget;
  /** Verdict on exactly this content. */
  readonly verdict: Verdict;
  /** Approval of exactly this content. */
  readonly approval: Approval;
}


/** What the safety gate said about exactly one content hash. */
export interface Verdict {
  /** uuidv5 of content hash, policy version and model version. */
  readonly verdictId: string;
  /** What was checked. */
  readonly contentHash: string;
  /** pass: may be published without a person; hold: a person decides. */
  readonly decision: 'pass' | 'hold';
  /** True when a threshold was crossed; flagged text is never published, it must be edited first. */
  readonly flagged: boolean;
  /** Reason codes of a hold; empty when it passed. */
  readonly reasons: readonly string[];
  /** Layer score to value; a score that could not be computed is absent. */
  readonly scores: Readonly<Record<string, number>>;
  /** Thresholds in force. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Findings. */
  readonly issues: readonly SafetyIssue[];
  /** Workspace policy version. */
  readonly policyVersion: string;
  /** Which gate answered. */
  readonly modelVersion: string;
  /** Whether rules of law, network and brand are met; records from before have unknown. */
  readonly compliance: 'met' | 'broken' | 'unknown';
  /** Counts the workspace's safety policies; 0 is what the installation brings, and what records from before have. */
  readonly policyNumber: number;
}


/** One finding of the gate. */
export interface SafetyIssue {
  /** Which layer. */
  readonly layer: string;
  /** Which rule. */
  readonly rule: string;
  /** Plain words. */
  readonly message: string;
  /** Span start in the text. */
  readonly start: null | number;
  /** Span end, exclusive. */
  readonly end: null | number;
}


export type ResumeWorkspaceData = Readonly<Record<never, never>>;


export interface SafetyCheckedData {
  /** Draft. */
  readonly draftId: string;
  /** Version judged. */
  readonly draftVersion: number;
  /** What is answered. */
  readonly engagement: Engagement;
  /** The text judged. */
  readonly draft: Draft;
  /** The judgement. */
  readonly verdict: Verdict;
  /** Of the engagement; null for a text that a person edited. */
  readonly classification: null | Classification;
  /** Of the engagement; null for a text that a person edited. */
  readonly sentiment: null | Sentiment;
}


export interface SafetyPolicyConfiguredData {
  /** JSON document of models/safety/policy.ts, whole. */
  readonly policy: string;
  /** Its name. */
  readonly policyVersion: string;
  /** Counts the workspace's policies, from 1. */
  readonly policyNumber: number;
  /** Score to threshold, and band. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Whether the workspace accepts to run without a brand voice. */
  readonly acceptUnscoredBrand: boolean;
}


export interface ScreenReplyData {
  /** Draft. */
  readonly draftId: string;
  /** Version to judge. */
  readonly draftVersion: number;
  /** What is answered. */
  readonly engagement: Engagement;
  /** The text judged. */
  readonly draft: Draft;
  /** Number of the policy of the last verdict: nothing to do while no later one is in force. */
  readonly judgedUnder: number;
  /** True: a later policy is known to be in force; wait for it. */
  readonly mustBeNewer: boolean;
}


export interface UndoReplyData {
  /** Engagement answered. */
  readonly engagementId: string;
  /** Its conversation. */
  readonly conversationId: string;
  /** Draft meant. */
  readonly draftId: string;
  /** Draft version the person saw. */
  readonly draftVersion: number;
  /** Conversation version the person saw. */
  readonly conversationVersion: number;
}


export interface WorkspacePausedData {
  /** Why. */
  readonly reason: string;
}


export type WorkspaceResumedData = Readonly<Record<never, never>>;


/** Event and command names to their data. */
export interface EventData {
  readonly AccountConfigured: AccountConfiguredData;
  readonly AccountConnected: AccountConnectedData;
  readonly ActionCancelled: ActionCancelledData;
  readonly ActionConfirmed: ActionConfirmedData;
  readonly ActionGranted: ActionGrantedData;
  readonly ActionRefused: ActionRefusedData;
  readonly ActionUnresolved: ActionUnresolvedData;
  readonly ActionWaiting: ActionWaitingData;
  readonly AdoptModel: AdoptModelData;
  readonly ApproveReply: ApproveReplyData;
  readonly AttemptFailed: AttemptFailedData;
  readonly AttemptPublished: AttemptPublishedData;
  readonly AttemptStarted: AttemptStartedData;
  readonly AttemptUnconfirmed: AttemptUnconfirmedData;
  readonly CancelAction: CancelActionData;
  readonly CommandAnswered: CommandAnsweredData;
  readonly ConfigureAccount: ConfigureAccountData;
  readonly ConfigureSafetyPolicy: ConfigureSafetyPolicyData;
  readonly ConnectAccount: ConnectAccountData;
  readonly CorrectLabel: CorrectLabelData;
  readonly CursorMoved: CursorMovedData;
  readonly DeadLettered: DeadLetteredData;
  readonly EditReply: EditReplyData;
  readonly EngagementAnalyzed: EngagementAnalyzedData;
  readonly EngagementClassified: EngagementClassifiedData;
  readonly EngagementReceived: EngagementReceivedData;
  readonly EngagementRefined: EngagementRefinedData;
  readonly InboundReceived: InboundReceivedData;
  readonly LabelCorrected: LabelCorrectedData;
  readonly MetricRolledUp: MetricRolledUpData;
  readonly ModelAdopted: ModelAdoptedData;
  readonly PauseWorkspace: PauseWorkspaceData;
  readonly RecordReadback: RecordReadbackData;
  readonly RejectReply: RejectReplyData;
  readonly ReplyActionOutcome: ReplyActionOutcomeData;
  readonly ReplyApproved: ReplyApprovedData;
  readonly ReplyCompleted: ReplyCompletedData;
  readonly ReplyDeclined: ReplyDeclinedData;
  readonly ReplyDrafted: ReplyDraftedData;
  readonly ReplyEdited: ReplyEditedData;
  readonly ReplyHeld: ReplyHeldData;
  readonly ReplyRejected: ReplyRejectedData;
  readonly ReplyWithdrawn: ReplyWithdrawnData;
  readonly RequestAction: RequestActionData;
  readonly ResumeWorkspace: ResumeWorkspaceData;
  readonly SafetyChecked: SafetyCheckedData;
  readonly SafetyPolicyConfigured: SafetyPolicyConfiguredData;
  readonly ScreenReply: ScreenReplyData;
  readonly UndoReply: UndoReplyData;
  readonly WorkspacePaused: WorkspacePausedData;
  readonly WorkspaceResumed: WorkspaceResumedData;
}

export const EVENT_TYPES = [
  'AccountConfigured',
  'AccountConnected',
  'ActionCancelled',
  'ActionConfirmed',
  'ActionGranted',
  'ActionRefused',
  'ActionUnresolved',
  'ActionWaiting',
  'AdoptModel',
  'ApproveReply',
  'AttemptFailed',
  'AttemptPublished',
  'AttemptStarted',
  'AttemptUnconfirmed',
  'CancelAction',
  'CommandAnswered',
  'ConfigureAccount',
  'ConfigureSafetyPolicy',
  'ConnectAccount',
  'CorrectLabel',
  'CursorMoved',
  'DeadLettered',
  'EditReply',
  'EngagementAnalyzed',
  'EngagementClassified',
  'EngagementReceived',
  'EngagementRefined',
  'InboundReceived',
  'LabelCorrected',
  'MetricRolledUp',
  'ModelAdopted',
  'PauseWorkspace',
  'RecordReadback',
  'RejectReply',
  'ReplyActionOutcome',
  'ReplyApproved',
  'ReplyCompleted',
  'ReplyDeclined',
  'ReplyDrafted',
  'ReplyEdited',
  'ReplyHeld',
  'ReplyRejected',
  'ReplyWithdrawn',
  'RequestAction',
  'ResumeWorkspace',
  'SafetyChecked',
  'SafetyPolicyConfigured',
  'ScreenReply',
  'UndoReply',
  'WorkspacePaused',
  'WorkspaceResumed',
] as const;
