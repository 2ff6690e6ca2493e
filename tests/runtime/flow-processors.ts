import { appendFileSync } from 'node:fs';
import { copy, sending, tally } from '../../processors/runtime/test-processors.ts';
import type { Processor } from '../../processors/runtime/types.ts';

/** Processors that workers run by name. */
export const FLOW_PROCESSORS = {
  copy: () => copy,
  tally: () => tally,
  /** Each call is one line in a file, written before the call can be killed: the world's own record. */
  sending: () =>
    sending(
      async (reason) => {
        appendFileSync(process.env['CALLS'] as string, `${reason}\n`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      },
      { concurrency: 8, deadlineMs: 5_000 },
    ),
} as const satisfies Record<string, () => Processor>;
