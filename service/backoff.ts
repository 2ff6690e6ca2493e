/**
 * Exponential delay with full jitter (Brooker, "Exponential Backoff And Jitter", 2015), ms.
 * @param attempt 0 for the first wait.
 * @param random in [0, 1).
 */
export function backoffMs(
  attempt: number,
  limits: { readonly baseMs: number; readonly capMs: number },
  random: number,
): number {
  const ceiling = Math.min(limits.capMs, limits.baseMs * 2 ** Math.min(attempt, 30));
  // Half is fixed, so that a burst of tiny random values cannot turn waiting into spinning.
  return Math.ceil(ceiling / 2 + (ceiling / 2) * random);
}
