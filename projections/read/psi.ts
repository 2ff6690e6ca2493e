/**
 * Population stability index: how far a distribution has moved from a reference, over the same bins,
 * Σ (actual − expected) · ln(actual / expected). Pure. Usual reading (Siddiqi, Credit Risk Scorecards, 2006): below
 * 0.1 nothing has moved, above 0.2 to 0.25 something has.
 */

/** Above this somebody should look. */
export const PSI_ALERT = 0.2;

/** Fewer than this say nothing: chance alone makes about (bins − 1) / count. */
export const PSI_LEAST = 200;

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Shares of the whole, 0 to 1; nothing but zeros stays so. */
export function shares(values: readonly number[]): readonly number[] {
  const sum = total(values);
  return values.map((value) => (sum > 0 ? value / sum : 0));
}

/**
 * @param expected counts or shares of the reference; at least one is above 0.
 * @param actual counts of what is compared, in the same bins. Half a message is added to each bin of both, as if the
 *   reference had as many: an empty bin makes a large index, not an endless one.
 * @returns 0 when the shares are the same, else above 0.
 * @throws RangeError when the bins differ, or one side is empty.
 */
export function psi(expected: readonly number[], actual: readonly number[]): number {
  const count = total(actual);
  if (expected.length !== actual.length) throw new RangeError('both sides of an index need the same bins');
  if (!(total(expected) > 0) || !(count > 0)) throw new RangeError('an index needs something on both sides');
  const smooth = (side: readonly number[]): readonly number[] =>
    shares(side).map((share) => (share * count + 0.5) / (count + side.length / 2));
  const [e, a] = [smooth(expected), smooth(actual)];
  return e.reduce((sum, share, bin) => {
    const other = a[bin] ?? share;
    return sum + (other - share) * Math.log(other / share);
  }, 0);
}
