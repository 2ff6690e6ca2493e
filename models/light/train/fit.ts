/** One whole model: the shared part once, then every head's table, of the examples outside one part. */
import { FEATURE_SPEC } from '../features/spec.ts';
import type { Corpus } from './corpus.ts';
import { trainLinear } from './linear.ts';
import type { HeadWeights } from './linear.ts';
import { SeededRandom } from './random.ts';
import { foldShared, trainShared } from './shared.ts';
import type { HeadTask, Task } from './task.ts';

/**
 * Rows of a head outside a part, or inside it; null is everything. The part after the last of the cross-validation
 * holds what no choice may look at: it is outside of every part.
 */
export function rowsOf(corpus: Corpus, head: HeadTask, part: number | null, inside = false): Uint32Array {
  const { text } = corpus.examples.get(head.name)!;
  const all = Uint32Array.from(text.keys());
  if (part === null) return all;
  return all.filter((row) => {
    const fold = corpus.fold[text[row]!]!;
    return inside ? fold === part : fold !== part && fold !== corpus.untouched;
  });
}

/** Without side data, which the shared model has from the heads that it belongs to. */
function scoredRows(corpus: Corpus, head: HeadTask, rows: Uint32Array): Uint32Array {
  const { source } = corpus.examples.get(head.name)!;
  return rows.filter((row) => head.sources[source[row]!]!.scored);
}

/** Heads that the weights file holds. */
export function servedHeads(task: Task): HeadTask[] {
  return task.heads.filter((head) => !head.auxiliary);
}

/**
 * Calls `use` with each head's folded table, in the order of the task. Everything is trained `task.rounds` times from
 * other seeds, and the mean of the tables is used: what is linear averages to one table, and the luck of an order of
 * examples goes.
 */
export function fitAll(
  task: Task,
  corpus: Corpus,
  without: number | null,
  use: (head: HeadTask, model: HeadWeights) => void,
): void {
  const seeds = Array.from({ length: task.rounds }, (_, round) => task.seed + round);
  const sharing = new Map(
    task.heads.filter((head) => head.shared > 0).map((head): [string, HeadWeights[]] => [head.name, []]),
  );
  if (task.shared !== undefined && sharing.size > 0) {
    const students = task.heads
      .filter((head) => head.shared > 0 || head.teaches || head.auxiliary)
      .map((head) => ({ head, rows: scoredRows(corpus, head, rowsOf(corpus, head, without)) }));
    for (const seed of seeds) {
      const model = trainShared(task.shared, students, corpus, new SeededRandom(seed));
      for (const [name, folded] of sharing) {
        folded.push(
          foldShared(
            model,
            task.heads.find((head) => head.name === name)!,
          ),
        );
      }
    }
  }
  for (const head of servedHeads(task)) {
    const examples = corpus.examples.get(head.name)!;
    const rows = rowsOf(corpus, head, without);
    const ways = head.bayes === 'both' ? [true, false] : [head.bayes];
    const own = meanOf(
      seeds.flatMap((seed) =>
        ways.map((bayes) => trainLinear({ ...head, bayes }, corpus, examples, rows, new SeededRandom(seed))),
      ),
    );
    const folded = sharing.get(head.name);
    use(head, folded === undefined || folded.length === 0 ? own : blend(own, meanOf(folded), head));
  }
}

/** The mean of tables of one shape, in the first of them. */
function meanOf(models: readonly HeadWeights[]): HeadWeights {
  const [first, ...others] = models as [HeadWeights, ...HeadWeights[]];
  if (others.length === 0) return first;
  for (let i = 0; i < first.weights.length; i++) {
    let sum = first.weights[i]!;
    for (const other of others) sum += other.weights[i]!;
    first.weights[i] = sum / models.length;
  }
  for (let c = 0; c < first.columns; c++) {
    first.bias[c] = models.reduce((sum, model) => sum + model.bias[c]!, 0) / models.length;
  }
  return first;
}

/** Own logit plus `head.shared` times the shared one. */
function blend(own: HeadWeights, other: HeadWeights, head: HeadTask): HeadWeights {
  const { columns } = own;
  if (own.bits !== FEATURE_SPEC.bits)
    throw new Error(`head ${head.name}: "shared" needs bits ${FEATURE_SPEC.bits}`);
  for (let i = 0; i < own.weights.length; i++) own.weights[i]! += head.shared * other.weights[i]!;
  for (let c = 0; c < columns; c++) own.bias[c]! += head.shared * other.bias[c]!;
  return own;
}
