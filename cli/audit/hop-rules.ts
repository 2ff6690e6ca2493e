/**
 * What each hop owes, written here a second time from the design: which input needs which output, joined by
 * what. The hop `receive` has rules of its own (`receive-hop.ts`), because one body may hold many messages.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent, EventType } from '../../topics/events.ts';

export interface HopRule {
  readonly hop: string;
  /** Consumer group that does it. */
  readonly group: string;
  readonly topics: readonly TopicName[];
  readonly from: readonly EventType[];
  readonly to: readonly EventType[];
  /** What joins an input with its outputs: the id of the cause, or something that both name. */
  readonly join: 'cause' | ((event: AnyEvent) => string | null);
  /** One output for one input, never more. */
  readonly once: boolean;
  /** Later events that explain why an input has no output of its own. */
  readonly excusedBy?: {
    readonly types: readonly EventType[];
    readonly key: (event: AnyEvent) => string | null;
  };
  /** The group does not commit this topic for it: without output it is in flight, and a figure tells when too long. */
  readonly waits?: true;
  /** Most inputs are passed by on purpose: one without output is skipped. Such a hop may be left out altogether. */
  readonly optional?: true;
  /** Not every event of these types is for the hop. */
  readonly only?: (event: AnyEvent) => boolean;
}

const data = (event: AnyEvent): Readonly<Record<string, unknown>> =>
  event.data as unknown as Readonly<Record<string, unknown>>;

/** A text field of the event's data, or of an object in it; null when it has none. */
export function fieldOf(event: AnyEvent, name: string, inner?: string): string | null {
  const value = data(event)[name];
  const found =
    inner === undefined ? value : (value as Readonly<Record<string, unknown>> | null | undefined)?.[inner];
  return typeof found === 'string' ? found : null;
}

const by = (name: string) => (event: AnyEvent) => fieldOf(event, name);
const draftOf = (event: AnyEvent): string | null => {
  const { draftId, draftVersion } = data(event);
  return typeof draftId === 'string' ? `${draftId}@${String(draftVersion)}` : null;
};
const actionOf = (event: AnyEvent): string | null =>
  fieldOf(event, 'target', 'actionId') ?? fieldOf(event, 'actionId');
const ENDINGS: readonly unknown[] = ['posted', 'failed', 'refused', 'unresolved'];

export const HOPS: readonly HopRule[] = [
  {
    hop: 'classify',
    group: 'classify',
    topics: ['engagement.received'],
    from: ['EngagementReceived'],
    to: ['EngagementClassified'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'analyze',
    group: 'analyze',
    topics: ['engagement.classified'],
    from: ['EngagementClassified'],
    to: ['EngagementAnalyzed'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'refine',
    group: 'refine',
    topics: ['engagement.analyzed'],
    from: ['EngagementAnalyzed'],
    to: ['EngagementRefined'],
    join: 'cause',
    once: true,
    optional: true,
  },
  {
    hop: 'draft',
    group: 'draft',
    topics: ['engagement.analyzed'],
    from: ['EngagementAnalyzed'],
    to: ['ReplyDrafted', 'ReplyDeclined'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'safety',
    group: 'safety',
    topics: ['reply.drafted'],
    from: ['ReplyDrafted'],
    to: ['SafetyChecked'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'safety of edits',
    group: 'safety',
    topics: ['reply.events'],
    from: ['ReplyEdited'],
    to: ['SafetyChecked'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'reply',
    group: 'reply',
    topics: ['safety.checked'],
    from: ['SafetyChecked'],
    to: ['ReplyHeld', 'ReplyApproved'],
    join: draftOf,
    once: false,
    excusedBy: { types: ['ReplyEdited', 'ReplyRejected'], key: by('draftId') },
  },
  {
    hop: 'commands',
    group: 'reply',
    topics: ['reply.commands'],
    from: ['ApproveReply', 'EditReply', 'RejectReply', 'UndoReply'],
    to: ['CommandAnswered'],
    join: (event) => (event.type === 'CommandAnswered' ? event.data.commandId : event.eventId),
    once: false,
  },
  {
    hop: 'labels',
    group: 'labels',
    topics: ['label.commands'],
    from: ['CorrectLabel'],
    to: ['CommandAnswered'],
    join: (event) => (event.type === 'CommandAnswered' ? event.data.commandId : event.eventId),
    once: false,
  },
  {
    hop: 'workspace',
    group: 'workspace',
    topics: ['workspace.commands'],
    from: ['ConnectAccount', 'PauseWorkspace', 'ResumeWorkspace', 'ConfigureSafetyPolicy'],
    to: ['CommandAnswered'],
    join: (event) => (event.type === 'CommandAnswered' ? event.data.commandId : event.eventId),
    once: false,
  },
  {
    hop: 'request',
    group: 'reply',
    topics: ['reply.events'],
    from: ['ReplyApproved'],
    to: ['RequestAction'],
    join: actionOf,
    once: true,
  },
  {
    hop: 'account',
    group: 'account',
    topics: ['action.commands'],
    from: ['RequestAction'],
    to: ['ActionGranted', 'ActionWaiting', 'ActionRefused', 'ActionCancelled'],
    join: actionOf,
    once: false,
  },
  {
    hop: 'attempt',
    group: 'execute',
    topics: ['action.events'],
    from: ['ActionGranted'],
    to: ['AttemptStarted', 'AttemptFailed'],
    join: by('grantId'),
    once: false,
  },
  {
    hop: 'send',
    group: 'execute',
    topics: ['action.attempts'],
    from: ['AttemptStarted'],
    to: ['AttemptPublished', 'AttemptFailed', 'AttemptUnconfirmed'],
    join: by('attemptId'),
    once: true,
    waits: true,
  },
  {
    hop: 'readback',
    group: 'readback',
    topics: ['action.attempts'],
    from: ['AttemptUnconfirmed'],
    to: ['RecordReadback'],
    join: by('attemptId'),
    once: true,
    waits: true,
  },
  {
    hop: 'outcomes',
    group: 'outcomes',
    topics: ['action.events', 'action.attempts'],
    from: [
      'ActionWaiting',
      'ActionGranted',
      'ActionRefused',
      'ActionCancelled',
      'ActionConfirmed',
      'ActionUnresolved',
      'AttemptPublished',
      'AttemptUnconfirmed',
    ],
    to: ['ReplyActionOutcome'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'completion',
    group: 'reply',
    topics: ['reply.outcomes'],
    from: ['ReplyActionOutcome'],
    to: ['ReplyCompleted'],
    join: actionOf,
    once: false,
    // Under a policy that is no longer in force the text is judged again and the reply goes on.
    only: (event) =>
      event.type === 'ReplyActionOutcome' &&
      ENDINGS.includes(event.data.outcome) &&
      event.data.code !== 'verdict_outdated',
  },
];
