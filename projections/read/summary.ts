/** From an engagement's hash to what people see. Pure. */
import type { Classification, Draft, Engagement, Sentiment, Tone, Verdict } from '../../topics/events.ts';
import type { EventData } from '../../topics/events.ts';
import type { EngagementState } from '../redis/state.ts';
import { HEADS, type Head } from '../../topics/labels.ts';
import type { Section } from '../redis/writes.ts';
import { labelsSaid, labelViews, type Correction } from './labels.ts';
import type { EngagementSummary, ReplySummary } from './types.ts';

export type Hash = Readonly<Record<string, string>>;

export interface Sections {
  readonly received?: { readonly engagement: Engagement; readonly at: number };
  readonly classified?: { readonly classification: Classification };
  /** `tone` is missing in what a view kept from before it was read. */
  readonly analyzed?: { readonly sentiment: Sentiment; readonly tone?: Tone | null };
  readonly refined?: { readonly sentiment: Sentiment };
  readonly drafted?: { readonly draftId: string; readonly draftVersion: number; readonly draft: Draft };
  readonly declined?: { readonly reason: string };
  readonly verdict?: { readonly draftVersion: number; readonly verdict: Verdict };
  readonly held?: EventData['ReplyHeld'];
  readonly approved?: EventData['ReplyApproved'];
  readonly edited?: Omit<EventData['ReplyEdited'], 'engagement'>;
  readonly rejected?: EventData['ReplyRejected'];
  readonly withdrawn?: EventData['ReplyWithdrawn'];
  readonly completed?: EventData['ReplyCompleted'];
  readonly outcome?: EventData['ReplyActionOutcome'];
}

const NAMES: readonly Section[] = [
  'received',
  'classified',
  'analyzed',
  'refined',
  'drafted',
  'declined',
  'verdict',
  'held',
  'approved',
  'edited',
  'rejected',
  'withdrawn',
  'completed',
  'outcome',
];
const REPLY_NAMES = ['held', 'approved', 'edited', 'rejected', 'withdrawn', 'completed'] as const;

/** What people said about the labels, by head. */
export function correctionsOf(hash: Hash): Partial<Record<Head, Correction>> {
  return Object.fromEntries(
    HEADS.flatMap((head) => {
      const text = hash[`s:label:${head}`];
      return text === undefined ? [] : [[head, JSON.parse(text) as Correction]];
    }),
  );
}

export function sectionsOf(hash: Hash): Sections {
  return Object.fromEntries(
    NAMES.filter((name) => hash[`s:${name}`] !== undefined).map((name) => [
      name,
      JSON.parse(hash[`s:${name}`] as string) as unknown,
    ]),
  );
}

/** The model's sentiment that people see: of the second look where there was one, else of the light tier. */
export function sentimentOf({ analyzed, refined }: Sections): Sentiment | null {
  return (refined ?? analyzed)?.sentiment ?? null;
}

/** Null while the engagement's own event has not been read. */
export function summaryOf(hash: Hash): EngagementSummary | null {
  const sections = sectionsOf(hash);
  const { received, classified } = sections;
  const sentiment = sentimentOf(sections);
  if (!received) return null;
  const { engagement } = received;
  const newest = newestReply(hash);
  const labels = new Map(
    labelViews(
      labelsSaid(classified?.classification ?? null, sentiment, sections.analyzed?.tone ?? null),
      correctionsOf(hash),
    ).map((view) => [view.head, view.label]),
  );
  return {
    id: engagement.engagementId,
    network: engagement.network,
    accountId: engagement.accountId,
    conversationId: engagement.conversationId,
    author: {
      handle: engagement.author.handle,
      displayName: engagement.author.displayName,
      followers: engagement.author.followers,
    },
    text: engagement.text,
    language: labels.get('language') ?? engagement.language,
    createdAt: new Date(engagement.createdAt).toISOString(),
    receivedAt: new Date(received.at).toISOString(),
    form: engagement.form,
    state: (hash['state'] ?? 'received') as EngagementState,
    sentiment: sentiment ? { label: labels.get('sentiment') ?? '', score: sentiment.score } : null,
    kind: labels.get('kind') ?? null,
    urgency: labels.get('urgency') ?? null,
    spam: labels.has('spam') ? labels.get('spam') === 'yes' : null,
    reply: replyOf(sections),
    conversationVersion: newest === null ? 0 : (sections[newest]?.conversationVersion ?? 0),
    version: Number(hash['version'] ?? 0),
  };
}

/** Which reply event is the newest. */
function newestReply(hash: Hash): (typeof REPLY_NAMES)[number] | null {
  let newest: (typeof REPLY_NAMES)[number] | null = null;
  for (const name of REPLY_NAMES) {
    const version = hash[`v:${name}`];
    if (version !== undefined && (newest === null || Number(version) > Number(hash[`v:${newest}`])))
      newest = name;
  }
  return newest;
}

/** Newest stream version that the reply's decider has shown here; 0 before the first. */
export function replyVersionOf(hash: Hash): number {
  const newest = newestReply(hash);
  if (newest === null) return 0;
  const facts = JSON.parse(hash[`s:${newest}`] as string) as { readonly streamVersion?: number | null };
  return facts.streamVersion ?? 0;
}

/** Findings that a reply carries at most: a page shows no more, and lists carry many replies. */
const MOST_ISSUES = 20;

export function replyOf(sections: Sections): ReplySummary | null {
  const { drafted, edited, held, verdict, outcome, completed } = sections;
  const text = edited ?? drafted;
  const draftId = text?.draftId ?? held?.draftId;
  if (draftId === undefined) return null;
  const draftVersion = Math.max(
    edited?.draftVersion ?? 0,
    drafted?.draftVersion ?? 0,
    held?.draftVersion ?? 0,
  );
  const judged = verdict && verdict.draftVersion === draftVersion ? verdict.verdict : null;
  const waiting = outcome?.outcome === 'waiting' && !completed;
  const code = completed?.code ?? outcome?.code ?? null;
  return {
    draftId,
    draftVersion,
    text: text?.draft.text ?? held?.text ?? '',
    tone: text?.draft.tone ?? null,
    reasons: [
      ...new Set([
        ...(held && held.draftVersion === draftVersion ? held.reasons : []),
        ...(judged?.reasons ?? []),
      ]),
    ],
    flagged: judged?.flagged ?? false,
    issues: (judged?.issues ?? []).slice(0, MOST_ISSUES),
    waitingUntil: waiting && outcome.until !== null ? new Date(outcome.until).toISOString() : null,
    code,
    networkPostId: completed?.networkPostId ?? outcome?.networkPostId ?? null,
  };
}
