/** Texts as token ids, and a batch of them as the rectangles that a model takes. */

/** What is used of `@huggingface/tokenizers`. */
export interface Encoder {
  encode(text: string): { readonly ids: readonly number[] };
}

/** UTF-16 units that are read of a text: far more than the longest input holds, and a bound on the tokenizer's work. */
export const MAX_UNITS = 4_000;

/**
 * Token ids of a text, at most `maxTokens`. What is too long loses words at its end; the model's own tokens at both
 * ends stay, as in training.
 */
export function encodeShort(encoder: Encoder, text: string, maxTokens: number): readonly number[] {
  const { ids } = encoder.encode(text.slice(0, MAX_UNITS));
  if (ids.length <= maxTokens) return ids;
  const frame = encoder.encode('').ids;
  let before = 0;
  while (before < frame.length && frame[before] === ids[before]) before++;
  const after = frame.slice(before);
  return [...ids.slice(0, maxTokens - after.length), ...after];
}

export interface Rectangle {
  /** Texts, and tokens of the longest. */
  readonly shape: readonly [number, number];
  /** Row by row. */
  readonly inputIds: BigInt64Array;
  /** 1 where there is a token, 0 in the padding. */
  readonly attentionMask: BigInt64Array;
}

/** @param texts at least one, each of at least one id */
export function rectangle(texts: readonly (readonly number[])[], padTokenId: number): Rectangle {
  const width = Math.max(...texts.map((ids) => ids.length));
  const inputIds = new BigInt64Array(texts.length * width).fill(BigInt(padTokenId));
  const attentionMask = new BigInt64Array(texts.length * width);
  texts.forEach((ids, row) => {
    ids.forEach((id, column) => {
      inputIds[row * width + column] = BigInt(id);
      attentionMask[row * width + column] = 1n;
    });
  });
  return { shape: [texts.length, width], inputIds, attentionMask };
}
