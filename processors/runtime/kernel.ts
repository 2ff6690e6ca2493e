import type { Input } from './input.ts';

/**
 * What differs between the four kinds. A kernel is called by its partition's loop, never at the same time
 * twice, and speaks to the outside only through its stage.
 */
export interface Kernel {
  /** Whether it takes another input now; the loop asks again after every turn. */
  hasRoom(): boolean;
  /**
   * Takes the next input; poison too, since it has its place in the order.
   * @throws PartitionStopped; the input then counts as not taken.
   */
  accept(input: Input, now: number): void;
  /** The position moves with no record to work on (control records); keeps its place in the order. */
  pass(topic: string, next: number): void;
  /** Once per turn of the loop, after the inputs: what time brings. @throws PartitionStopped */
  turn(now: number): void;
  /** When `turn` wants to be called at the latest, epoch ms; null when only input can bring something. */
  nextWake(): number | null;
  /** Last look before a flush is sealed, for work that is done once per flush. */
  beforeSeal(now: number): void;
  /** Takes and begins nothing more, ends what has begun. */
  drain(): void;
  /** Nothing is in hand: what was taken is in the draft or committed. */
  idle(): boolean;
  /**
   * The partition is not ours any more, or starts over.
   * @param final false when the same process will open it again at once.
   */
  abandon(final: boolean): void;
}
