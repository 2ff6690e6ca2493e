// Written by models/understanding/fit-sentiment.ts. Do not edit.
/** Rows: negative, neutral, positive. Columns: see `sentimentFeatures`. */
export const SENTIMENT_WEIGHTS: readonly (readonly number[])[] = [
  [-0.71, -0.388, -0.194, 0.94, -0.185, 0.189, 0.574, 0.006, 0.224],
  [0.367, 0.057, -0.403, -0.391, -0.23, 0.17, -0.239, 0.035, 0.366],
  [0.343, 0.331, 0.597, -0.549, 0.414, -0.359, -0.334, -0.041, -0.59],
];
