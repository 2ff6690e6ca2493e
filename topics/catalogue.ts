/**
 * Every topic of Signalpost, in the order in which an engagement passes them. The only place where topics are
 * named: setup creates them from this table, and code that names one is checked against it by its type.
 *
 * `key`        what orders the records; topics with the same key kind are co-partitioned.
 * `events`     value schemas allowed on the topic.
 * `writers`    processors (or named parts) that may write it. One, except commands, results and dead letters.
 * `retention`  how long the broker keeps records (`LIMITS`); domain events are kept for ever.
 * `personal`   whether what people wrote, or who they are, is in it (decides erasure).
 */
import type { EventType } from './events.ts';

export type KeyKind =
  'network account' | 'conversation' | 'social account' | 'workspace' | 'command' | 'source';
export type Retention = 'stream' | 'domain' | 'compacted' | 'short' | 'letters';

export interface TopicRow {
  readonly key: KeyKind;
  readonly events: readonly EventType[];
  readonly writers: readonly string[];
  readonly retention: Retention;
  readonly personal: boolean;
  /** Largest record value in bytes; 1 MiB when absent. */
  readonly maxMessageBytes?: number;
  readonly purpose: string;
}

export const CATALOGUE = {
  'inbound.raw': {
    key: 'network account',
    events: ['InboundReceived'],
    writers: ['gateway', 'poller', 'simulate', 'normalise'],
    retention: 'stream',
    personal: true,
    maxMessageBytes: 11 * 1024 * 1024,
    purpose: 'Verified bytes from the networks, unchanged; a body for several accounts again in parts.',
  },
  'inbound.cursors': {
    key: 'network account',
    events: ['CursorMoved'],
    writers: ['poller'],
    retention: 'compacted',
    personal: false,
    purpose: 'How far each polled account has been read.',
  },
  'engagement.received': {
    key: 'conversation',
    events: ['EngagementReceived'],
    writers: ['normalise'],
    retention: 'stream',
    personal: true,
    purpose: 'Each message once, in one shape for all networks.',
  },
  'engagement.classified': {
    key: 'conversation',
    events: ['EngagementClassified'],
    writers: ['classify'],
    retention: 'stream',
    personal: true,
    purpose: 'What a message is: kind, urgency, spam, language, what it names.',
  },
  'engagement.analyzed': {
    key: 'conversation',
    events: ['EngagementAnalyzed'],
    writers: ['analyze'],
    retention: 'stream',
    personal: true,
    purpose: 'How it feels: sentiment with its evidence, emotion, irony, hurtful speech.',
  },
  'engagement.refined': {
    key: 'conversation',
    events: ['EngagementRefined'],
    writers: ['refine'],
    retention: 'stream',
    personal: false,
    purpose: 'Sentiment by the transformer tier, for the texts that it looked at; empty where it is off.',
  },
  'reply.drafted': {
    key: 'conversation',
    events: ['ReplyDrafted', 'ReplyDeclined'],
    writers: ['draft'],
    retention: 'stream',
    personal: true,
    purpose: 'A draft, or why there is none.',
  },
  'safety.checked': {
    key: 'conversation',
    events: ['SafetyChecked'],
    writers: ['safety'],
    retention: 'stream',
    personal: true,
    purpose: 'The verdict on exactly one content hash.',
  },
  'safety.requests': {
    key: 'conversation',
    events: ['ScreenReply'],
    writers: ['reply'],
    retention: 'stream',
    personal: true,
    purpose: 'Drafts that wait, to be judged again when the safety policy has changed.',
  },
  'reply.commands': {
    key: 'conversation',
    events: ['ApproveReply', 'EditReply', 'RejectReply', 'UndoReply'],
    writers: ['gateway'],
    retention: 'stream',
    personal: true,
    purpose: 'What people decide about drafts.',
  },
  'reply.events': {
    key: 'conversation',
    events: [
      'ReplyHeld',
      'ReplyApproved',
      'ReplyEdited',
      'ReplyRejected',
      'ReplyWithdrawn',
      'ReplyCompleted',
    ],
    writers: ['reply'],
    retention: 'domain',
    personal: true,
    purpose: "A reply's life.",
  },
  'reply.outcomes': {
    key: 'conversation',
    events: ['ReplyActionOutcome'],
    writers: ['outcomes'],
    retention: 'stream',
    personal: false,
    purpose: 'What became of an action, told to its conversation.',
  },
  'action.commands': {
    key: 'social account',
    events: ['RequestAction', 'CancelAction', 'ConfigureAccount', 'RecordReadback'],
    writers: ['reply', 'workspace', 'readback'],
    retention: 'stream',
    personal: true,
    purpose: 'What should be done on a network.',
  },
  'action.events': {
    key: 'social account',
    events: [
      'ActionWaiting',
      'ActionGranted',
      'ActionRefused',
      'ActionCancelled',
      'ActionConfirmed',
      'ActionUnresolved',
      'AccountConfigured',
    ],
    writers: ['account'],
    retention: 'domain',
    personal: true,
    purpose: 'What is allowed, when, and how it ended.',
  },
  'action.attempts': {
    key: 'social account',
    events: ['AttemptStarted', 'AttemptPublished', 'AttemptFailed', 'AttemptUnconfirmed'],
    writers: ['execute'],
    retention: 'domain',
    personal: true,
    purpose: 'Each time something was sent.',
  },
  'label.commands': {
    key: 'conversation',
    events: ['CorrectLabel'],
    writers: ['gateway'],
    retention: 'stream',
    personal: false,
    purpose: 'What people say about labels that are wrong.',
  },
  'label.events': {
    key: 'conversation',
    events: ['LabelCorrected'],
    writers: ['labels'],
    retention: 'domain',
    personal: false,
    purpose: 'Labels by people: examples to train with; the text is elsewhere.',
  },
  'workspace.commands': {
    key: 'workspace',
    events: ['ConnectAccount', 'PauseWorkspace', 'ResumeWorkspace', 'ConfigureSafetyPolicy', 'AdoptModel'],
    writers: ['gateway', 'setup', 'operator'],
    retention: 'stream',
    personal: false,
    purpose: 'Accounts, the kill switch, the safety policy and adopted weights.',
  },
  'workspace.events': {
    key: 'workspace',
    events: [
      'AccountConnected',
      'WorkspacePaused',
      'WorkspaceResumed',
      'SafetyPolicyConfigured',
      'ModelAdopted',
    ],
    writers: ['workspace'],
    retention: 'domain',
    personal: false,
    purpose: 'Accounts, the kill switch, the safety policy and adopted weights, as decided.',
  },
  'command.results': {
    key: 'command',
    events: ['CommandAnswered'],
    writers: ['reply', 'labels', 'workspace'],
    retention: 'short',
    personal: true,
    purpose: 'Answers that the gateway waits for.',
  },
  'metric.rollups': {
    key: 'workspace',
    events: ['MetricRolledUp'],
    writers: ['rollup'],
    retention: 'stream',
    personal: false,
    purpose: 'Counters per minute.',
  },
  'dead.letters': {
    key: 'source',
    events: ['DeadLettered'],
    writers: ['runner'],
    retention: 'letters',
    personal: true,
    maxMessageBytes: 12 * 1024 * 1024,
    purpose: 'Records that could not be processed, whole, for replay.',
  },
} as const satisfies Record<string, TopicRow>;

export type TopicName = keyof typeof CATALOGUE;
export const TOPIC_NAMES = Object.keys(CATALOGUE) as readonly TopicName[];

/** The row of a topic, with its optional fields visible. */
export function topicRow(topic: TopicName): TopicRow {
  return CATALOGUE[topic];
}

/**
 * Partitions of every topic. One number for all keeps all topics of one key co-partitioned, and lets the
 * state of partition n sit with the inputs of partition n. A transaction per processor and partition costs
 * about 1 ms of client and 2 ms of broker CPU, so one machine gets few.
 */
export const PARTITIONS = { local: 3, cluster: 24 } as const;
export type Scale = keyof typeof PARTITIONS;

const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;

/**
 * Broker settings per retention kind. `localBytes` bounds the disk of one machine, per partition; -1: by nothing but
 * time. A letter may be 12 MB, so letters have an end too: a year to repair and replay what could not be processed,
 * and the archive keeps it longer.
 */
export const LIMITS = {
  stream: { cleanup: 'delete', ms: 30 * DAY_MS, localBytes: 256 * MIB },
  domain: { cleanup: 'delete', ms: -1, localBytes: -1 },
  compacted: { cleanup: 'compact', ms: -1, localBytes: -1 },
  short: { cleanup: 'delete', ms: DAY_MS, localBytes: 64 * MIB },
  letters: { cleanup: 'delete', ms: 365 * DAY_MS, localBytes: 256 * MIB },
} as const satisfies Record<Retention, { cleanup: string; ms: number; localBytes: number }>;

/** Compacted topic in which a processor with state keeps it: one record per changed entry. */
export function changelogTopic(processor: string): string {
  return `${processor}.state`;
}
