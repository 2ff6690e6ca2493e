/** What a weights file says of itself before the weights; checked before anything is believed. */
import { z } from 'zod';

/** Logit to probability: softmax(z / temperature), or sigmoid(slope * z + offset) per column. */
const calibrationSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('temperature'), temperature: z.number().positive() }),
  z.strictObject({ kind: z.literal('platt'), slope: z.array(z.number()), offset: z.array(z.number()) }),
]);

const headSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['softmax', 'binary', 'multi']),
  classes: z.array(z.string()).min(2),
  plane: z.number().int().min(0),
  /** First of the head's columns in the plane: one for binary, else one a class. */
  column: z.number().int().min(0),
  /** Weight = int8 * scale. */
  scale: z.number().positive(),
  bias: z.array(z.number()),
  calibration: calibrationSchema,
  /** Of yes for binary, of each class for multi; empty for softmax. */
  thresholds: z.array(z.number()),
  /** Answers queue for people and are never acted on by a machine. */
  reviewOnly: z.boolean(),
});

const planeSchema = z.strictObject({
  /** log2 of the rows. */
  bits: z.number().int().min(1).max(24),
  /** Bytes a row, a multiple of 16. */
  columns: z.number().int().multipleOf(16).min(16),
});

export const headerSchema = z.strictObject({
  name: z.string(),
  featureSpec: z.string(),
  planes: z.array(planeSchema).min(1),
  heads: z.array(headSchema).min(1),
});

export type WeightsHeader = z.infer<typeof headerSchema>;
export type HeadHeader = WeightsHeader['heads'][number];
export type Calibration = HeadHeader['calibration'];

export function headColumns(head: HeadHeader): number {
  return head.kind === 'binary' ? 1 : head.classes.length;
}
