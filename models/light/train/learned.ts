/**
 * Which texts weights have learned from, as a file beside them: whoever scores them on labelled texts can tell those
 * that they know already. Hashes only; what people wrote stays where it was.
 *
 * Magic `SPLEARN1`, the SHA-256 of the weights that it is about, then the first 8 bytes of the SHA-256 of every text's
 * key, sorted. A key is the text without case, links, names and marks (`foldedText`), so its copies have the same.
 */
import { createHash } from 'node:crypto';
import { foldedText } from './folds.ts';

const MAGIC = 'SPLEARN1';
const DIGEST = 32;
const START = MAGIC.length + DIGEST;
const MARK = 8;

/** @param sha256 of the weights, hex */
export function encodeLearned(sha256: string, texts: Iterable<string>): Buffer {
  const marks = new Set<string>();
  for (const text of texts) marks.add(markOf(text));
  const sorted = [...marks].sort().map((mark) => Buffer.from(mark, 'latin1'));
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), Buffer.from(sha256, 'hex'), ...sorted]);
}

/**
 * Whether a text, or a copy of it, is among those that the weights have learned from. One in 2^64 others is taken for
 * one of them by chance. Throws when the file is not one or is about other weights.
 */
export function decodeLearned(file: Buffer, sha256: string): (text: string) => boolean {
  const whole = (file.length - START) % MARK === 0;
  if (file.length < START || !whole || file.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new Error('it is not a list of learned texts');
  if (file.toString('hex', MAGIC.length, START) !== sha256) throw new Error('it is about other weights');
  const marks = new Set<string>();
  for (let at = START; at < file.length; at += MARK) marks.add(file.toString('latin1', at, at + MARK));
  return (text) => marks.has(markOf(text));
}

/** What copies of a text have in common. */
export function textKey(text: string): string {
  return foldedText(text) || text;
}

/** One in so many texts is kept apart from training. */
const KEPT_APART_ONE_IN = 4;

/**
 * Whether a text belongs to the part that weights are compared on and never learn from; its copies do, too. The same
 * text always falls into the same part, however many labels have come since.
 */
export function isKeptApart(text: string): boolean {
  return (
    createHash('sha256')
      .update(`kept apart:${textKey(text)}`)
      .digest()[0]! %
      KEPT_APART_ONE_IN ===
    0
  );
}

function markOf(text: string): string {
  return createHash('sha256').update(textKey(text)).digest().toString('latin1', 0, MARK);
}
