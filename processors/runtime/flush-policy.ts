/** When a partition commits. Pure, so that it can be read in one place. */
export interface FlushView {
  readonly now: number;
  /** First thing in the draft, epoch ms. */
  readonly since: number;
  /** Outputs or state changed; otherwise only offsets moved. */
  readonly substantial: boolean;
  readonly full: boolean;
  /** Something waits for the commit. */
  readonly urgent: boolean;
  /** Nothing is left to read. */
  readonly drained: boolean;
  /** The process has commits to spare. */
  readonly budget: boolean;
  readonly ending: boolean;
}

/**
 * A partition that is behind commits a quarter as often: its latency is what waits in the log, and a transaction costs
 * client and broker as much as some hundred records.
 */
const BEHIND = 4;

/** Epoch ms at which to commit; now or earlier means at once. */
export function flushAt(view: FlushView, flushMs: number, offsetsOnlyMs: number): number {
  if (view.full || view.ending) return view.now;
  if (!view.substantial) return view.since + offsetsOnlyMs;
  if ((view.drained || view.urgent) && view.budget) return view.now;
  return view.since + (view.drained || view.urgent ? flushMs : BEHIND * flushMs);
}
