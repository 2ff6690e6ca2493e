/** What the Node peers share: the hop as a function from a record's value to a record. At least once, no transactions. */
import { deriveEvent, authorOf } from '../../../processors/runtime/envelope.ts';
import { createCodec } from '../../../topics/codec/codec.ts';
import { createStaticRegistry } from '../../../topics/codec/static-registry.ts';
import { hop } from './work.ts';

export const BROKERS = (process.env['KAFKA_BROKERS'] ?? '').split(',');
export const GROUP = process.env['BENCH_GROUP'] ?? '';
export const OUTPUT_TOPIC = process.env['BENCH_OUTPUT'] ?? '';
/** Records per call of the producer. */
export const PER_SEND = 1_000;

export async function plainHop(): Promise<
  (value: Buffer | null) => { readonly key: string; readonly value: Buffer }
> {
  const codec = createCodec(createStaticRegistry());
  await codec.prepare();
  const author = authorOf(hop);
  return (value) => {
    const event = codec.decode(value);
    const now = Date.now();
    const outcome = hop.handle(event, { now });
    const output = outcome.kind === 'emit' ? outcome.outputs[0] : undefined;
    if (!output) throw new Error('every input has one output');
    return { key: output.key, value: codec.encode(deriveEvent(author, event, output, 0, now)) };
  };
}
