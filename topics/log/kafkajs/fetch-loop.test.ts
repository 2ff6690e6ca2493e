import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerOf, fakeCluster } from './fake-cluster.ts';
import type { FakeCluster } from './fake-cluster.ts';
import { Bell, fetchLoop } from './fetch-loop.ts';
import type { Gather } from '../port.ts';
import { crc32C } from './internals.ts';
import { Lane } from './lane.ts';

const HEADER_BYTES = 61;
/** In a Fetch request of topic `t`: 25 bytes of limits, topics, the name, partitions. */
const FIRST_PARTITION_AT = 25 + 4 + 3 + 4;

/** A batch of one record at offset 0 with these attributes; its body is not a record. */
function batch(attributes: number, body = Buffer.alloc(8), magic = 2): Buffer {
  const bytes = Buffer.concat([Buffer.alloc(HEADER_BYTES), body]);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt8(magic, 16);
  bytes.writeInt16BE(attributes, 21);
  bytes.writeBigInt64BE(-1n, 43);
  bytes.writeInt32BE(1, 57);
  bytes.writeUInt32BE(crc32C(bytes.subarray(21)), 17);
  return bytes;
}
/** Moves the position and holds no records. */
const CONTROL = batch(0x20);
/** The same at an offset: its answer moves the position behind it. */
function batchAt(offset: number): Buffer {
  const bytes = batch(0x20);
  bytes.writeBigInt64BE(BigInt(offset), 0); // not under the checksum
  return bytes;
}

const over = new Set<AbortController>();
afterEach(() => {
  for (const one of over) one.abort();
  over.clear();
});

function start(cluster: FakeCluster, partitions: number, gather: Gather | null = null) {
  const bell = new Bell();
  const stopping = new AbortController();
  stopping.signal.addEventListener('abort', () => bell.ring());
  over.add(stopping);
  const fatal = vi.fn<(error: unknown) => void>();
  const handled: number[] = [];
  const lanes = Array.from(
    { length: partitions },
    (_, partition) =>
      new Lane(
        { topic: 't', partition },
        {
          onBatch: async (at) => void handled.push(at.partition),
          changed: () => bell.ring(),
          fatal,
          track: () => undefined,
        },
      ),
  );
  for (const lane of lanes) lane.seek(0);
  const running = fetchLoop('1', {
    cluster,
    lanes,
    bell,
    signal: stopping.signal,
    sink: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    maxWaitMs: 5,
    gather,
    maxBytesPerPartition: 1_000,
    fatal: (error) => {
      fatal(error);
      stopping.abort();
    },
  });
  return { fatal, handled, running, stopping };
}

describe('bytes that cannot be read', () => {
  it.each([
    ['snappy', batch(2), /codec 2 \(snappy\)/],
    ['lz4 that is none', batch(3, Buffer.from('words')), /fill whole buffer/],
    ['gzip that is cut off', batch(1, gzipSync('words').subarray(0, 9)), /unexpected end of file/],
    ['an old format', batch(0, Buffer.alloc(8), 1), /format 1/],
    ['records that go beyond the batch', batch(0, Buffer.from([120])), /beyond its batch/],
    ['damaged on the way', Buffer.concat([batch(0).subarray(0, -1), Buffer.from([9])]), /checksum/],
  ])('end the consumer and name the place: %s', async (_, bytes, reason) => {
    const cluster = fakeCluster({
      nodes: ['1'],
      leaders: ['1', '1'],
      answer: () =>
        answerOf([
          { partition: 0, bytes: CONTROL },
          { partition: 1, bytes },
        ]),
    });
    const { fatal, handled, running } = start(cluster, 2);
    await running;
    expect(cluster.state.fetches['1']).toBe(1);
    expect(handled).toEqual([0]);
    expect(fatal).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        name: 'LogError',
        code: 'corrupt',
        message: expect.stringMatching(/^t\/1: the batch at offset 0 cannot be read: /) as string,
      }),
    );
    expect(String(fatal.mock.calls[0]?.[0])).toMatch(reason);
  });

  it('an answer that is no Fetch answer ends the consumer too', async () => {
    const cluster = fakeCluster({ nodes: ['1'], leaders: ['1'], answer: () => Buffer.alloc(3) });
    const { fatal, running } = start(cluster, 1);
    await running;
    expect(fatal).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'bug' }));
  });
});

describe('partitions of one broker', () => {
  it('take turns to be the first of a request, so that big ones starve no other', async () => {
    const firsts: number[] = [];
    const cluster = fakeCluster({
      nodes: ['1'],
      leaders: ['1', '1', '1'],
      answer: (_, request) => {
        firsts.push(request.readInt32BE(FIRST_PARTITION_AT));
        return answerOf([{ partition: 0 }, { partition: 1 }, { partition: 2 }]);
      },
    });
    const { running, stopping } = start(cluster, 3);
    await vi.waitFor(() => expect(firsts.length).toBeGreaterThan(5));
    stopping.abort();
    await running;
    expect(firsts.slice(0, 6)).toEqual([0, 1, 2, 0, 1, 2]);
  });
});

describe('a consumer that lets the broker gather', () => {
  it('asks for more bytes while records come, and for the first one after an answer without any', async () => {
    const asked: { readonly waitMs: number; readonly bytes: number }[] = [];
    const cluster = fakeCluster({
      nodes: ['1'],
      leaders: ['1'],
      answer: (_, request) => {
        asked.push({ waitMs: request.readInt32BE(4), bytes: request.readInt32BE(8) });
        // Something comes twice, then nothing, then something again.
        const bytes = [1, 2, 4].includes(asked.length) ? batchAt(asked.length) : Buffer.alloc(0);
        return answerOf([{ bytes }]);
      },
    });
    const { running, stopping } = start(cluster, 1, { ms: 20, bytes: 4_096 });
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(5));
    stopping.abort();
    await running;
    const first = { waitMs: 5, bytes: 1 };
    const gathered = { waitMs: 20, bytes: 4_096 };
    expect(asked.slice(0, 6)).toEqual([first, gathered, gathered, first, gathered, first]);
  });
});
