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

/** Calls `use` with each head's folded table, in the order of the task: one table in memory at a time. */
export function fitAll(
  task: Task,
  corpus: Corpus,
  without: number | null,
  use: (head: HeadTask, model: HeadWeights) => void,
): void {
  const sharing = task.heads.filter((head) => head.shared > 0);
  const shared =
    task.shared === undefined || sharing.length === 0
      ? null
      : trainShared(
          task.shared,
          task.heads
            .filter((head) => head.shared > 0 || head.teaches || head.auxiliary)
            .map((head) => ({ head, rows: scoredRows(corpus, head, rowsOf(corpus, head, without)) })),
          corpus,
          new SeededRandom(task.seed),
        );
  for (const head of servedHeads(task)) {
    const examples = corpus.examples.get(head.name)!;
    const rows = rowsOf(corpus, head, without);
    const own = trainLinear(head, corpus, examples, rows, new SeededRandom(task.seed));
    use(head, shared === null || head.shared === 0 ? own : blend(own, foldShared(shared, head), head));
  }
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
