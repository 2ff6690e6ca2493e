/**
 * Two weights on the same labelled texts: is one better, or is it chance? Pure; the same examples and seed give the
 * same answer.
 *
 * Corrections alone cannot say that a candidate is better. People correct what the weights in use got wrong, so those
 * fail on nearly all of them by construction, and a candidate that answers anything else wins. Examples that were
 * labelled whatever the model said show what it would break.
 */
import { LABELS } from '../../topics/labels.ts';
import type { AdoptableHead } from './adoptable.ts';
import { GATES } from './gates.ts';
import type { Gate } from './gates.ts';
import type { HeadSource } from './mixed.ts';
import { textKey } from './train/learned.ts';
import { scoresOf } from './train/measures.ts';
import type { Scores } from './train/measures.ts';
import { SeededRandom } from './train/random.ts';

export interface Example {
  readonly text: string;
  readonly label: string;
}

/** `corrections`: labels that people changed. `unselected`: given whatever the model said. */
export type ExampleSet = 'corrections' | 'unselected';

/** Fewer say nothing: an interval over fifty texts is about 25 points wide. */
export const FEWEST_EXAMPLES = 50;
const RESAMPLES = 2_000;
const SEED = 1;
/** Shares of the differences below and above the interval. */
const TAIL = 0.025;

export interface SetScore {
  readonly examples: ExampleSet;
  /** Texts scored; of copies only the first. */
  readonly rows: number;
  readonly measure: string;
  /** Of the measure, 0 to 1. */
  readonly inUse: number;
  readonly candidate: number;
  /** 95 % interval of the difference, candidate minus in use: paired bootstrap, percentiles (Efron 1979). */
  readonly low: number;
  readonly high: number;
}

export type Verdict = 'better' | 'worse' | 'not_clear';

export interface Comparison {
  readonly head: AdoptableHead;
  readonly inUseVersion: string;
  readonly modelVersion: string;
  readonly sha256: string;
  readonly verdict: Verdict;
  /** Whether examples that were not selected by the model's mistakes were among them. */
  readonly guarded: boolean;
  readonly scores: readonly SetScore[];
}

/** The examples cannot be used; the message says which and why, and never repeats a text. */
export class ExamplesRefused extends Error {
  override readonly name = 'ExamplesRefused';
}

/** The measure that a head is held to in `gates.ts`. */
export function measureOf(head: AdoptableHead): {
  readonly name: string;
  readonly of: (scores: Scores) => number;
} {
  const gate = GATES.find((one) => one.head === head && isQuality(one.measure));
  if (gate === undefined) throw new Error(`no gate for ${head}`);
  const { measure } = gate;
  if (measure === 'f1') {
    const column = (LABELS[head] as readonly string[]).indexOf(gate.class!);
    // No yes among labels and answers: nothing was found, for either side.
    return { name: `f1 of ${gate.class!}`, of: ({ f1 }) => f1[column]! || 0 };
  }
  if (measure === 'falseAlarms' || measure === 'calibrationError') throw new Error('not a quality');
  return { name: measure, of: (scores) => scores[measure] };
}

function isQuality(measure: Gate['measure']): boolean {
  return measure !== 'falseAlarms' && measure !== 'calibrationError';
}

/** Weights that are compared: a `LightReader`. */
export interface Side extends HeadSource {
  readonly modelVersion: string;
  readonly tier: { readonly sha256: string };
}

export interface Compared {
  readonly head: AdoptableHead;
  readonly inUse: Side;
  readonly candidate: Side;
  /** Whether the candidate has learned from a text. */
  readonly learned: (text: string) => boolean;
  readonly corrections: readonly Example[];
  readonly unselected: readonly Example[] | null;
}

/** @throws ExamplesRefused when they are too few, unknown, of one label only, or known to the candidate */
export function compare({ head, inUse, candidate, learned, corrections, unselected }: Compared): Comparison {
  const given: readonly (readonly [ExampleSet, readonly Example[] | null])[] = [
    ['corrections', corrections],
    ['unselected', unselected],
  ];
  const scores = given.flatMap(([name, examples]): SetScore[] => {
    if (examples === null) return [];
    const usable = checked(name, head, examples, learned);
    const gold = usable.map(({ label }) => label);
    return [
      {
        examples: name,
        ...paired(head, gold, answers(inUse, head, usable), answers(candidate, head, usable)),
      },
    ];
  });
  return {
    head,
    inUseVersion: inUse.modelVersion,
    modelVersion: candidate.modelVersion,
    sha256: candidate.tier.sha256,
    guarded: unselected !== null,
    verdict: verdictOf(scores),
    scores,
  };
}

/** Worse on either set is worse; better needs the set that was not selected by the model's mistakes. */
export function verdictOf(scores: readonly Pick<SetScore, 'examples' | 'low' | 'high'>[]): Verdict {
  if (scores.some(({ high }) => high < 0)) return 'worse';
  const guarded = scores.some(({ examples }) => examples === 'unselected');
  return guarded && scores.some(({ low }) => low > 0) ? 'better' : 'not_clear';
}

/** A measure of both sides and the interval of its difference: examples are drawn again, both answers together. */
export function paired(
  head: AdoptableHead,
  gold: readonly string[],
  inUse: readonly string[],
  candidate: readonly string[],
): Omit<SetScore, 'examples'> {
  const labels: readonly string[] = LABELS[head];
  const column = new Map(labels.map((label, index) => [label, index]));
  const columnsOf = (names: readonly string[]) => Uint16Array.from(names, (name) => column.get(name)!);
  const { name, of } = measureOf(head);
  const rows = gold.length;
  const all = { gold: columnsOf(gold), inUse: columnsOf(inUse), candidate: columnsOf(candidate) };
  const value = (golds: Uint16Array, answered: Uint16Array): number =>
    of(scoresOf(golds, answered, labels.length));
  const random = new SeededRandom(SEED);
  const drawn = {
    gold: new Uint16Array(rows),
    inUse: new Uint16Array(rows),
    candidate: new Uint16Array(rows),
  };
  const differences = Float64Array.from({ length: RESAMPLES }, () => {
    for (let i = 0; i < rows; i++) {
      const row = Math.floor(random.next() * rows);
      drawn.gold[i] = all.gold[row]!;
      drawn.inUse[i] = all.inUse[row]!;
      drawn.candidate[i] = all.candidate[row]!;
    }
    return value(drawn.gold, drawn.candidate) - value(drawn.gold, drawn.inUse);
  }).sort();
  const at = (share: number): number => differences[Math.round(share * (RESAMPLES - 1))]!;
  return {
    rows,
    measure: name,
    inUse: value(all.gold, all.inUse),
    candidate: value(all.gold, all.candidate),
    low: at(TAIL),
    high: at(1 - TAIL),
  };
}

function checked(
  name: ExampleSet,
  head: AdoptableHead,
  examples: readonly Example[],
  learned: (text: string) => boolean,
): readonly Example[] {
  const labels: readonly string[] = LABELS[head];
  const wrong = examples.findIndex(({ label }) => !labels.includes(label));
  if (wrong >= 0) {
    throw new ExamplesRefused(
      `${name}, line ${wrong + 1}: the label is none of ${head}; there is ${labels.slice(0, 10).join(', ')}`,
    );
  }
  const known = examples.filter(({ text }) => learned(text)).length;
  if (known > 0) {
    throw new ExamplesRefused(
      `${name}: the candidate has learned from ${known} of these ${examples.length} texts, or from copies of them; ` +
        'score it on texts that were kept out of its training',
    );
  }
  const byText = new Map<string, Example>();
  for (const example of examples) {
    const key = textKey(example.text);
    if (!byText.has(key)) byText.set(key, example);
  }
  const different = [...byText.values()];
  if (different.length < FEWEST_EXAMPLES) {
    throw new ExamplesRefused(
      `${name}: ${different.length} different texts are too few to tell; at least ${FEWEST_EXAMPLES}`,
    );
  }
  if (new Set(different.map(({ label }) => label)).size < 2) {
    throw new ExamplesRefused(
      `${name}: all have the same label, so whoever always answers that one would be right`,
    );
  }
  return different;
}

function answers(reader: Side, head: AdoptableHead, examples: readonly Example[]): readonly string[] {
  const read = reader.heads([head]);
  return examples.map(({ text }) => read(text).heads[head]!.label);
}
