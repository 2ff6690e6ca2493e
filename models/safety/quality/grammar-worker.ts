/** A thread of its own for Harper: its WebAssembly works synchronously, for up to seconds when it starts. */
import { parentPort } from 'node:worker_threads';
import { LocalLinter } from 'harper.js';
import { binary } from 'harper.js/binary';

export interface GrammarQuestion {
  readonly id: number;
  readonly text: string;
}

export interface GrammarFinding {
  /** `Spelling`, or another of Harper's kinds. */
  readonly kind: string;
  /** UTF-16 units of the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export type GrammarAnswer =
  | { readonly id: number; readonly findings: readonly GrammarFinding[] }
  | { readonly id: number; readonly error: string };

const linter = new LocalLinter({ binary });

parentPort?.on('message', ({ id, text }: GrammarQuestion) => {
  void answer(id, text).then((given) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(given);
  });
});

async function answer(id: number, text: string): Promise<GrammarAnswer> {
  try {
    const lints = await linter.lint(text, { language: 'plaintext' });
    const findings = lints.map((lint) => {
      const { start, end } = lint.span();
      return { kind: lint.lint_kind(), start, end };
    });
    return { id, findings };
  } catch (error) {
    return { id, error: error instanceof Error ? error.name : 'unknown' };
  }
}
