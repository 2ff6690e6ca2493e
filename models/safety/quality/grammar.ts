/** Spelling and grammar by Harper, in a thread that starts with the first question; English only. */
import { Worker } from 'node:worker_threads';
import type { Span } from '../../ports.ts';
import type { GrammarAnswer } from './grammar-worker.ts';

export interface GrammarIssue {
  readonly kind: 'spelling' | 'grammar';
  /** Harper's name for it. */
  readonly rule: string;
  readonly span: Span;
}

export interface GrammarReader {
  /** Null: no answer within the deadline, or the reader failed; nothing is known then. */
  read(text: string, deadlineMs: number): Promise<readonly GrammarIssue[] | null>;
  close(): Promise<void>;
}

/** Longest text that is read, UTF-16 units. */
const MAX_READ = 5_000;
/** Questions that wait at once; more are not asked. */
const MAX_WAITING = 20;
/** Threads that ended by themselves: after so many nothing is known for the rest of the process. */
const MOST_DEATHS = 3;

/** @param script what runs in the thread; tests give another */
export function harperReader(script: URL = new URL('grammar-worker.ts', import.meta.url)): GrammarReader {
  let worker: Worker | null = null;
  let next = 0;
  let deaths = 0;
  const waiting = new Map<number, (answer: GrammarAnswer | null) => void>();
  const end = (ended: Worker): void => {
    // A thread that fails tells of its error and then of its end.
    if (worker !== ended) return;
    worker = null;
    deaths += 1;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(script);
    started.unref();
    started.on('message', (answer: GrammarAnswer) => waiting.get(answer.id)?.(answer));
    started.on('error', () => end(started));
    started.on('exit', () => end(started));
    return started;
  };
  return {
    async read(text, deadlineMs) {
      if (text.length > MAX_READ || waiting.size >= MAX_WAITING || deaths >= MOST_DEATHS) return null;
      worker ??= start();
      const id = next++;
      const { promise, resolve } = Promise.withResolvers<GrammarAnswer | null>();
      waiting.set(id, resolve);
      const deadline = setTimeout(() => resolve(null), deadlineMs);
      // A timer takes a millisecond at least, in which a quick thread has answered.
      if (deadlineMs <= 0) resolve(null);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ id, text });
      const answer = await promise;
      clearTimeout(deadline);
      waiting.delete(id);
      if (answer === null || 'error' in answer) return null;
      return answer.findings.map(({ kind, start, end }) => ({
        kind: kind === 'Spelling' || kind === 'Typo' ? 'spelling' : 'grammar',
        rule: kind,
        span: { start, end },
      }));
    },
    async close() {
      await worker?.terminate();
    },
  };
}
