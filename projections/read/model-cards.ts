/**
 * Cards of the models in use: what each was trained on, how good it is, where it is bad. A card is a data file that
 * training writes beside the weights; here only its shape is known. Unknown fields of newer cards are left out.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const share = z.number().min(0);
/** Ten bins of a probability, lowest first: counts or shares. */
const histogram = z.array(share).length(10);

/** In hundredths, of weights that had not seen the example; null where the card does not say. */
const scores = z.array(
  z.object({
    source: z.string(),
    rows: z.number(),
    accuracy: z.number().nullable(),
    macroF1: z.number().nullable(),
    f1: z.record(z.string(), z.number()),
    falseAlarms: z.number().nullable(),
    calibrationError: z.number().nullable(),
  }),
);

const head = z.object({
  name: z.string(),
  /** softmax: one of the classes; binary: no or yes; multi: any of them. */
  kind: z.string(),
  classes: z.array(z.string()),
  /** Puts texts before a person and never acts. */
  reviewOnly: z.boolean(),
  /** From which probability on a class counts as yes; empty for softmax. */
  thresholds: z.array(z.number()),
  data: z.array(z.object({ name: z.string(), licence: z.string(), rows: z.number().nullable() })),
  /** Of cross-validation, by source. */
  scores,
  /** Of parts that no choice has looked at; empty where the card knows none. */
  untouched: scores.default([]),
  /** Kinds of examples that a source names. */
  groups: z.array(z.object({ group: z.string(), rows: z.number(), accuracy: z.number() })).default([]),
  /** Ten bars: how sure the head was of its answer, and how often it was right, 0 to 1. */
  reliability: z
    .array(z.object({ count: z.number(), confidence: z.number(), accuracy: z.number() }))
    .default([]),
  /** P(class) of the texts it was scored on; by class, in the order of the classes, or of the last class alone. */
  distribution: z
    .union([z.record(z.string(), histogram), z.array(histogram), histogram])
    .optional()
    .catch(undefined),
});

const card = z.object({
  name: z.string(),
  modelVersion: z.string(),
  /** Of the weights that it is about; cards of other kinds do not say it. */
  sha256: z.string().optional(),
  date: z.string().nullable(),
  intendedUse: z.string(),
  heads: z.array(head),
});

export type ModelCard = z.infer<typeof card>;
export type CardHead = ModelCard['heads'][number];

/** What the safety gate's own classifier says of itself; scores are shares, on texts held apart. */
const gateCard = z.object({
  version: z.string(),
  use: z.string(),
  trainedOn: z.record(z.string(), z.string()),
  heldApart: z.record(
    z.string(),
    z.record(z.string(), z.object({ rows: z.number(), macroF1: z.number().nullable() })),
  ),
});

/** In the words of the other card, so that people read one kind of page. What it does not say stays unsaid. */
function fromGate({ version, use, trainedOn, heldApart }: z.infer<typeof gateCard>): ModelCard {
  return {
    name: 'safety gate',
    modelVersion: version,
    date: null,
    intendedUse: use,
    heads: Object.entries(heldApart).map(([name, sources]): CardHead => ({
      name: `safety ${name}`,
      kind: 'binary',
      classes: ['no', 'yes'],
      reviewOnly: false,
      thresholds: [],
      data: Object.entries(trainedOn).map(([data, licence]) => ({ name: data, licence, rows: null })),
      scores: Object.entries(sources).map(([source, { rows, macroF1 }]) => ({
        source,
        rows,
        accuracy: null,
        macroF1: macroF1 === null ? null : macroF1 * 100,
        f1: {},
        falseAlarms: null,
        calibrationError: null,
      })),
      untouched: [],
      groups: [],
      reliability: [],
    })),
  };
}

/** @throws Error when the file cannot be read or is no card; the message names what is wrong. */
export function readModelCard(file: URL): ModelCard {
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const gate = gateCard.safeParse(json);
  if (gate.success) return fromGate(gate.data);
  const parsed = card.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(
    `the model card ${file.pathname.split('/').at(-1)} is no card: ${z.prettifyError(parsed.error)}`,
  );
}

/** What the card says about P(class), by class; empty where it says nothing. */
export function distributionOf({
  classes,
  distribution,
}: Pick<CardHead, 'classes' | 'distribution'>): Readonly<Record<string, readonly number[]>> {
  if (distribution === undefined) return {};
  if (!Array.isArray(distribution)) return distribution;
  const flat = distribution.every((entry) => typeof entry === 'number');
  const last = classes.at(-1);
  if (flat) return last === undefined ? {} : { [last]: distribution };
  return Object.fromEntries(
    distribution.flatMap((bins, index) => {
      const name = classes[index];
      return name === undefined || typeof bins === 'number' ? [] : [[name, bins]];
    }),
  );
}
