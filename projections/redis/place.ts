import type { TopicPartition } from '../../topics/log/port.ts';

/** One partition that the views follow, and how far it is. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  /** What `epoch` should hold; '' when it should hold nothing. */
  stored: string;
  /** Next offset to read. */
  next: number;
  /** First offset that the broker still has. */
  logStart: number;
  /** Records below are history: nobody looks on while they are written again. */
  quietUntil: number;
  /** End of the log when the place was taken or set back: below, it catches up beside others, by time. */
  behindUntil: number;
  /** Ends when the work before is done. */
  turn: Promise<void>;
}

/** Field of `epoch`. */
export const keyOf = (one: TopicPartition): string => `${one.topic}/${one.partition}`;
