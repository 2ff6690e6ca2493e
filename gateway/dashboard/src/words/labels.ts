/** Names of states, kinds, networks as people say them, and the tone of colour that goes with each. */
import type { EngagementState, EngagementSummary } from '../api/types.ts';
import { humanise, sentenceOf } from './codes.ts';
import { clock } from './time.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet' | 'accent';

export const STATE_WORDS: {
  readonly [S in EngagementState]: { readonly label: string; readonly tone: Tone };
} = {
  received: { label: 'Just in', tone: 'quiet' },
  classified: { label: 'Being read', tone: 'quiet' },
  analyzed: { label: 'Being read', tone: 'quiet' },
  drafted: { label: 'Being checked', tone: 'info' },
  held: { label: 'Needs review', tone: 'warn' },
  approved: { label: 'Approved', tone: 'accent' },
  waiting: { label: 'Waiting to post', tone: 'info' },
  granted: { label: 'Posting', tone: 'accent' },
  posted: { label: 'Replied', tone: 'good' },
  declined: { label: 'No reply needed', tone: 'quiet' },
  rejected: { label: 'Rejected', tone: 'quiet' },
  failed: { label: 'Not posted', tone: 'bad' },
  refused: { label: 'Not allowed', tone: 'bad' },
  unconfirmed: { label: 'Checking if posted', tone: 'warn' },
  unresolved: { label: 'Please check', tone: 'bad' },
  withdrawn: { label: 'Taken back', tone: 'quiet' },
};

/** Filter names where two states would share a label. */
const STATE_FILTER: Partial<Record<EngagementState, string>> = {
  classified: 'Being read: kind known',
  analyzed: 'Being read: mood known',
};

export const stateFilterLabel = (state: EngagementState): string =>
  STATE_FILTER[state] ?? STATE_WORDS[state].label;

export const SENTIMENT_WORDS: Readonly<Record<string, { readonly label: string; readonly tone: Tone }>> = {
  negative: { label: 'Negative', tone: 'bad' },
  neutral: { label: 'Neutral', tone: 'quiet' },
  positive: { label: 'Positive', tone: 'good' },
};

const KIND_WORDS: Readonly<Record<string, string>> = {
  question: 'Question',
  complaint: 'Complaint',
  praise: 'Praise',
  request: 'Request',
  lead: 'Sales lead',
  spam: 'Spam',
  other: 'Other',
};
const EMOTION_WORDS: Readonly<Record<string, string>> = {
  anger: 'Anger',
  joy: 'Joy',
  optimism: 'Optimism',
  sadness: 'Sadness',
};
const URGENCY_WORDS: Readonly<Record<string, string>> = { high: 'Urgent', normal: 'Normal', low: 'Can wait' };
const NETWORK_WORDS: Readonly<Record<string, string>> = { x: 'X', mastodon: 'Mastodon' };
const READ_MODEL_WORDS: Readonly<Record<string, string>> = {
  redis: 'Live lists',
  views: 'Live lists',
  clickhouse: 'History and search',
  sink: 'History and search',
  tables: 'History and search',
  archive: 'Long memory',
  trail: 'Why-trail',
};
const PROCESSOR_WORDS: Readonly<Record<string, string>> = {
  normalise: 'Take in messages',
  classify: 'Find kind and urgency',
  analyze: 'Find the mood',
  draft: 'Write drafts',
  safety: 'Check safety',
  reply: 'Decide on replies',
  account: 'Keep within limits',
  execute: 'Post replies',
  outcomes: 'Report what became of replies',
  readback: 'Read back from the network',
  labels: 'Keep corrected labels',
  workspace: 'Workspace switch',
  rollup: 'Count',
};

const named = (words: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : humanise(name);

export const kindLabel = (kind: string): string => named(KIND_WORDS, kind);
export const emotionLabel = (emotion: string): string => named(EMOTION_WORDS, emotion);
export const urgencyLabel = (urgency: string): string => named(URGENCY_WORDS, urgency);
export const networkLabel = (network: string): string => named(NETWORK_WORDS, network);
export const readModelLabel = (name: string): string => named(READ_MODEL_WORDS, name);
export const processorLabel = (name: string): string => named(PROCESSOR_WORDS, name);
export const toneLabel = (tone: string): string => humanise(tone);

/** One sentence that says where the engagement stands and why. */
export function standing(engagement: EngagementSummary, now: number): string {
  const { reply, state } = engagement;
  const network = networkLabel(engagement.network);
  const until = reply?.waitingUntil ?? null;
  const free = until !== null && Date.parse(until) > now ? clock(until) : null;
  switch (state) {
    case 'received':
      return 'It has just arrived.';
    case 'classified':
    case 'analyzed':
      return 'We are reading it.';
    case 'drafted':
      return 'A reply is written and is being checked.';
    case 'held':
      return reply?.flagged
        ? 'The safety check flagged the draft. Edit it before it can go out.'
        : 'A draft is ready and waits for you.';
    case 'approved':
      return `Approved. It goes out as soon as ${network} allows.`;
    case 'waiting':
      if (reply?.code === 'network_limit' || reply?.code === null) {
        return free ? `Waiting for ${network}’s limit, next free ${free}` : `Waiting for ${network}’s limit`;
      }
      return `Waiting: ${lower(sentenceOf(reply?.code ?? 'in_line'))}${free ? ` Next try ${free}.` : ''}`;
    case 'granted':
      return `It is being posted on ${network}.`;
    case 'posted':
      return `The reply is on ${network}.`;
    case 'declined':
      return reply?.code ? `No reply was written. ${sentenceOf(reply.code)}` : 'No reply was written.';
    case 'rejected':
      return 'A person rejected the draft.';
    case 'withdrawn':
      return 'The approval was taken back. Nothing is posted.';
    case 'failed':
      return reply?.code ? `Not posted. ${sentenceOf(reply.code)}` : 'Not posted.';
    case 'refused':
      return reply?.code ? `Not posted. ${sentenceOf(reply.code)}` : 'It is not allowed to post this.';
    case 'unconfirmed':
      return `${network} did not answer. We are reading back whether it is posted; it is never sent twice.`;
    case 'unresolved':
      return `We could not find out whether it is posted. Please look on ${network}.`;
  }
  // A state of a newer gateway.
  return `${humanise(state)}.`;
}

function lower(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}
