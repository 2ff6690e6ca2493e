/**
 * Fits the logistic weights of the baseline on the open train part of TweetEval sentiment and writes
 * `sentiment-weights.ts`: `node models/understanding/fit-sentiment.ts`. Full-batch gradient descent from zero,
 * inverse-frequency class weights (the measure is macro-recall), no randomness: same data, same weights.
 */
import { writeFileSync } from 'node:fs';
import { readPaired } from '../datasets.ts';
import { tokenize } from '../text/tokens.ts';
import { sentimentFeatures } from './sentiment.ts';
import { readValences } from './valence.ts';

const ROUNDS = 1_500;
const RATE = 0.5;
const DECAY = 1e-4;

const rows = readPaired('tweeteval/sentiment', 'train').map(({ text, label }) => {
  const read = tokenize(text);
  return { x: sentimentFeatures(read, readValences(read, 'en')), y: Number(label) };
});
const width = rows[0]!.x.length;
const counts = [0, 1, 2].map((label) => rows.filter((row) => row.y === label).length);
const classWeights = counts.map((count) => rows.length / (3 * count));
const weights = [0, 1, 2].map(() => Array.from({ length: width }, () => 0));

for (let round = 0; round < ROUNDS; round++) {
  const gradient = weights.map((row) => row.map((w) => w * DECAY));
  for (const { x, y } of rows) {
    const scores = weights.map((row) => row.reduce((sum, w, i) => sum + w * x[i]!, 0));
    const top = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - top));
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let k = 0; k < 3; k++) {
      const error = ((powers[k]! / total - (k === y ? 1 : 0)) * classWeights[y]!) / rows.length;
      for (let i = 0; i < width; i++) gradient[k]![i]! += error * x[i]!;
    }
  }
  for (let k = 0; k < 3; k++) for (let i = 0; i < width; i++) weights[k]![i]! -= RATE * gradient[k]![i]!;
}

const table = weights.map((row) => `  [${row.map((w) => w.toFixed(3)).join(', ')}],\n`).join('');
writeFileSync(
  new URL('sentiment-weights.ts', import.meta.url),
  `// Written by models/understanding/fit-sentiment.ts. Do not edit.\n` +
    `/** Rows: negative, neutral, positive. Columns: see \`sentimentFeatures\`. */\n` +
    `export const SENTIMENT_WEIGHTS: readonly (readonly number[])[] = [\n${table}];\n`,
);
console.log(`fitted on ${rows.length} texts`);
