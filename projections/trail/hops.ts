/**
 * Every event of the log as a step that a person can read: which hop, in plain words, with the facts that
 * explain it. `detail` stays small: long texts are cut, bodies and keys are left out.
 */
import type { EventData, EventType } from '../../topics/events.ts';

export interface Hop<T extends EventType> {
  readonly hop: string;
  readonly title: (data: EventData[T]) => string;
  readonly detail: (data: EventData[T]) => object;
}

/** UTF-16 units of a text that a step shows at most. */
const TEXT_LIMIT = 600;
const cut = (text: string): string => (text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text);
const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const NETWORK_NAMES: Readonly<Record<string, string>> = { x: 'X', mastodon: 'Mastodon' };
const network = (slug: string): string => NETWORK_NAMES[slug] ?? slug;
const signed = (score: number): string => `${score >= 0 ? '+' : '−'}${Math.abs(score).toFixed(2)}`;

type Draftish = { readonly draftId: string; readonly draftVersion: number };
const draftOf = (data: Draftish): object => ({ draftId: data.draftId, draftVersion: data.draftVersion });
const asked = (what: string) => ({
  hop: 'asked',
  title: (): string => what,
  detail: (data: Draftish & { readonly conversationVersion: number }): object => ({
    ...draftOf(data),
    conversationVersion: data.conversationVersion,
  }),
});

const weightsOf = ({ modelVersion }: EventData['ModelAdopted']): string =>
  modelVersion === null ? 'the weights of the program' : `the weights ${short(modelVersion)}`;
const adoptionOf = (data: EventData['ModelAdopted']): object => ({
  ...data,
  reason: data.reason === null ? null : cut(data.reason),
});

export const HOPS: { readonly [T in EventType]: Hop<T> } = {
  InboundReceived: {
    hop: 'webhook',
    title: (data) =>
      data.transport === 'webhook'
        ? `${network(data.network)} delivered it to the webhook`
        : `Read from ${network(data.network)} by polling`,
    detail: (data) => ({
      network: data.network,
      accountId: data.accountId,
      transport: data.transport,
      bytes: data.body.length,
      sha256: data.bodySha256,
    }),
  },
  CursorMoved: {
    hop: 'cursor',
    title: () => 'Reading position of a polled account moved',
    detail: (data) => ({ accountId: data.accountId, cursor: data.cursor }),
  },
  EngagementReceived: {
    hop: 'received',
    title: ({ engagement, authorContacts }) =>
      `Received as a ${engagement.form} from @${short(engagement.author.handle)}${contactOf(authorContacts)}`,
    detail: ({ engagement, authorContacts, velocity }) => ({
      network: engagement.network,
      accountId: engagement.accountId,
      nativeId: engagement.nativeId,
      form: engagement.form,
      summoned: engagement.summoned,
      visibility: engagement.visibility,
      // Null in events from before anybody counted: then the step does not speak of it.
      ...(authorContacts !== null && { authorContacts }),
      ...(velocity !== null && { velocity }),
    }),
  },
  EngagementClassified: {
    hop: 'classified',
    title: ({ classification }) =>
      classification.spam
        ? `Classified as spam (${percent(classification.spamScore)})`
        : `Classified as ${classification.kind}, urgency ${classification.urgency}`,
    detail: ({ classification, entities }) => ({
      kind: classification.kind,
      kindProbabilities: classification.kindProbabilities,
      urgency: classification.urgency,
      urgencyScore: classification.urgencyScore,
      urgencyFactors: classification.urgencyFactors,
      // Places only: the text is kept once, and a value may be somebody's number.
      entities: entities.slice(0, 30).map(({ kind, start, end }) => ({ kind, start, end })),
      spam: classification.spam,
      spamScore: classification.spamScore,
      language: classification.language,
      modelVersion: classification.modelVersion,
    }),
  },
  EngagementAnalyzed: {
    hop: 'analyzed',
    title: ({ sentiment, tone }) =>
      `Sentiment ${sentiment.label} (${signed(sentiment.score)})${tone ? `, emotion ${tone.emotion}` : ''}`,
    // Null in events from before the tone was read: then the step does not speak of it.
    detail: ({ sentiment, tone }) => (tone ? { ...sentiment, tone } : sentiment),
  },
  EngagementRefined: {
    hop: 'refined',
    title: ({ sentiment, lightSentiment }) =>
      sentiment.label === lightSentiment.label
        ? `Looked at again: sentiment ${sentiment.label} (${signed(sentiment.score)}), as before`
        : `Looked at again: sentiment ${sentiment.label} (${signed(sentiment.score)}), not ${lightSentiment.label}`,
    detail: ({ because, sentiment, lightSentiment }) => ({ because, ...sentiment, lightSentiment }),
  },
  ReplyDrafted: {
    hop: 'drafted',
    title: ({ draft }) =>
      draft.templateId === null
        ? `Draft written by ${draft.modelVersion}, tone ${draft.tone}`
        : `Draft written from template ${draft.templateId}, tone ${draft.tone}`,
    detail: (data) => ({
      ...draftOf(data),
      text: cut(data.draft.text),
      tone: data.draft.tone,
      templateId: data.draft.templateId,
      contentHash: data.draft.contentHash,
      modelVersion: data.draft.modelVersion,
    }),
  },
  ReplyDeclined: {
    hop: 'declined',
    title: (data) => `No reply was drafted: ${data.reason}`,
    detail: (data) => ({ reason: data.reason }),
  },
  SafetyChecked: {
    hop: 'checked',
    title: ({ verdict }) =>
      verdict.decision === 'pass'
        ? 'Safety check passed'
        : verdict.flagged
          ? `Safety check flagged it: ${rules(verdict.issues)}`
          : `Safety check wants a person to look: ${rules(verdict.issues)}`,
    detail: (data) => ({
      ...draftOf(data),
      contentHash: data.verdict.contentHash,
      decision: data.verdict.decision,
      flagged: data.verdict.flagged,
      scores: data.verdict.scores,
      thresholds: data.verdict.thresholds,
      issues: data.verdict.issues.slice(0, 20),
      policyVersion: data.verdict.policyVersion,
      modelVersion: data.verdict.modelVersion,
      verdictId: data.verdict.verdictId,
    }),
  },
  ApproveReply: asked('A person asked to approve the reply'),
  EditReply: asked('A person asked to change the reply'),
  RejectReply: asked('A person asked to reject the reply'),
  UndoReply: asked('A person asked to take the approval back'),
  CorrectLabel: {
    hop: 'asked',
    title: (data) =>
      data.unselected
        ? `A person was asked for the ${data.head}, whatever the model said`
        : `A person asked to correct the ${data.head}`,
    detail: (data) => ({ head: data.head, label: data.label, previousLabel: data.previousLabel }),
  },
  LabelCorrected: {
    hop: 'corrected',
    title: (data) =>
      data.unselected
        ? `The ${data.head} is ${data.label}, says a person who was asked; ${data.modelLabel}, said the model`
        : data.label === data.modelLabel
          ? `The ${data.head} is ${data.label} again, as the model said`
          : `The ${data.head} was corrected from ${data.previousLabel} to ${data.label}`,
    detail: (data) => ({
      head: data.head,
      label: data.label,
      previousLabel: data.previousLabel,
      modelLabel: data.modelLabel,
      modelVersion: data.modelVersion,
    }),
  },
  ReplyHeld: {
    hop: 'held',
    title: (data) => `Held for a person: ${data.reasons.join(', ') || 'no reason given'}`,
    detail: (data) => ({
      ...draftOf(data),
      text: cut(data.text),
      reasons: data.reasons,
      contentHash: data.contentHash,
    }),
  },
  ReplyApproved: {
    hop: 'approved',
    title: ({ approval }) =>
      approval.mode === 'auto'
        ? `Approved by policy ${approval.approver}`
        : `Approved by ${approval.approver}`,
    detail: (data) => ({
      ...draftOf(data),
      mode: data.approval.mode,
      approver: data.approval.approver,
      contentHash: data.contentHash,
      verdictId: data.verdictId,
      actionId: data.actionId,
    }),
  },
  ReplyEdited: {
    hop: 'edited',
    title: (data) => `Changed by ${data.editor}`,
    detail: (data) => ({
      ...draftOf(data),
      text: cut(data.draft.text),
      editor: data.editor,
      contentHash: data.draft.contentHash,
    }),
  },
  ReplyRejected: {
    hop: 'rejected',
    title: (data) => `Rejected by ${data.rejectedBy}: ${short(data.reason)}`,
    detail: (data) => ({ ...draftOf(data), reason: cut(data.reason), rejectedBy: data.rejectedBy }),
  },
  ReplyWithdrawn: {
    hop: 'withdrawn',
    title: (data) =>
      data.reason === 'undone' ? 'The approval was taken back' : 'Withdrawn: something newer took its place',
    detail: (data) => ({ ...draftOf(data), reason: data.reason, actionId: data.actionId }),
  },
  ReplyCompleted: {
    hop: 'completed',
    title: (data) =>
      data.outcome === 'posted'
        ? 'The reply is posted'
        : `Ended without a post: ${data.outcome}${suffix(data.code)}`,
    detail: (data) => ({
      ...draftOf(data),
      outcome: data.outcome,
      code: data.code,
      networkPostId: data.networkPostId,
      actionId: data.actionId,
    }),
  },
  ReplyActionOutcome: {
    hop: 'outcome',
    title: (data) => `The conversation was told: ${data.outcome}${suffix(data.code)}`,
    detail: (data) => ({
      outcome: data.outcome,
      code: data.code,
      networkPostId: data.networkPostId,
      until: iso(data.until),
      actionId: data.actionId,
    }),
  },
  RequestAction: {
    hop: 'requested',
    title: (data) => `Asked the account ${data.target.accountId} to post the reply`,
    detail: (data) => ({
      actionId: data.target.actionId,
      accountId: data.target.accountId,
      contentHash: data.target.contentHash,
      verdictId: data.verdict.verdictId,
      approver: data.approval.approver,
    }),
  },
  CancelAction: {
    hop: 'cancel-asked',
    title: (data) => `Asked the account to cancel: ${data.reason}`,
    detail: (data) => ({ actionId: data.actionId, reason: data.reason }),
  },
  ConfigureAccount: {
    hop: 'account',
    title: (data) =>
      data.hold ? `Account ${data.accountId} is to be held` : `Account ${data.accountId} is to be open`,
    detail: (data) => ({
      accountId: data.accountId,
      hold: data.hold,
      reason: data.holdReason,
      version: data.settingsVersion,
    }),
  },
  RecordReadback: {
    hop: 'readback',
    title: (data) => `Read back from the network: ${data.finding}`,
    detail: (data) => ({
      actionId: data.actionId,
      attemptId: data.attemptId,
      finding: data.finding,
      networkPostId: data.networkPostId,
      readbacks: data.readbacks,
    }),
  },
  ActionWaiting: {
    hop: 'waiting',
    title: (data) =>
      data.until === null ? `Waiting: ${data.message}` : `Waiting until ${iso(data.until)}: ${data.message}`,
    detail: (data) => ({ ...targetOf(data), until: iso(data.until), code: data.code }),
  },
  ActionGranted: {
    hop: 'granted',
    title: (data) => `Allowed within every limit (attempt ${data.attemptNumber})`,
    detail: (data) => ({
      ...targetOf(data),
      grantId: data.grantId,
      attemptNumber: data.attemptNumber,
      expiresAt: iso(data.expiresAt),
    }),
  },
  ActionRefused: {
    hop: 'refused',
    title: (data) => `Refused: ${data.message}`,
    detail: (data) => ({ ...targetOf(data), code: data.code }),
  },
  ActionCancelled: {
    hop: 'cancelled',
    title: (data) => `Cancelled before it was sent: ${data.reason}`,
    detail: (data) => ({ ...targetOf(data), reason: data.reason }),
  },
  ActionConfirmed: {
    hop: 'confirmed',
    title: () => 'Found on the network: it is posted',
    detail: (data) => ({ ...targetOf(data), attemptId: data.attemptId, networkPostId: data.networkPostId }),
  },
  ActionUnresolved: {
    hop: 'unresolved',
    title: (data) => `A person must look: ${data.message}`,
    detail: (data) => ({ ...targetOf(data), attemptId: data.attemptId }),
  },
  AccountConfigured: {
    hop: 'account',
    title: (data) => (data.hold ? `Account ${data.accountId} is held` : `Account ${data.accountId} is open`),
    detail: (data) => ({
      accountId: data.accountId,
      hold: data.hold,
      reason: data.holdReason,
      version: data.settingsVersion,
    }),
  },
  AttemptStarted: {
    hop: 'started',
    title: (data) => `Sending to ${network(data.target.network)}`,
    detail: (data) => ({ ...targetOf(data), attemptId: data.attemptId, grantId: data.grantId }),
  },
  AttemptPublished: {
    hop: 'published',
    title: (data) => `Posted on ${network(data.target.network)}`,
    detail: (data) => ({
      ...targetOf(data),
      attemptId: data.attemptId,
      grantId: data.grantId,
      networkPostId: data.networkPostId,
      rate: data.rate,
    }),
  },
  AttemptFailed: {
    hop: 'failed',
    title: (data) => `Not sent: ${data.message}`,
    detail: (data) => ({
      ...targetOf(data),
      attemptId: data.attemptId,
      code: data.code,
      retryable: data.retryable,
      retryAt: iso(data.retryAt),
    }),
  },
  AttemptUnconfirmed: {
    hop: 'unconfirmed',
    title: (data) => `Answer lost, to be read back: ${data.message}`,
    detail: (data) => ({ ...targetOf(data), attemptId: data.attemptId, code: data.code }),
  },
  ConnectAccount: {
    hop: 'workspace',
    title: (data) => `Account ${data.accountId} is to be connected`,
    detail: (data) => data,
  },
  ScreenReply: {
    hop: 'screened',
    title: () => 'To be judged again: the safety policy may have changed',
    detail: (data) => ({ ...draftOf(data), judgedUnder: data.judgedUnder, mustBeNewer: data.mustBeNewer }),
  },
  ConfigureSafetyPolicy: {
    hop: 'asked',
    title: () => 'Asked for another safety policy',
    detail: (data) => ({ policy: cut(data.policy) }),
  },
  SafetyPolicyConfigured: {
    hop: 'workspace',
    title: (data) => `Safety policy ${short(data.policyVersion)} (${data.policyNumber}) is in force`,
    detail: ({ policyVersion, policyNumber, thresholds, acceptUnscoredBrand }) => ({
      policyVersion,
      policyNumber,
      thresholds,
      acceptUnscoredBrand,
    }),
  },
  AdoptModel: {
    hop: 'asked',
    title: (data) => `Asked for ${weightsOf(data)} to read ${short(data.head)}`,
    detail: adoptionOf,
  },
  ModelAdopted: {
    hop: 'workspace',
    title: (data) => `From here on ${weightsOf(data)} read ${short(data.head)}`,
    detail: adoptionOf,
  },
  PauseWorkspace: {
    hop: 'workspace',
    title: (data) => `All posting is to stop: ${short(data.reason)}`,
    detail: (data) => ({ reason: cut(data.reason) }),
  },
  ResumeWorkspace: { hop: 'workspace', title: () => 'Posting is to go on', detail: () => ({}) },
  AccountConnected: {
    hop: 'workspace',
    title: (data) => `Account ${data.accountId} (@${data.handle}) connected`,
    detail: (data) => data,
  },
  WorkspacePaused: {
    hop: 'workspace',
    title: (data) => `All posting stopped: ${short(data.reason)}`,
    detail: (data) => ({ reason: cut(data.reason) }),
  },
  WorkspaceResumed: { hop: 'workspace', title: () => 'Posting goes on', detail: () => ({}) },
  CommandAnswered: {
    hop: 'answered',
    title: (data) =>
      data.status === 'accepted' ? 'The command was accepted' : `The command was refused${suffix(data.code)}`,
    detail: (data) => ({
      commandId: data.commandId,
      status: data.status,
      code: data.code,
      version: data.answerVersion,
    }),
  },
  MetricRolledUp: {
    hop: 'metric',
    title: () => 'Counters of a minute',
    detail: (data) => ({ minute: iso(data.minute), source: data.source }),
  },
  DeadLettered: {
    hop: 'dead-letter',
    title: (data) => `${data.processor} could not process it: ${data.code}`,
    detail: (data) => ({
      processor: data.processor,
      code: data.code,
      message: cut(data.message),
      source: `${data.sourceTopic}/${data.sourcePartition}/${data.sourceOffset}`,
      attempts: data.attempts,
    }),
  },
};

function targetOf(data: {
  readonly target: { readonly actionId: string; readonly accountId: string; readonly contentHash: string };
}): object {
  return {
    actionId: data.target.actionId,
    accountId: data.target.accountId,
    contentHash: data.target.contentHash,
  };
}

/** Who writes a third time within three days is waiting for something. Counted to six (`EngagementReceived`). */
function contactOf(contacts: number | null): string {
  if (contacts === null || contacts < 3) return '';
  const which = ['third', 'fourth', 'fifth'][contacts - 3] ?? 'sixth or later';
  return `, ${which} message of this author in three days`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function suffix(code: string | null): string {
  return code === null ? '' : ` (${code})`;
}

function rules(issues: readonly { readonly rule: string }[]): string {
  return [...new Set(issues.map((issue) => issue.rule))].slice(0, 4).join(', ') || 'unscored';
}
