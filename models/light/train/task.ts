/** A task file: which heads to train, on which labelled texts, and how. JSON, checked before any work. */
import { z } from 'zod';

const labelMap = z.record(z.string(), z.string().nullable()).optional();

const common = {
  /** Name in the report and the card. */
  name: z.string().min(1),
  /**
   * Source label to class name; null leaves the row out. `*` is for all labels that are not named; without it they
   * must be class names.
   */
  map: labelMap,
  /** Weight of each example in training. */
  weight: z.number().positive().default(1),
  /** False for side data: the head's own table learns from it; calibration, scores and the shared model do not. */
  scored: z.boolean().default(true),
  /**
   * True for a part that no choice may look at: it takes no part in the cross-validation, is read once by weights of
   * everything else, and only the last weights learn from it.
   */
  untouched: z.boolean().default(false),
  licence: z.string().default('not stated'),
};

const sourceSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal('pairs'), texts: z.string(), labels: z.string(), ...common }),
  z.strictObject({
    format: z.literal('table'),
    file: z.string(),
    text: z.number().int().min(0),
    label: z.number().int().min(0),
    /** Column that names the kind of example; the card counts each kind apart. */
    group: z.number().int().min(0).optional(),
    /** Column whose equal values stay in one part of the cross-validation, such as a template's name. */
    together: z.number().int().min(0).optional(),
    header: z.boolean().default(false),
    ...common,
  }),
  z.strictObject({
    format: z.literal('jsonl'),
    file: z.string(),
    /** Field of a line that holds its label. */
    label: z.string().default('label'),
    /** Field that names the kind of example; the card counts each kind apart. */
    group: z.string().optional(),
    /** Field whose equal values stay in one part of the cross-validation, such as what a text is about. */
    together: z.string().optional(),
    /** True for a file that comes with the program (`models/light/data`), not with the other data. */
    own: z.boolean().default(false),
    ...common,
  }),
  /** Weak labels: texts, one a line, labelled with what the rules of `models/understanding` say of them. */
  z.strictObject({
    format: z.literal('rules'),
    texts: z.string(),
    asks: z.enum(['kind', 'urgency']),
    ...common,
  }),
]);

const headSchema = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z]*$/),
  /** softmax: one of the classes; binary: the classes are no and yes; multi: any of the classes. */
  kind: z.enum(['softmax', 'binary', 'multi']),
  classes: z.array(z.string().min(1)).min(2),
  /** log2 of the buckets that this head keeps; fewer make the file smaller. */
  bits: z.number().int().min(8).max(18).default(18),
  /** Classes count alike whatever their share. */
  balance: z.boolean().default(true),
  epochs: z.number().int().min(1).max(100).default(8),
  rate: z.number().positive().default(0.3),
  /** Scale features by their naive-Bayes log-count ratio; `both` takes the mean of the tables with and without. */
  bayes: z.union([z.boolean(), z.literal('both')]).default(true),
  /** What the shared model's logit is multiplied with before it is added; 0 leaves it out. */
  shared: z.number().min(0).max(10).default(0),
  /** Whether the shared model learns from this head's examples even where `shared` is 0. */
  teaches: z.boolean().default(false),
  /**
   * For binary: what the likelier answer shall be best for. `likelihood` leaves probabilities as calibrated; a number
   * is the calibrated probability that becomes one half; `f1` (of yes) and `macroF1` find it on texts not trained on.
   */
  cut: z.union([z.number().gt(0).lt(1), z.enum(['likelihood', 'f1', 'macroF1'])]).default('likelihood'),
  /** Trained in the shared model only, to teach the other heads; not part of the weights file. */
  auxiliary: z.boolean().default(false),
  /** Only for people to read on (never acted on by a machine). */
  reviewOnly: z.boolean().default(false),
  sources: z.array(sourceSchema).min(1),
});

export const taskSchema = z.strictObject({
  name: z.string().min(1),
  seed: z.number().int().default(1),
  /** How often everything is trained, from other seeds; the weights are the mean. */
  rounds: z.number().int().min(1).max(20).default(1),
  folds: z.number().int().min(2).max(20).default(5),
  shared: z
    .strictObject({
      dims: z.number().int().multipleOf(16).max(128).default(32),
      epochs: z.number().int().min(1).max(50).default(6),
      rate: z.number().positive().default(0.1),
    })
    .optional(),
  heads: z.array(headSchema).min(1),
});

export type Task = z.infer<typeof taskSchema>;
export type HeadTask = Task['heads'][number];
export type SourceTask = HeadTask['sources'][number];

/** Throws with the place and what is wrong. */
export function parseTask(text: string): Task {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`the task file is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = taskSchema.safeParse(value);
  if (!parsed.success) throw new Error(`the task file is not valid:\n${z.prettifyError(parsed.error)}`);
  for (const head of parsed.data.heads) {
    if (head.kind === 'binary' && head.classes.length !== 2) {
      throw new Error(`head ${head.name}: binary needs exactly two classes, no first, then yes`);
    }
  }
  return parsed.data;
}
