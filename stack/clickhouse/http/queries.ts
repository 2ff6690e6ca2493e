/** Statements that run now: by the id that the client gave them, and how to stop one. */
import type { Engine } from '../engine/engine.ts';

export type Running = {
  readonly tag: string;
  readonly queryId: string;
  /**
   * What becomes of the statement when its client goes away. Only reading stops: a write may be between a
   * table and its views, and ends sooner than it could be undone.
   */
  whenClientGoes: 'stop' | 'finish';
  /** Aborted when the statement should stop: the client went away, somebody killed it, time is up. */
  readonly stop: AbortController;
};

export type RunningQueries = {
  /** Undefined when a statement with this id runs already. */
  begin(tag: string, queryId: string): Running | undefined;
  end(running: Running): void;
  byId(queryId: string): Running | undefined;
  stopAll(): void;
};

export function createRunningQueries(): RunningQueries {
  const running = new Map<string, Running>();
  return {
    begin: (tag, queryId) => {
      if (running.has(queryId)) return undefined;
      const entry: Running = { tag, queryId, whenClientGoes: 'stop', stop: new AbortController() };
      running.set(queryId, entry);
      return entry;
    },
    end: (entry) => {
      running.delete(entry.queryId);
    },
    byId: (queryId) => running.get(queryId),
    stopAll: () => {
      for (const entry of running.values()) entry.stop.abort();
    },
  };
}

/** How long between two attempts to stop a statement (milliseconds). */
const KILL_EVERY_MS = 200;

/**
 * Runs `work` and stops it when `running` is aborted. One attempt may come before the statement is in the
 * engine's list, so it is repeated until the work has settled.
 */
export async function stoppable<T>(engine: Engine, running: Running, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let killing = false;
  const kill = (): void => {
    if (killing) return;
    killing = true;
    // One that fails is followed by the next; the work itself reports what becomes of it.
    void Promise.allSettled([engine.kill(running.tag)]).then(() => (killing = false));
  };
  const begin = (): void => {
    kill();
    timer = setInterval(kill, KILL_EVERY_MS);
  };
  if (running.stop.signal.aborted) begin();
  else running.stop.signal.addEventListener('abort', begin, { once: true });
  try {
    return await work();
  } finally {
    clearInterval(timer);
    running.stop.signal.removeEventListener('abort', begin);
  }
}
