/**
 * What each hop owes, written here a second time from the design: which input needs which output, joined by
 * what. The hop `receive` has rules of its own (`receive-hop.ts`), because one body may hold many messages.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent, EventType } from '../../topics/events.ts';
import type { Known } from './known.ts';

interface Keyed {
  readonly types: readonly EventType[];
  readonly key: (event: AnyEvent) => string | null;
}

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
    /** The reason, as a code. */
    readonly why: string;
  };
  /** Why the input may have no output, as a code, as far as the log tells; null when it owes one. */
  readonly skips?: (event: AnyEvent, known: Known) => string | null;
  /** Of outputs that may come for several reasons: these stand once for the key, and once more for each of `again`. */
  readonly single?: {
    readonly types: Keyed;
    readonly again?: Keyed & { readonly only?: (event: AnyEvent) => boolean };
  };
  /** The group does not commit this topic for it: without output it is in flight, and a figure tells when too long. */
  readonly waits?: true;
  /** The hop may be left out altogether: without any output it has no row. */
  readonly optional?: true;
  /** Input and output are written by one transaction; ends of topics are read one after the other. */
  readonly together?: true;
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
/**
 * A command that was answered, and led to no event: it was refused, or it changed nothing, and then the version in the
 * answer is of an event that was there before.
 */
const changedNothing =
  (topic: TopicName, streamOf: (event: AnyEvent) => string) =>
  (event: AnyEvent, { answers, versions, cut }: Known): string | null => {
    const answer = answers.get(event.eventId);
    if (!answer) return cut.has('command.results') ? 'past_retention' : null;
    if (answer.status === 'rejected') return answer.code ?? 'rejected';
    const version = answer.answerVersion ?? 0;
    return version === 0 || versions.has(`${topic}|${streamOf(event)}|${version}`) ? 'changed_nothing' : null;
  };
/** How far the policies that a process knows may be behind, ms. */
const POLICY_SEEN_MS = 60_000;
/** A text that waits is judged again only under a newer policy. */
const policyUnchanged = (event: AnyEvent, { policies }: Known): string | null => {
  if (event.type !== 'ScreenReply' || event.data.mustBeNewer) return null;
  const newer = (policies.get(`${event.tenantId}/${event.workspaceId}`) ?? []).some(
    ({ number, at }) => number > event.data.judgedUnder && at < event.recordedAt - POLICY_SEEN_MS,
  );
  return newer ? null : 'policy_unchanged';
};
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
    skips: () => 'not_looked_at',
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
    hop: 'safety of waiting',
    group: 'safety',
    topics: ['safety.requests'],
    from: ['ScreenReply'],
    to: ['SafetyChecked'],
    join: 'cause',
    once: true,
    skips: policyUnchanged,
  },
  {
    hop: 'reply',
    group: 'reply',
    topics: ['safety.checked'],
    from: ['SafetyChecked'],
    to: ['ReplyHeld', 'ReplyApproved'],
    join: draftOf,
    once: false,
    excusedBy: { types: ['ReplyEdited', 'ReplyRejected'], key: by('draftId'), why: 'edited_or_rejected' },
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
    from: ['ConnectAccount', 'PauseWorkspace', 'ResumeWorkspace', 'ConfigureSafetyPolicy', 'AdoptModel'],
    to: ['CommandAnswered'],
    join: (event) => (event.type === 'CommandAnswered' ? event.data.commandId : event.eventId),
    once: false,
  },
  {
    hop: 'corrections',
    group: 'labels',
    topics: ['label.commands'],
    from: ['CorrectLabel'],
    to: ['LabelCorrected'],
    join: 'cause',
    once: true,
    skips: changedNothing('label.events', (event) => `labels:${fieldOf(event, 'engagementId')}`),
  },
  {
    hop: 'workspace events',
    group: 'workspace',
    topics: ['workspace.commands'],
    from: ['ConnectAccount', 'PauseWorkspace', 'ResumeWorkspace', 'ConfigureSafetyPolicy', 'AdoptModel'],
    to: ['AccountConnected', 'WorkspacePaused', 'WorkspaceResumed', 'SafetyPolicyConfigured', 'ModelAdopted'],
    join: 'cause',
    once: true,
    skips: changedNothing('workspace.events', ({ workspaceId }) => workspaceId),
  },
  {
    hop: 'settings',
    group: 'account',
    topics: ['action.commands'],
    from: ['ConfigureAccount'],
    to: ['AccountConfigured'],
    join: 'cause',
    once: true,
  },
  {
    hop: 'request',
    group: 'reply',
    topics: ['reply.events'],
    from: ['ReplyApproved'],
    to: ['RequestAction'],
    join: actionOf,
    once: true,
    together: true,
  },
  {
    hop: 'account',
    group: 'account',
    topics: ['action.commands'],
    from: ['RequestAction'],
    to: ['ActionGranted', 'ActionWaiting', 'ActionRefused', 'ActionCancelled'],
    join: actionOf,
    once: false,
    // One grant for one action; another only after an attempt that failed, or was read back and not found.
    single: {
      types: { types: ['ActionGranted'], key: actionOf },
      again: {
        types: ['AttemptFailed', 'RecordReadback'],
        key: actionOf,
        only: (event) => event.type !== 'RecordReadback' || event.data.finding === 'not_found',
      },
    },
  },
  {
    hop: 'cancel',
    group: 'account',
    topics: ['action.commands'],
    from: ['CancelAction'],
    to: ['ActionCancelled'],
    join: actionOf,
    once: false,
    excusedBy: { types: ['ActionGranted', 'ActionRefused'], key: actionOf, why: 'too_late' },
  },
  {
    hop: 'reading',
    group: 'account',
    topics: ['action.commands'],
    from: ['RecordReadback'],
    to: ['ActionConfirmed', 'ActionUnresolved'],
    join: by('attemptId'),
    once: true,
    // Where the network knows a repetition by its key, what it does not have is tried again.
    skips: (event) =>
      event.type === 'RecordReadback' && event.data.finding === 'not_found' ? 'tried_again' : null,
  },
  {
    hop: 'attempt',
    group: 'execute',
    topics: ['action.events'],
    from: ['ActionGranted'],
    to: ['AttemptStarted', 'AttemptFailed'],
    join: by('grantId'),
    once: false,
    single: { types: { types: ['AttemptStarted'], key: by('grantId') } },
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
    single: { types: { types: ['ReplyCompleted'], key: actionOf } },
    // Under a policy that is no longer in force the text is judged again and the reply goes on.
    only: (event) =>
      event.type === 'ReplyActionOutcome' &&
      ENDINGS.includes(event.data.outcome) &&
      event.data.code !== 'verdict_outdated',
  },
];
