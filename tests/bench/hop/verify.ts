/** Whether a contender's output holds exactly the outcome of every input: complete, once (where promised), and right. */
import { isDeepStrictEqual } from 'node:util';
import { authorOf, deriveEvent } from '../../../processors/runtime/envelope.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import type { Log } from '../../../topics/log/port.ts';
import { inputEvent, numberOf } from './input.ts';
import { hop } from './work.ts';

export interface Verdict {
  readonly missing: number;
  readonly doubled: number;
  /** Of those compared field by field, every `COMPARE`th. */
  readonly wrong: number;
  readonly compared: number;
}

const COMPARE = 97;

export async function verify(log: Log, codec: Codec, topic: string, records: number): Promise<Verdict> {
  const seen = new Uint8Array(records);
  let doubled = 0;
  let wrong = 0;
  let compared = 0;
  for (const { partition, start, end } of await log.offsets([topic])) {
    for await (const batch of log.read({ topic, partition, from: start, to: end })) {
      for (const { value } of batch) {
        const event = codec.decode(value);
        const n = numberOf(event.correlationId);
        if ((seen[n] ?? 0) > 0) doubled++;
        seen[n] = 1;
        if (n % COMPARE !== 0) continue;
        compared++;
        if (!isDeepStrictEqual({ ...event, recordedAt: 0 }, expected(n))) wrong++;
      }
    }
  }
  return { missing: seen.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0), doubled, wrong, compared };
}

function expected(n: number): object {
  const input = inputEvent(n);
  const outcome = hop.handle(input, { now: 0 });
  const [output] = outcome.kind === 'emit' ? outcome.outputs : [];
  if (!output) throw new Error('every input has one output');
  return deriveEvent(authorOf(hop), input, output, 0, 0);
}
