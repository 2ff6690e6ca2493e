/** The Bayes model: log-odds per bucket as bytes, and how a sum of them becomes a probability. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BUCKETS, featuresOf } from './features.ts';

export const HEADS = ['toxicity', 'hate'] as const;
export type BayesHead = (typeof HEADS)[number];

const head = z.strictObject({
  /** Log-odds of one byte step. */
  scale: z.number().positive(),
  /** Platt: probability = 1 / (1 + exp(-(slope * z + offset))). */
  slope: z.number().positive(),
  offset: z.number(),
});

/** What stands beside the weights; the loader refuses bytes that it does not describe. */
export const cardSchema = z.looseObject({
  version: z.string().min(1),
  buckets: z.literal(BUCKETS),
  sha256: z.string().length(64),
  heads: z.strictObject({ toxicity: head, hate: head }),
});
export type BayesCard = z.infer<typeof cardSchema>;

export interface BayesModel {
  readonly version: string;
  scores(skeletonText: string): Readonly<Record<BayesHead, number>>;
}

/** Sum of log-odds, damped by length: long texts repeat themselves, and independence is only assumed. */
export function evidence(weights: Int8Array, scale: number, features: readonly number[]): number {
  if (features.length === 0) return 0;
  let sum = 0;
  for (const feature of features) sum += weights[feature]!;
  return (sum * scale) / Math.sqrt(features.length);
}

/** @throws when card and weights do not belong together */
export function bayesModel(card: unknown, bytes: Buffer): BayesModel {
  const { version, heads, sha256 } = cardSchema.parse(card);
  if (bytes.length !== BUCKETS * HEADS.length) {
    throw new Error(`Bayes weights have ${bytes.length} bytes, not ${BUCKETS * HEADS.length}: train again`);
  }
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw new Error(`Bayes weights have SHA-256 ${actual}, their card says ${sha256}`);
  const weights = HEADS.map(
    (_, index) => new Int8Array(bytes.buffer, bytes.byteOffset + index * BUCKETS, BUCKETS),
  );
  const probability = (index: number, name: BayesHead, features: readonly number[]): number => {
    const { scale, slope, offset } = heads[name];
    return 1 / (1 + Math.exp(-(slope * evidence(weights[index]!, scale, features) + offset)));
  };
  return {
    version,
    scores: (skeletonText) => {
      const features = featuresOf(skeletonText);
      return {
        toxicity: probability(0, 'toxicity', features),
        hate: probability(1, 'hate', features),
      };
    },
  };
}

let loaded: BayesModel | undefined;

/** The weights of the repository, read at the first use. */
export function defaultBayes(): BayesModel {
  if (loaded !== undefined) return loaded;
  const card: unknown = JSON.parse(readFileSync(new URL('weights.card.json', import.meta.url), 'utf8'));
  loaded = bayesModel(card, readFileSync(new URL('weights.bin', import.meta.url)));
  return loaded;
}
