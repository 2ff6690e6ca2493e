/** The thread of a model: ONNX Runtime for Node works synchronously, tens of milliseconds a batch. */
import { parentPort, workerData } from 'node:worker_threads';
import { openModel, type AboutModel, type TextModel } from './model.ts';

export interface Question {
  readonly id: number;
  readonly texts: readonly string[];
}

export type Said =
  | { readonly kind: 'ready'; readonly about: AboutModel }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'answers'; readonly id: number; readonly outputs: readonly (readonly number[])[] }
  /** Only the name of the error: its message may quote a text. */
  | { readonly kind: 'failed'; readonly id: number; readonly error: string };

function say(said: Said): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(said);
}

async function answer(model: TextModel, { id, texts }: Question): Promise<void> {
  try {
    say({ kind: 'answers', id, outputs: await model.run(texts) });
  } catch (error) {
    say({ kind: 'failed', id, error: error instanceof Error ? error.name : 'unknown' });
  }
}

try {
  const model = await openModel((workerData as { readonly folder: string }).folder);
  parentPort?.on('message', (question: Question) => void answer(model, question));
  say({ kind: 'ready', about: model.about });
} catch (error) {
  say({ kind: 'refused', message: (error as Error).message });
}
