/**
 * What was tried for a target that is missed, and what came of it: printed beneath its figure for as long as it is
 * missed. A row is one change, with what it brought; a figure in it holds for the machine on which it was tried.
 */
import type { TargetName } from './targets.ts';

/** What makes room on machines where everything wants the same two cores; it helps several targets. */
const ROOM = [
  'a lower priority for processors and stores than for gateway, broker and Redis (`stack/priority.ts`): kept.',
  'a rest after each flush into ClickHouse, twice as long as the flush took (`projections/clickhouse/sink/lane.ts`): fewer, larger blocks when the engine is busy: kept.',
  'a third less processor time for the safety check and the draft: phrases of all lists in one trie of typed arrays, sketches looked up by their first hashes, no promise for a layer that answers at once, no search for what needs digits or links where there are none (`node processors/bench.ts`): kept.',
] as const;

/** Single runs of 20 s with 350 messages a second, which two cores do not keep up with; they differ by a tenth. */
const FEWER_REQUESTS = [
  'the gateway begins a write at most every 10 ms, 100 a second instead of 300, and reads bodies without a web stream (`gateway/log/appender.ts`, `gateway/webhooks/body.ts`): 481 to 640 µs of a core a webhook instead of 726 to 835: kept.',
  "consumers let the broker gather records for 20 ms and more while they come (`topics/log/kafkajs/fetch-loop.ts`): the broker's request threads take 4.9 to 5.3 s instead of 5.7 to 6.5: kept.",
] as const;
const ELASTIC = [
  'a broker with its second compiler: its request threads take 4.7 s instead of 6.5, the compiler 1.8 s and 58 MB more: not kept, every start would pay for it.',
  'a quarter of the prompt commits and twice the flush interval; a young generation of 64 MB; an archive that is not divided by topic (259 parts instead of 448); an allocator that keeps its pages (23,000 page faults instead of 93,000); one thread a statement, and no folding on insert: no difference that was larger than between two runs: not kept. An insert of 1,000 rows in 50 columns takes the engine 26 ms of a core, one of a single row 12, any statement 4.',
] as const;

export const TRIED: Partial<Readonly<Record<TargetName, readonly string[]>>> = {
  'webhook.p99': [...ROOM.slice(0, 2), ...FEWER_REQUESTS],
  'flow.p50': [...ROOM, ...FEWER_REQUESTS, ...ELASTIC],
  'flow.p99': ['as for the half of them.'],
  'flow.sustained': [
    'finding phrases without lists of ways, and where they may begin once for all matchers (`models/text/phrases.ts`): a quarter less time for phrases, 2 % less for all handlers of an engagement: kept.',
    'sketches of near-copies without an index of bands (`models/safety/near-copies.ts`): less time for each text that is remembered: kept.',
    'looking up no entry of the live stream while no page is open (`gateway/live/hub.ts`): the gateway needs an eighth of its processor time while a backlog goes through: kept; an open page costs it again.',
    ...ROOM,
    ...FEWER_REQUESTS,
    ...ELASTIC,
    'writes about one engagement that come together as one call of a Redis script (`projections/redis/apply.ts`): not measured by itself: kept.',
    'a cache of verdicts by the text of a draft: 413 hits in 10,151 drafts, because templates name the author: not built.',
  ],
  'sink.rows': [
    'blocks of up to 4 MiB of records instead of 1 (`projections/clickhouse/sink/open.ts`): kept.',
    'reading records where they lie, tables found by topic, and nothing awaited for a record whose schema is known (`projections/clickhouse/sink/blocks.ts`): mapping takes a third less, a tenth of the whole: kept.',
    'strings as windows of one text (`Codec.decodeRange`, brief), and short strings of a column joined and written by one call: what mapping saves, writing the block costs again: not kept.',
    'numbers through a DataView instead of a Buffer: no difference: not kept.',
  ],
  'rebuild.log': [
    'reading both views for their checksums with two round trips for a page of 1,000 keys instead of two for each key (`projections/checksum.ts`), and collecting the events of an engagement over all topics before its script is called, 2.5 calls an engagement instead of 7 (`projections/redis/apply.ts`): the views from 4,539 to 12,494 events/s: kept.',
    'facts as bytes: the client made one text of each pipeline and encoded that, 37 % of the working time of the rebuild of the views, 20 % after: kept.',
    'a young generation of 64 MB instead of 16: 5 to 10 % more: not kept, the memory is the same process that people start beside everything else.',
  ],
  'rebuild.archive': ['as from the log.'],
  'hop.rate': [
    "writing record batches ourselves, each record once into buffers that are used again (`topics/log/packed.ts`), instead of kafkajs's encoder: kept.",
    'ids of outputs hashed over one reused buffer (`topics/ids.ts`) instead of by the package uuid, 8 µs to 1 µs each: kept.',
    'a partition that is behind commits a quarter as often (`processors/runtime/flush-policy.ts`), since a transaction costs as much as some hundred records: kept.',
  ],
  'hop.cpuShare': [
    'encoding Avro straight into the batch (`processors/runtime/record-encoder.ts`), without a buffer per record: kept.',
    'ids of outputs hashed over one reused buffer instead of by the package uuid: kept.',
    'the header of a trace that is not sampled handed on as it came, instead of read, given an id and written anew (`processors/runtime/trace.ts`): a sixth less of the time of a record outside the log: kept.',
    'SHA-1 in JavaScript instead of `node:crypto`: 0.50 µs instead of 0.35: not kept.',
  ],
};
