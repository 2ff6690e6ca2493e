/**
 * How often a part may end within the window before it is given up. While it has never been ready, ending
 * is most likely its configuration, and three tries are enough to say so.
 */
export const RESTARTS_ALLOWED = { starting: 2, running: 5 } as const;
export const WINDOW_MS = 120_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export type Restart = { again: true; waitMs: number } | { again: false };

/**
 * Whether a part that ended is started again, and after how long: at once at first, then doubling up to
 * 10 s; after too many ends within two minutes never.
 *
 * @param phase whether it has been ready before
 * @param endings when it ended, ms of a monotonic clock, oldest first, the latest last
 */
export function nextRestart(phase: keyof typeof RESTARTS_ALLOWED, endings: readonly number[]): Restart {
  const latest = endings.at(-1) ?? 0;
  const recent = endings.filter((at) => at > latest - WINDOW_MS).length;
  if (recent > RESTARTS_ALLOWED[phase]) return { again: false };
  return { again: true, waitMs: Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (recent - 1)) };
}
