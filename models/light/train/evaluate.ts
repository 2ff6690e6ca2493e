/** Logits of unseen texts as the program would read them: calibrated probabilities of every class. */
import type { Calibration, WeightsHeader } from '../format/header.ts';
import { CHANNEL_HEAD, EXPERTS, mixedSpam } from '../infer/reader.ts';
import { labelIndex } from '../infer/tier.ts';
import { probabilitiesOf } from './calibrate.ts';
import type { OutOfFold } from './calibrate.ts';
import { scoresOf, summarise } from './measures.ts';
import type { Scores } from './measures.ts';
import type { HeadTask, Task } from './task.ts';

/** Parallel arrays, one place per text. */
export interface Read {
  /** By class, of binary heads too. */
  readonly probabilities: readonly Float64Array[];
  /** Class index; for multi a set of bits. */
  readonly labels: Uint32Array;
  /** Names of the sources. */
  readonly sources: readonly string[];
  readonly groups: Uint16Array;
  /** Of each class, for multi. */
  readonly thresholds: readonly number[];
}

export function asRead(
  head: HeadTask,
  seen: OutOfFold,
  calibration: Calibration,
  thresholds: readonly number[],
): Read {
  const p = new Float64Array(seen.columns);
  return {
    probabilities: Array.from(seen.labels, (_, row) => {
      probabilitiesOf(calibration, seen.logits, row, p);
      return head.kind === 'binary' ? Float64Array.of(1 - p[0]!, p[0]!) : p.slice();
    }),
    labels: seen.labels,
    sources: Array.from(seen.sources, (source) => head.sources[source]!.name),
    groups: seen.groups,
    thresholds,
  };
}

/**
 * `spam` as it is answered where the channel is not told: each text of either expert, read by both and by the head
 * that weighs them. Null where the task does not train them.
 */
export function asMixedSpam(
  task: Task,
  all: ReadonlyMap<string, OutOfFold>,
  header: WeightsHeader,
): Read | null {
  const names = [EXPERTS.message, EXPERTS.comment, CHANNEL_HEAD];
  const found = names.map((name) => task.heads.find((head) => head.name === name));
  if (found.includes(undefined)) return null;
  const yes = names.map((name) => probabilityByText(all.get(name)!, header, name));
  const probabilities: Float64Array[] = [];
  const labels: number[] = [];
  const sources: string[] = [];
  for (const [expert, name] of [EXPERTS.message, EXPERTS.comment].entries()) {
    const seen = all.get(name)!;
    for (const [row, text] of seen.texts.entries()) {
      const source = found[expert]!.sources[seen.sources[row]!]!;
      const parts = yes.map((of) => of.get(text));
      if (!source.scored || parts.includes(undefined)) continue;
      const spam = mixedSpam(parts[0]!, parts[1]!, parts[2]!);
      probabilities.push(Float64Array.of(1 - spam, spam));
      labels.push(seen.labels[row]!);
      sources.push(source.name);
    }
  }
  return {
    probabilities,
    labels: Uint32Array.from(labels),
    sources,
    groups: new Uint16Array(labels.length),
    thresholds: [],
  };
}

function probabilityByText(seen: OutOfFold, header: WeightsHeader, name: string): Map<number, number> {
  const { calibration } = header.heads.find((head) => head.name === name)!;
  const p = new Float64Array(1);
  return new Map(
    Array.from(seen.texts, (text, row) => [text, probabilitiesOf(calibration, seen.logits, row, p)[0]!]),
  );
}

/** Measures of some rows: of the likeliest class, or for multi of the classes over their thresholds. */
export function scoresOfRead(
  kind: HeadTask['kind'],
  classes: number,
  { probabilities, labels, thresholds }: Read,
  rows: readonly number[],
): Scores {
  if (kind !== 'multi') {
    return scoresOf(
      rows.map((row) => labels[row]!),
      rows.map((row) => labelIndex(probabilities[row]!)),
      classes,
    );
  }
  const counts = Array.from({ length: 3 }, () => new Float64Array(classes));
  const [both, golds, answers] = counts as [Float64Array, Float64Array, Float64Array];
  for (const row of rows) {
    for (let c = 0; c < classes; c++) {
      const gold = (labels[row]! >>> c) & 1;
      const said = probabilities[row]![c]! >= thresholds[c]! ? 1 : 0;
      golds[c]! += gold;
      answers[c]! += said;
      both[c]! += gold & said;
    }
  }
  return summarise(both, golds, answers, rows.length);
}
