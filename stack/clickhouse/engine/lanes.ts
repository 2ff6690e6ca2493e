/**
 * Places for queries that run at one time, and a bounded queue before them.
 */

export type Lane = { readonly index: number; release(): void };

export type Refused = 'queue-full' | 'waited-too-long' | 'closed';

export type Lanes = {
  /** Resolves with a place, or with why there is none. `signal` gives the place in the queue up. */
  acquire(signal?: AbortSignal): Promise<Lane | Refused>;
  /** Lets nobody in any more; resolves when every place is free again. */
  drain(): Promise<void>;
  readonly busy: number;
  readonly waiting: number;
};

/**
 * @param count places
 * @param queueLength requests that may wait; one more is refused at once
 * @param queueMs longest wait in milliseconds
 */
export function createLanes(count: number, queueLength: number, queueMs: number): Lanes {
  const free = Array.from({ length: count }, (_, i) => i);
  const queue: { enter(index: number): void; refuse(why: Refused): void }[] = [];
  let closed = false;
  let whenFree: (() => void) | undefined;

  const give = (index: number): void => {
    const next = queue.shift();
    if (next) return next.enter(index);
    free.push(index);
    if (free.length === count) whenFree?.();
  };
  const laneOf = (index: number): Lane => {
    let held = true;
    return {
      index,
      release: () => {
        if (held) give(index);
        held = false;
      },
    };
  };

  return {
    get busy() {
      return count - free.length;
    },
    get waiting() {
      return queue.length;
    },
    acquire: (signal) => {
      if (closed) return Promise.resolve<Refused>('closed');
      const index = free.shift();
      if (index !== undefined) return Promise.resolve(laneOf(index));
      if (queue.length >= queueLength) return Promise.resolve<Refused>('queue-full');
      return new Promise((resolve) => {
        const leave = (why: Refused): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          const at = queue.indexOf(entry);
          if (at !== -1) queue.splice(at, 1);
          resolve(why);
        };
        const entry = {
          enter: (given: number) => {
            clearTimeout(timer);
            signal?.removeEventListener('abort', onAbort);
            resolve(laneOf(given));
          },
          refuse: leave,
        };
        const onAbort = (): void => leave('closed');
        const timer = setTimeout(() => leave('waited-too-long'), queueMs);
        signal?.addEventListener('abort', onAbort, { once: true });
        queue.push(entry);
      });
    },
    drain: async () => {
      closed = true;
      for (let next = queue[0]; next; next = queue[0]) next.refuse('closed');
      if (free.length < count) await new Promise<void>((resolve) => (whenFree = resolve));
    },
  };
}
