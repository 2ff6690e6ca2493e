/** Where a head is bad, as sentences, from the scores on its card. Pure. */
import type { ModelCard } from '../api/types.ts';
import { humanise } from '../words/codes.ts';

export type Head = ModelCard['heads'][number];
type Scores = Head['scores'][number];

/** In hundredths: what is worth a warning. */
const WEAK_CLASS = 60;
const WEAKER_SOURCE = 5;
const FALSE_ALARMS = 10;
const MISCALIBRATED = 5;
const WEAK_GROUP = 90;
/** Sentences of one sort. */
const MOST = 3;

/** The scores that speak for the head: of all sources together, or of the only one. */
export function overallOf({ scores }: Pick<Head, 'scores'>): Scores | null {
  return scores.find(({ source }) => source === 'all') ?? (scores.length === 1 ? (scores[0] ?? null) : null);
}

const hundred = (value: number): string => String(Math.round(value));

/** `umsab-arabic` → "Umsab arabic", `counter_ref_nh` → "Counter ref (not hateful)". */
export const groupWords = (name: string): string => {
  const [, plain = name, end] = /^(.*?)_(nh|h)$/.exec(name) ?? [];
  return end ? `${humanise(plain)} (${end === 'nh' ? 'not hateful' : 'hateful'})` : humanise(name);
};

export function weaknessesOf(head: Head): readonly string[] {
  const overall = overallOf(head);
  const sources = head.scores.filter(({ source }) => source !== 'all');
  return [
    ...classesOf(overall),
    ...(overall && sources.length > 1 ? sourcesOf(sources, overall) : []),
    ...(overall?.falseAlarms !== null && overall !== null && overall.falseAlarms > FALSE_ALARMS
      ? [`Of 100 texts where the answer is no, it says yes to ${hundred(overall.falseAlarms)}.`]
      : []),
    ...sources
      .filter(({ calibrationError }) => calibrationError !== null && calibrationError > MISCALIBRATED)
      .slice(0, MOST)
      .map(
        ({ source, calibrationError }) =>
          `On ${groupWords(source)} its probabilities are off by ${hundred(calibrationError ?? 0)} points on average.`,
      ),
    ...sources
      .flatMap(({ source, macroF1, accuracy }) =>
        accuracy === null && macroF1 !== null && macroF1 < WEAK_CLASS ? [{ source, macroF1 }] : [],
      )
      .map(({ source, macroF1 }) => `On ${groupWords(source)} it reaches ${hundred(macroF1)} of 100 (F1).`),
    ...head.groups
      .filter(({ accuracy }) => accuracy < WEAK_GROUP)
      .toSorted((a, b) => a.accuracy - b.accuracy)
      .slice(0, MOST)
      .map(
        ({ group, accuracy }) => `${groupWords(group)}: right in ${hundred(accuracy)} of 100 such examples.`,
      ),
  ];
}

function classesOf(overall: Scores | null): readonly string[] {
  return Object.entries(overall?.f1 ?? {})
    .filter(([, f1]) => f1 < WEAK_CLASS)
    .toSorted(([, a], [, b]) => a - b)
    .slice(0, MOST)
    .map(
      ([name, f1]) =>
        `“${humanise(name)}” is often missed or seen where it is not: ${hundred(f1)} of 100 (F1).`,
    );
}

function sourcesOf(sources: readonly Scores[], { accuracy: all }: Scores): readonly string[] {
  if (all === null) return [];
  return sources
    .flatMap(({ source, accuracy }) => (accuracy === null ? [] : [{ source, accuracy }]))
    .filter(({ accuracy }) => accuracy < all - WEAKER_SOURCE)
    .toSorted((a, b) => a.accuracy - b.accuracy)
    .slice(0, MOST)
    .map(
      ({ source, accuracy }) =>
        `On ${groupWords(source)} it is right in ${hundred(accuracy)} of 100 texts, against ${hundred(all)} over all.`,
    );
}
