/**
 * Encodes and decodes of one typical event per second, on one thread.
 *
 *     node topics/codec/bench.ts
 *
 * Last seen on 2 cores, Node 24.21 (a shared machine: trust the order of magnitude):
 * {"bytes":495,"encodePerSecond":393908,"decodePerSecond":382533}; with others at work on both cores 135,011 and 283,679.
 */
import type { Event } from '../events.ts';
import { createCodec } from './codec.ts';
import { createStaticRegistry } from './static-registry.ts';

const ROUNDS = 7;
const PER_ROUND = 100_000;

const codec = createCodec(createStaticRegistry());
await codec.prepare();
const id = '5f1b6a52-8a34-4c0f-9a6e-1f7f3c1e9d20';
const event: Event<'EngagementReceived'> = {
  eventId: id,
  type: 'EngagementReceived',
  tenantId: 'demo',
  workspaceId: 'acme',
  streamId: 'x:1001:1790000000000000001',
  streamVersion: null,
  occurredAt: 1_700_000_000_000,
  recordedAt: 1_700_000_000_120,
  correlationId: id,
  causationId: id,
  actor: 'processor:normalise@1',
  data: {
    engagement: {
      engagementId: id,
      network: 'x',
      accountId: 'x:1001',
      conversationId: 'x:1001:1790000000000000001',
      nativeId: '1790000000000000001',
      nativeParentId: null,
      form: 'mention',
      author: { nativeId: '77001', handle: 'someone', displayName: 'Some One', followers: 120 },
      text: '@acmecoffee the beans of last week were the best so far, when do you have them again?',
      language: 'en',
      url: 'https://x.example/someone/status/1790000000000000001',
      summoned: true,
      visibility: 'public',
      createdAt: 1_700_000_000_000,
    },
    authorContacts: 1,
    velocity: 1,
  },
};
const value = codec.encode(event);

const rate = (run: () => void): number => {
  const rates = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint();
    for (let n = 0; n < PER_ROUND; n++) run();
    return PER_ROUND / (Number(process.hrtime.bigint() - start) / 1e9);
  });
  return Math.round(rates.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);
};

console.log(
  JSON.stringify({
    bytes: value.length,
    encodePerSecond: rate(() => void codec.encode(event)),
    decodePerSecond: rate(() => void codec.decode(value)),
  }),
);
