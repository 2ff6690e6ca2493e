/**
 * Seals: proof that the writes of a batch are still in Redis when its position is moved. A killed Redis loses
 * the end of its append-only file, up to two seconds with `appendfsync everysec`. If it dies after the writes and
 * before the position, the position is still where the writer expects it, and moving it would pass records
 * whose writes are gone for ever. So each pipeline of writes ends with a seal: what is lost is an end of the
 * file, so a seal that is there proves all that was written before it.
 */
import type { Command } from './apply.ts';

export class Seals {
  /** The seal that proves all writes so far; '' before any. */
  last = '';
  private readonly epoch: string;
  private readonly field: string;
  private readonly attempt: string;
  private pipelines = 0;

  /**
   * @param epoch key of the positions.
   * @param field `topic/partition`.
   * @param attempt never used before: a seal of an earlier attempt proves nothing about this one.
   */
  constructor(epoch: string, field: string, attempt: string) {
    this.epoch = epoch;
    this.field = field;
    this.attempt = attempt;
  }

  /** The last command of the next pipeline; it asks for the seal of the pipeline before. Gives 1, or 0 if that is gone. */
  next(): Command {
    const before = this.last;
    this.last = `${this.attempt}.${this.pipelines++}`;
    return ['spSeal', [this.epoch, this.field, before, this.last]];
  }
}
