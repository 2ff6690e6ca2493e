/** What is counted per minute, written here a second time from the design: which event adds one to which counters. */
import type { AnyEvent } from '../../topics/events.ts';
import { fieldOf } from './hop-rules.ts';

type Data = Readonly<Record<string, unknown>>;

const dataOf = (event: AnyEvent): Data => event.data as unknown as Data;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const ifSo = (said: boolean, name: string): readonly string[] => (said ? [name] : []);

const BY_TYPE: Readonly<Record<string, (event: AnyEvent) => readonly string[]>> = {
  EngagementAnalyzed: (event) => [
    'received',
    `network.${fieldOf(event, 'engagement', 'network')}`,
    `kind.${fieldOf(event, 'classification', 'kind')}`,
    `urgency.${fieldOf(event, 'classification', 'urgency')}`,
    `sentiment.${fieldOf(event, 'sentiment', 'label')}`,
    ...ifSo((dataOf(event)['classification'] as Data | null)?.['spam'] === true, 'spam'),
  ],
  ReplyDrafted: () => ['drafted'],
  ReplyDeclined: (event) => ['declined', `declined.${fieldOf(event, 'reason')}`],
  SafetyChecked: (event) => [
    `checked.${fieldOf(event, 'verdict', 'decision')}`,
    ...ifSo((dataOf(event)['verdict'] as Data)['flagged'] === true, 'checked.flagged'),
  ],
  ReplyHeld: (event) => ifSo(!listOf(dataOf(event)['reasons']).includes('conversation_moved_on'), 'held'),
  ReplyApproved: (event) => ['approved', `approved.${fieldOf(event, 'approval', 'mode')}`],
  ReplyEdited: () => ['edited'],
  ReplyRejected: () => ['rejected'],
  ReplyWithdrawn: (event) => ['withdrawn', `withdrawn.${fieldOf(event, 'reason')}`],
  ReplyCompleted: (event) => [`completed.${fieldOf(event, 'outcome')}`],
  AttemptPublished: () => ['attempt.published'],
  AttemptFailed: () => ['attempt.failed'],
  AttemptUnconfirmed: () => ['attempt.unconfirmed'],
};

/** Counters to which the event adds one. */
export function countersOfEvent(event: AnyEvent): readonly string[] {
  return BY_TYPE[event.type]?.(event) ?? [];
}
