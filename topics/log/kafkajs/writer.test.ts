/** The plain writer against brokers that move leadership, lose answers and forget sequence numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Connector } from './connection.ts';
import { KAFKA } from './errors.ts';
import type { KafkaBroker, KafkaCluster } from './internals.ts';
import type { LogWriter } from '../port.ts';
import { readBatches, readRecords } from './record-batch.ts';
import { openKafkaWriter } from './writer.ts';

/** Offset of what was appended, or a refusal. */
type Verdict = { readonly offset: number } | { readonly code: number };
interface Sent {
  readonly node: string;
  readonly partition: number;
  readonly producerId: number;
  readonly sequence: number;
}

/** Brokers that keep a log per partition and judge numbers as Kafka does. */
class Brokers {
  /** Who leads each partition, and who the metadata says. */
  leaders = ['1', '1'];
  known = ['1', '1'];
  /** Refreshes of metadata until it is as the leaders are. */
  refreshesUntilKnown = 0;
  /** Answers that get lost, one after another; the batch is appended. */
  answersToLose = 0;
  /** Refusals to give first, by partition; 0 is none. */
  readonly refusals = new Map<number, number[]>();
  readonly logs: string[][] = [[], []];
  /** Values of the records, as they stand in each partition. */
  readonly values: string[][] = [[], []];
  readonly sent: Sent[] = [];
  #lastId = 100;
  readonly #next = new Map<string, number>();
  readonly #appendedAt = new Map<string, number>();

  connector(): Connector {
    const quiet = (): void => undefined;
    return {
      cluster: () => this.#cluster(),
      compression: 'none',
      sink: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    } as unknown as Connector;
  }

  #cluster(): KafkaCluster {
    const done = (): Promise<void> => Promise.resolve();
    return {
      connect: done,
      disconnect: done,
      addMultipleTargetTopics: done,
      refreshMetadataIfNecessary: done,
      refreshMetadata: async () => {
        if (this.refreshesUntilKnown-- <= 0) this.known = [...this.leaders];
        return Promise.resolve();
      },
      findControllerBroker: () =>
        Promise.resolve({
          initProducerId: () => Promise.resolve({ producerId: String(++this.#lastId), producerEpoch: 0 }),
        }),
      findBroker: ({ nodeId }: { readonly nodeId: string }) => Promise.resolve(this.#broker(nodeId)),
      findTopicPartitionMetadata: () =>
        this.known.map((leader, partitionId) => ({ partitionId, leader: Number(leader) })),
    } as unknown as KafkaCluster;
  }

  #broker(node: string): KafkaBroker {
    const connection = {
      clientId: 'c',
      isAuthenticated: () => true,
      failIfNotConnected: () => undefined,
      nextCorrelationId: () => 1,
      socket: null as unknown,
      requestQueue: {
        push: (request: {
          readonly entry: { resolve(answer: object): void; reject(error: Error): void };
          sendRequest(): void;
        }) => {
          const parts: Buffer[] = [];
          connection.socket = {
            cork: () => undefined,
            uncork: () => undefined,
            write: (part: Buffer) => parts.push(Buffer.from(part)),
          };
          request.sendRequest();
          const payload = this.#take(node, Buffer.concat(parts));
          if (this.answersToLose > 0) {
            this.answersToLose--;
            request.entry.reject(
              Object.assign(new Error('timed out'), { name: 'KafkaJSRequestTimeoutError' }),
            );
          } else request.entry.resolve({ payload });
        },
      },
    };
    return { connectionPool: { getConnection: () => Promise.resolve(connection) } } as unknown as KafkaBroker;
  }

  /** Reads Produce version 7 as a broker would, and answers it. */
  #take(node: string, frame: Buffer): Buffer {
    let at = 14 + frame.readInt16BE(12); // header
    at += 2 + 2 + 4 + 4; // no transactional id, acks, timeout, one topic
    at += 2 + frame.readInt16BE(at);
    const answers: Buffer[] = [];
    let partitions = frame.readInt32BE(at);
    for (at += 4; partitions > 0; partitions--) {
      const partition = frame.readInt32BE(at);
      const size = frame.readInt32BE(at + 4);
      const batch = frame.subarray(at + 8, at + 8 + size);
      at += 8 + size;
      const verdict = this.#judge(node, partition, batch);
      const answer = Buffer.alloc(4 + 2 + 8 + 16);
      answer.writeInt32BE(partition, 0);
      if ('code' in verdict) answer.writeInt16BE(verdict.code, 4);
      else answer.writeBigInt64BE(BigInt(verdict.offset), 6);
      answers.push(answer);
    }
    const head = Buffer.alloc(4 + 2 + 1 + 4);
    head.writeInt32BE(1, 0);
    head.writeInt16BE(1, 4);
    head.write('t', 6);
    head.writeInt32BE(answers.length, 7);
    return Buffer.concat([head, ...answers]);
  }

  #judge(node: string, partition: number, batch: Buffer): Verdict {
    const producerId = Number(batch.readBigInt64BE(43));
    const sequence = batch.readInt32BE(53);
    const count = batch.readInt32BE(57);
    this.sent.push({ node, partition, producerId, sequence });
    if (this.leaders[partition] !== node) return { code: KAFKA.NOT_LEADER };
    const refusal = this.refusals.get(partition)?.shift();
    if (refusal !== undefined && refusal !== 0) return { code: refusal };
    const name = `${producerId}/${partition}`;
    const again = this.#appendedAt.get(`${name}/${sequence}`);
    if (again !== undefined) return { offset: again };
    if (sequence !== (this.#next.get(name) ?? 0)) return { code: KAFKA.OUT_OF_ORDER_SEQUENCE };
    const log = this.logs[partition] as string[];
    this.#appendedAt.set(`${name}/${sequence}`, log.length);
    this.#next.set(name, sequence + count);
    for (let n = 0; n < count; n++) log.push(`${producerId}:${sequence + n}`);
    for (const stored of readBatches(batch)) {
      for (const { value } of readRecords(stored, 't', partition))
        this.values[partition]?.push(String(value));
    }
    return { offset: log.length - count };
  }
}

const batch = (partition: number, count = 1) => ({
  topic: 't',
  partition,
  records: Array.from({ length: count }, () => ({ key: null, value: Buffer.from('v'), timestamp: 1 })),
});
const both = [batch(0), batch(1)];

describe('a leader that has moved', () => {
  it('is found again, and the batch goes there under the same numbers', async () => {
    const brokers = new Brokers();
    const writer = await openKafkaWriter(brokers.connector());
    await writer.write([batch(0, 3)]);
    brokers.leaders = ['2', '1'];
    brokers.refreshesUntilKnown = 2; // metadata is behind for two questions
    expect(await writer.write([batch(0, 2)])).toMatchObject([{ partition: 0, baseOffset: 3 }]);
    expect(brokers.sent.map(({ node, sequence }) => `${node}@${sequence}`)).toEqual([
      '1@0',
      ...Array.from({ length: 3 }, () => '1@3'),
      '2@3',
    ]);
    expect(brokers.logs[0]).toHaveLength(5);
  });

  it('doubles nothing of what another leader has taken in the same round', async () => {
    const brokers = new Brokers();
    const writer = await openKafkaWriter(brokers.connector());
    brokers.leaders = ['1', '2'];
    expect(await writer.write(both)).toMatchObject([{ baseOffset: 0 }, { baseOffset: 0 }]);
    await writer.write(both);
    expect(brokers.logs.map((log) => log.length)).toEqual([2, 2]);
    expect(new Set(brokers.sent.map(({ producerId }) => producerId)).size).toBe(1);
  });
});

describe('sequence numbers that the broker refuses', () => {
  it.each([
    ['out of order', KAFKA.OUT_OF_ORDER_SEQUENCE],
    ['older than it remembers', KAFKA.DUPLICATE_SEQUENCE],
    ['of an id that it does not know', KAFKA.UNKNOWN_PRODUCER_ID],
  ])('%s: only what was refused goes again, once, under a new id', async (_, code) => {
    const brokers = new Brokers();
    const writer = await openKafkaWriter(brokers.connector());
    await writer.write(both);
    brokers.refusals.set(1, [code]);
    expect(await writer.write(both)).toMatchObject([{ baseOffset: 1 }, { baseOffset: 1 }]);
    await writer.write(both);
    expect(brokers.logs).toEqual([
      ['101:0', '101:1', '102:0'],
      ['101:0', '102:0', '102:1'],
    ]);
    expect(brokers.sent).toHaveLength(7);
  });

  it('after a lost answer: nobody knows, and that is said at once; the next write has a new id', async () => {
    const brokers = new Brokers();
    const writer = await openKafkaWriter(brokers.connector());
    await writer.write(both);
    brokers.answersToLose = 1;
    brokers.refusals.set(0, [KAFKA.NOT_LEADER, KAFKA.OUT_OF_ORDER_SEQUENCE]);
    await expect(writer.write([batch(0)])).rejects.toMatchObject({
      code: 'unavailable',
      nothingWritten: false,
      message: expect.stringContaining('Kafka error 45') as string,
    });
    expect(brokers.sent).toHaveLength(4);
    await writer.write([batch(0)]);
    expect(brokers.logs[0]).toEqual(['101:0', '102:0']);
  });

  it('under the new id as well: given up at once, not asked for as long as a write may take', async () => {
    const brokers = new Brokers();
    const writer = await openKafkaWriter(brokers.connector());
    brokers.refusals.set(0, Array<number>(9).fill(KAFKA.UNKNOWN_PRODUCER_ID));
    await expect(writer.write([batch(0)])).rejects.toMatchObject({ code: 'unavailable' });
    expect(brokers.sent.map(({ producerId }) => producerId)).toEqual([101, 102]);
  });
});

/** What was written, and what became of it: nothing else is known to whoever writes. */
interface Known {
  next: number;
  readonly acknowledged: string[][];
  readonly doubtful: string[][];
}
interface Real {
  readonly brokers: Brokers;
  readonly writer: LogWriter;
}
type Command = fc.AsyncCommand<Known, Real>;

function expectDoubt(error: unknown): void {
  expect(error).toMatchObject({ name: 'LogError', code: 'unavailable', nothingWritten: false });
}

function expectAsKnown(brokers: Brokers, known: Known): void {
  for (const partition of [0, 1]) {
    const there = brokers.values[partition] ?? [];
    const doubtful = new Set(known.doubtful[partition]);
    expect(new Set(there).size).toBe(there.length); // never twice
    expect(there.filter((value) => !doubtful.has(value))).toEqual(known.acknowledged[partition]);
  }
}

class Write implements Command {
  readonly #partitions: readonly number[];
  constructor(partitions: readonly number[]) {
    this.#partitions = partitions;
  }
  check = (): boolean => true;
  async run(known: Known, { brokers, writer }: Real): Promise<void> {
    const batches = this.#partitions.map((partition) => ({ partition, value: String(known.next++) }));
    const settle = (list: string[][]): void => {
      for (const { partition, value } of batches) list[partition]?.push(value);
    };
    try {
      await writer.write(
        batches.map(({ partition, value }) => ({
          topic: 't',
          partition,
          records: [{ key: null, value: Buffer.from(value), timestamp: 1 }],
        })),
      );
      settle(known.acknowledged);
    } catch (error) {
      expectDoubt(error);
      settle(known.doubtful);
    }
    expectAsKnown(brokers, known);
  }
  toString = (): string => `write to ${this.#partitions.join(' and ')}`;
}

class Happens implements Command {
  readonly #name: string;
  readonly #what: (brokers: Brokers) => void;
  constructor(name: string, what: (brokers: Brokers) => void) {
    this.#name = name;
    this.#what = what;
  }
  check = (): boolean => true;
  run(_: Known, { brokers }: Real): Promise<void> {
    this.#what(brokers);
    return Promise.resolve();
  }
  toString = (): string => this.#name;
}

describe('whatever leaders, answers and memories of brokers do', () => {
  const partition = fc.constantFrom(0, 1);
  const commands = fc.commands(
    [
      fc.constantFrom([0], [1], [0, 1]).map((partitions) => new Write(partitions)),
      fc.tuple(partition, fc.constantFrom('1', '2'), fc.nat(1)).map(
        ([which, node, late]) =>
          new Happens(`${node} leads ${which}, known ${late} later`, (brokers) => {
            brokers.leaders[which] = node;
            brokers.refreshesUntilKnown = late;
          }),
      ),
      fc.constant(new Happens('an answer is lost', (brokers) => void brokers.answersToLose++)),
      fc.tuple(partition, fc.array(fc.constantFrom(0, 45, 46, 59, KAFKA.NOT_LEADER), { maxLength: 3 })).map(
        ([which, codes]) =>
          new Happens(`${which} answers with ${codes.join()}`, ({ refusals }) => {
            refusals.set(which, [...(refusals.get(which) ?? []), ...codes]);
          }),
      ),
    ],
    { maxCommands: 12, size: 'max' },
  );

  it('what is acknowledged is there once and in order, what is not at most once', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (list) => {
        const brokers = new Brokers();
        const writer = await openKafkaWriter(brokers.connector());
        const known: Known = { next: 0, acknowledged: [[], []], doubtful: [[], []] };
        await fc.asyncModelRun(() => ({ model: known, real: { brokers, writer } }), list);
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});
