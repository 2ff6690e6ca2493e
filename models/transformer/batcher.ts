/**
 * Gathers texts into micro-batches, one batch at a time, and says no rather than late: a text that finds the queue
 * full, or has no answer within its patience, is let go at once. While a batch runs the next one gathers, so an idle
 * model answers a single text without waiting for others.
 */

export type LetGo = 'queue_full' | 'too_late' | 'model_failed';
export type Answered<A> = { readonly answer: A } | { readonly letGo: LetGo };

export interface BatcherOptions<A> {
  /** Answers in the order of the texts. */
  readonly run: (texts: readonly string[]) => Promise<readonly A[]>;
  /** Texts in a batch, at most. */
  readonly mostInBatch: number;
  /** Texts that wait for a batch, at most; those in the running batch are not among them. */
  readonly mostWaiting: number;
  /** Longest time from asking to the answer, ms. */
  readonly patienceMs: number;
  /** Runs something after so many ms; gives the cancellation. */
  readonly after: (ms: number, run: () => void) => () => void;
}

interface Waiting<A> {
  readonly text: string;
  readonly end: (answered: Answered<A>) => void;
}

export class MicroBatcher<A> {
  readonly #options: BatcherOptions<A>;
  /** In the order of asking. */
  #waiting: Waiting<A>[] = [];
  #busy = false;

  constructor(options: BatcherOptions<A>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Never rejects. */
  ask(text: string): Promise<Answered<A>> {
    if (this.#waiting.length >= this.#options.mostWaiting) return Promise.resolve({ letGo: 'queue_full' });
    const { promise, resolve } = Promise.withResolvers<Answered<A>>();
    const cancel = this.#options.after(this.#options.patienceMs, () => {
      this.#waiting = this.#waiting.filter((one) => one !== asked);
      resolve({ letGo: 'too_late' });
    });
    const end = (answered: Answered<A>): void => {
      cancel();
      resolve(answered);
    };
    const asked: Waiting<A> = { text, end };
    this.#waiting.push(asked);
    // Whoever asks in the same turn is in the same batch.
    queueMicrotask(() => void this.#work());
    return promise;
  }

  async #work(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const chosen = new Set(
        chooseBatch(
          this.#waiting.map(({ text }) => text.length),
          this.#options.mostInBatch,
        ),
      );
      const batch = this.#waiting.filter((_, index) => chosen.has(index));
      this.#waiting = this.#waiting.filter((_, index) => !chosen.has(index));
      await this.#run(batch);
    }
    this.#busy = false;
  }

  async #run(batch: readonly Waiting<A>[]): Promise<void> {
    try {
      const answers = await this.#options.run(batch.map(({ text }) => text));
      if (answers.length !== batch.length) throw new Error('another number of answers than of texts');
      batch.forEach(({ end }, index) => end({ answer: answers[index] as A }));
    } catch {
      for (const { end } of batch) end({ letGo: 'model_failed' });
    }
  }
}

/**
 * Indexes of the next batch: the one that waits longest, so that none starves, and those whose length is nearest to
 * its length, because every text of a batch costs as much as the longest.
 * @param lengths in the order of asking, not empty
 */
export function chooseBatch(lengths: readonly number[], most: number): readonly number[] {
  const first = lengths[0] ?? 0;
  return lengths
    .map((length, index) => ({ index, away: Math.abs(length - first) }))
    .sort((a, b) => a.away - b.away || a.index - b.index)
    .slice(0, most)
    .map(({ index }) => index);
}
