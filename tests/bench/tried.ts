/**
 * What was tried for a target that is missed, and what came of it: printed beneath its figure for as long as it is
 * missed. A row is one change, with what it brought; a figure in it holds for the machine on which it was tried.
 */
import type { TargetName } from './targets.ts';

export const TRIED: Partial<Readonly<Record<TargetName, readonly string[]>>> = {
  'flow.sustained': [
    'finding phrases without lists of ways, and where they may begin once for all matchers (`models/text/phrases.ts`): a quarter less time for phrases, 2 % less for all handlers of an engagement: kept.',
    'sketches of near-copies without an index of bands (`models/safety/near-copies.ts`): less time for each text that is remembered: kept.',
    'looking up no entry of the live stream while no page is open (`gateway/live/hub.ts`): the gateway needs an eighth of its processor time while a backlog goes through: kept; an open page costs it again.',
  ],
  'hop.rate': [
    "writing record batches ourselves, each record once into buffers that are used again (`topics/log/packed.ts`), instead of kafkajs's encoder: kept.",
    'ids of outputs hashed over one reused buffer (`topics/ids.ts`) instead of by the package uuid, 8 µs to 1 µs each: kept.',
    'a partition that is behind commits a quarter as often (`processors/runtime/flush-policy.ts`), since a transaction costs as much as some hundred records: kept.',
  ],
  'hop.cpuShare': [
    'encoding Avro straight into the batch (`processors/runtime/record-encoder.ts`), without a buffer per record: kept.',
    'ids of outputs hashed over one reused buffer instead of by the package uuid: kept.',
  ],
};
