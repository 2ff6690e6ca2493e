/** Sorts what a step went by into what can be drawn: shares, checks against limits, findings, plain facts. Pure. */
import type { Finding } from '../ui/MarkedText.tsx';
import { asSentence, humanise, sentenceOf } from '../words/codes.ts';

type Detail = Readonly<Record<string, unknown>>;

export interface Share {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
}
export interface Check {
  readonly name: string;
  /** 0 to 1; null when it was not measured. */
  readonly score: number | null;
  readonly limit: number | null;
  /** Brand is good above its limit; the others are good below. */
  readonly goodAbove: boolean;
}
/** One question to a model, answered by a probability. */
export interface Reading {
  readonly name: string;
  /** 0 to 1. */
  readonly probability: number;
  /** From which probability on it counts as yes; null where nobody said. */
  readonly threshold: number | null;
}
export interface Clue {
  readonly words: string;
  readonly weight: number;
}
export interface Plain {
  readonly name: string;
  readonly value: string;
  readonly mono: boolean;
}
export interface Sorted {
  readonly shares: readonly Share[];
  readonly checks: readonly Check[];
  /** Emotions of the tone, likeliest first. */
  readonly emotions: readonly Share[];
  readonly readings: readonly Reading[];
  readonly clues: readonly Clue[];
  readonly findings: readonly string[];
  /** The same findings, with their places in the text that was judged. */
  readonly placed: readonly Finding[];
  readonly texts: readonly Plain[];
  readonly plain: readonly Plain[];
}

const SHARES = ['kindProbabilities', 'probabilities'];
const CLUES = ['evidence', 'urgencyFactors'];
const HANDLED = new Set([
  ...SHARES,
  ...CLUES,
  'scores',
  'thresholds',
  'issues',
  'reasons',
  'text',
  'entities',
  'tone',
]);
const FLAGS = ['irony', 'offensive', 'hate', 'toxic'];
const TECHNICAL = /(?:Id|Hash|Version|sha256|cursor)$/i;

const isRecord = (value: unknown): value is Detail =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
const listOf = (value: unknown): readonly Detail[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** @param text the message, for clues that point into it. */
export function sortFacts(detail: Detail, text: string): Sorted {
  const limits = isRecord(detail['thresholds']) ? detail['thresholds'] : {};
  return {
    shares: SHARES.flatMap((name) => sharesOf(detail[name])),
    checks: isRecord(detail['scores'])
      ? Object.entries(detail['scores']).map(([name, score]) => ({
          name: humanise(name),
          score: numberOr(score),
          limit: numberOr(limits[name]),
          goodAbove: name === 'brand',
        }))
      : [],
    ...toneOf(detail['tone']),
    clues: CLUES.flatMap((name) => listOf(detail[name]).map((clue) => clueOf(clue, text))).slice(0, 20),
    findings: [
      ...(Array.isArray(detail['reasons']) ? detail['reasons'].map((code) => sentenceOf(String(code))) : []),
      ...listOf(detail['issues']).map((issue) =>
        asSentence(textOr(issue['message'] ?? issue['rule'], 'Something was found')),
      ),
    ],
    placed: listOf(detail['issues']).map((issue) => ({
      note: asSentence(textOr(issue['message'] ?? issue['rule'], 'Something was found')),
      start: numberOr(issue['start']),
      end: numberOr(issue['end']),
    })),
    texts: typeof detail['text'] === 'string' ? [{ name: 'Text', value: detail['text'], mono: false }] : [],
    plain: [
      ...named(detail, text),
      ...Object.entries(detail)
        .filter(
          ([name, value]) => !HANDLED.has(name) && value !== null && value !== undefined && value !== '',
        )
        .map(([name, value]) => ({
          name: humanise(name),
          value: valueOf(value),
          mono: TECHNICAL.test(name) || typeof value === 'object',
        })),
      ...(isRecord(detail['tone']) && typeof detail['tone']['modelVersion'] === 'string'
        ? [{ name: 'Tone read by', value: detail['tone']['modelVersion'], mono: true }]
        : []),
    ],
  };
}

function sharesOf(shares: unknown): readonly Share[] {
  if (!isRecord(shares)) return [];
  return Object.entries(shares)
    .map(([key, share]) => ({ name: humanise(key), share: numberOr(share) ?? 0 }))
    .sort((a, b) => b.share - a.share);
}

/** What else was read of the message's tone; nothing in steps from before it was. */
function toneOf(tone: unknown): Pick<Sorted, 'emotions' | 'readings'> {
  if (!isRecord(tone)) return { emotions: [], readings: [] };
  const limits = isRecord(tone['thresholds']) ? tone['thresholds'] : {};
  return {
    emotions: sharesOf(tone['emotionProbabilities']),
    readings: FLAGS.flatMap((name) => {
      const probability = numberOr(tone[name]);
      return probability === null
        ? []
        : [{ name: humanise(name), probability, threshold: numberOr(limits[name]) }];
    }),
  };
}

/** What the text names, one line a kind, with the words themselves. */
function named(detail: Detail, text: string): Plain[] {
  const words = new Map<string, string[]>();
  for (const entity of listOf(detail['entities'])) {
    const [start, end] = [numberOr(entity['start']), numberOr(entity['end'])];
    const kind = textOr(entity['kind'], '');
    if (kind === '' || start === null || end === null || end > text.length) continue;
    words.set(kind, [...(words.get(kind) ?? []), `“${text.slice(start, end)}”`]);
  }
  return [...words].map(([kind, quoted]) => ({
    name: humanise(kind),
    value: quoted.join(', '),
    mono: false,
  }));
}

function clueOf(clue: Detail, text: string): Clue {
  const span = isRecord(clue['span']) ? clue['span'] : clue;
  const [start, end] = [numberOr(span['start']), numberOr(span['end'])];
  const quoted = start !== null && end !== null ? text.slice(start, end) : '';
  const factor = typeof clue['factor'] === 'string' ? humanise(clue['factor']) : '';
  return {
    words: [factor, quoted && `“${quoted}”`].filter((part) => part !== '').join(' ') || 'Clue',
    weight: numberOr(clue['weight']) ?? 0,
  };
}

function valueOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return String(Math.round(value * 1_000) / 1_000);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
