/** A step of the why-trail in plain words, and how it is marked. Unknown hops keep the title they came with. */
import type { WhyStep } from '../api/types.ts';
import { humanise, sentenceOf } from '../words/codes.ts';
import { clock } from '../words/time.ts';
import { SENTIMENT_WORDS, type Tone } from '../words/labels.ts';

type Detail = Readonly<Record<string, unknown>>;

export const detailOf = (step: WhyStep): Detail => step.detail as Detail;

const TONES: Readonly<Record<string, Tone>> = {
  held: 'warn',
  waiting: 'info',
  unconfirmed: 'warn',
  refused: 'bad',
  failed: 'bad',
  unresolved: 'bad',
  'dead-letter': 'bad',
  approved: 'accent',
  granted: 'accent',
  published: 'good',
  confirmed: 'good',
};

export function toneOf(step: WhyStep): Tone {
  if (step.hop === 'completed') return detailOf(step)['outcome'] === 'posted' ? 'good' : 'bad';
  if (step.hop === 'checked') return detailOf(step)['decision'] === 'pass' ? 'good' : 'warn';
  return TONES[step.hop] ?? 'quiet';
}

const text = (detail: Detail, name: string): string | null => {
  const value = detail[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

const WHY_AGAIN: Readonly<Record<string, string>> = {
  urgent: 'because it is urgent',
  wide_reach: 'because its author has many followers',
  low_confidence: 'because the first reading was unsure',
};
const mood = (label: string): string => SENTIMENT_WORDS[label]?.label.toLowerCase() ?? label;

/** Sentences for hops whose own title speaks in codes. */
const TITLES: Readonly<Record<string, (detail: Detail) => string | null>> = {
  held(detail) {
    const reasons = Array.isArray(detail['reasons']) ? detail['reasons'].map(String) : [];
    const first = reasons[0];
    if (first === undefined) return 'Held for a person';
    const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : '';
    return `Held for a person. ${sentenceOf(first)}${more}`;
  },
  refined(detail) {
    const why = WHY_AGAIN[text(detail, 'because') ?? ''];
    const label = text(detail, 'label');
    const before = text((detail['lightSentiment'] ?? {}) as Detail, 'label');
    if (why === undefined || label === null || before === null) return null;
    return `Read again ${why}: ${mood(label)}, ${label === before ? 'as before' : `not ${mood(before)}`}`;
  },
  declined: (detail) => withReason('No reply was written.', text(detail, 'reason')),
  waiting(detail) {
    const until = text(detail, 'until');
    const code = text(detail, 'code');
    return code && `${sentenceOf(code)}${until ? ` Next free ${clock(until)}.` : ''}`;
  },
  refused: (detail) => withReason('Not allowed.', text(detail, 'code')),
  approved: (detail) =>
    detail['mode'] === 'auto'
      ? 'Approved by the workspace’s rules'
      : `Approved by ${person(text(detail, 'approver'))}`,
  edited: (detail) => `Changed by ${person(text(detail, 'editor'))}`,
  rejected: (detail) =>
    `Rejected by ${person(text(detail, 'rejectedBy'))}: ${text(detail, 'reason') ?? 'no reason given'}`,
};

export function titleOf(step: WhyStep): string {
  return TITLES[step.hop]?.(detailOf(step)) ?? step.title;
}

const withReason = (words: string, code: string | null): string =>
  code === null ? words : `${words} ${sentenceOf(code)}`;

/** `member:owner` → "owner"; processors and policies keep their names. */
export function person(actor: string | null): string {
  if (actor === null) return 'somebody';
  return actor.startsWith('member:') ? actor.slice('member:'.length) : actor;
}

export function actorOf(actor: string): string {
  const [kind = '', ...rest] = actor.split(':');
  const name = rest.join(':');
  if (kind === 'member') return name;
  if (kind === 'processor') return `Signalpost (${name})`;
  if (kind === 'network') return humanise(name);
  return actor === 'system' ? 'Signalpost' : actor;
}

/**
 * The text that a step judged: that of the newest step before it with the same content hash. Null when the trail
 * does not have it; steps cut long texts, so the end may be missing.
 */
export function judgedText(steps: readonly WhyStep[], index: number): string | null {
  const step = steps[index];
  const hash = step && text(detailOf(step), 'contentHash');
  if (!hash) return null;
  const wrote = steps
    .slice(0, index)
    .findLast((one) => detailOf(one)['contentHash'] === hash && text(detailOf(one), 'text') !== null);
  return wrote ? text(detailOf(wrote), 'text') : null;
}

/** Since the step before, ms; null for the first. Clocks of two processes may differ by a little: never below 0. */
export function sinceBefore(steps: readonly WhyStep[], index: number): number | null {
  const before = steps[index - 1];
  const step = steps[index];
  return before && step ? Math.max(0, step.latencyMs - before.latencyMs) : null;
}
