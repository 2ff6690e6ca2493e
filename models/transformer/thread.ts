/** A model in a thread of its own. A thread that ends is started again by the next question. */
import { Worker } from 'node:worker_threads';
import { ModelRefused } from './manifest.ts';
import type { AboutModel, TextModel } from './model.ts';
import type { Said } from './worker.ts';

interface Thread {
  readonly about: AboutModel;
  ask(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
}

const SCRIPT = new URL('worker.ts', import.meta.url);

/**
 * @param script what runs in the thread; tests give their own
 * @throws ModelRefused
 */
export async function openModelThread(folder: string, script = SCRIPT): Promise<TextModel> {
  let thread: Thread | null = null;
  let closed = false;
  const open = async (): Promise<Thread> => {
    if (closed) throw new Error('the model is closed');
    thread ??= await startThread(folder, script, () => (thread = null));
    return thread;
  };
  const { about } = await open();
  return {
    about,
    async run(texts) {
      const now = await open();
      // Answers are recorded under the version that was there at the start.
      if (now.about.modelVersion !== about.modelVersion)
        throw new Error('the model was changed: restart the process');
      return now.ask(texts);
    },
    async close() {
      closed = true;
      await thread?.close();
    },
  };
}

async function startThread(folder: string, script: URL, gone: () => void): Promise<Thread> {
  const worker = new Worker(script, { workerData: { folder } });
  const started = Promise.withResolvers<AboutModel>();
  const waiting = new Map<number, PromiseWithResolvers<readonly (readonly number[])[]>>();
  let next = 0;
  let ended = false;
  const settle = (id: number): PromiseWithResolvers<readonly (readonly number[])[]> | undefined => {
    const asked = waiting.get(id);
    waiting.delete(id);
    // Only a thread with work keeps the process alive.
    if (waiting.size === 0) worker.unref();
    return asked;
  };
  worker.on('message', (said: Said) => {
    if (said.kind === 'ready') started.resolve(said.about);
    else if (said.kind === 'refused') started.reject(new ModelRefused(said.message));
    else if (said.kind === 'answers') settle(said.id)?.resolve(said.outputs);
    else settle(said.id)?.reject(new Error(`the model failed with ${said.error}`));
  });
  const end = (): void => {
    if (ended) return; // an error is followed by the exit, when another thread may be there already
    ended = true;
    gone();
    const error = new Error('the thread of the model ended');
    started.reject(error);
    for (const asked of waiting.values()) asked.reject(error);
    waiting.clear();
  };
  worker.on('error', end);
  worker.on('exit', end);
  const about = await started.promise.catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  worker.unref();
  return {
    about,
    ask(texts) {
      if (ended) return Promise.reject(new Error('the thread of the model ended'));
      const id = next++;
      const asked = Promise.withResolvers<readonly (readonly number[])[]>();
      waiting.set(id, asked);
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      worker.postMessage({ id, texts });
      return asked.promise;
    },
    close: async () => void (await worker.terminate()),
  };
}
