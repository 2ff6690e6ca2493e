/** Cross-validation: every labelled text read by weights that have not seen it, nor a near copy of it. */
import type { OutOfFold } from './calibrate.ts';
import type { Corpus } from './corpus.ts';
import { fitAll, rowsOf, servedHeads } from './fit.ts';
import { columnsOf, logits } from './linear.ts';
import { roundWeights } from './quantise.ts';
import type { HeadTask, Task } from './task.ts';

/** Of one head: rows of its examples, and their logits `[row][column]`. */
export interface PartLogits {
  readonly rows: readonly number[];
  readonly logits: readonly number[];
}

/** By name of the head. */
export type ScoredPart = Readonly<Record<string, PartLogits>>;

/** Logits of all examples in a part, side data too, by int8 weights of the other parts. */
export function scorePart(task: Task, corpus: Corpus, part: number): ScoredPart {
  const scored: Record<string, PartLogits> = {};
  fitAll(task, corpus, part, (head, model) => {
    roundWeights(model);
    const { text } = corpus.examples.get(head.name)!;
    const z = new Float64Array(model.columns);
    const rows = Array.from(rowsOf(corpus, head, part, true));
    const values = rows.flatMap((row) => Array.from(logits(model, corpus, text[row]!, z), Math.fround));
    scored[head.name] = { rows, logits: values };
  });
  return scored;
}

/** What of a head's examples goes into a set of scores. */
type Choice = (head: HeadTask, source: number) => boolean;

/** Examples that calibration and scores are of. */
export const isScored: Choice = (head, source) => head.sources[source]!.scored;
/** Those of parts that no choice may look at. */
export const isUntouched: Choice = (head, source) =>
  isScored(head, source) && head.sources[source]!.untouched;
export const isAny: Choice = () => true;

/** Parts put together, by name of the head. */
export function joinParts(
  task: Task,
  corpus: Corpus,
  parts: readonly ScoredPart[],
  choice: Choice,
): ReadonlyMap<string, OutOfFold> {
  return new Map(servedHeads(task).map((head) => [head.name, joinHead(head, corpus, parts, choice)]));
}

function joinHead(head: HeadTask, corpus: Corpus, parts: readonly ScoredPart[], choice: Choice): OutOfFold {
  const columns = columnsOf(head);
  const { text, label, source, group } = corpus.examples.get(head.name)!;
  const rows: number[] = [];
  const values: number[] = [];
  for (const part of parts) {
    const scored = part[head.name]!;
    for (const [at, row] of scored.rows.entries()) {
      if (!choice(head, source[row]!)) continue;
      rows.push(row);
      for (let c = 0; c < columns; c++) values.push(scored.logits[at * columns + c]!);
    }
  }
  return {
    columns,
    texts: Uint32Array.from(rows, (row) => text[row]!),
    logits: Float32Array.from(values),
    labels: Uint32Array.from(rows, (row) => label[row]!),
    sources: Uint8Array.from(rows, (row) => source[row]!),
    groups: Uint16Array.from(rows, (row) => group[row]!),
  };
}
