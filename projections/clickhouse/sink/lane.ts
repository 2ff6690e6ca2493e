/**
 * One lane of the exact sink: partition n of all topics. The steps of a flush, and what a crash after each
 * costs:
 *
 *   1 rows      records become blocks                     nothing is lost: they are read again
 *   2 intent    the group's offsets name the ranges       the ranges are read and inserted exactly so
 *   3 insert    one block per table, each with its token  a block that is there already changes nothing
 *   4 settle    the offsets move on                       the same: intent read, tokens known
 *
 * Step 4 rides with step 2 of the next flush when there is one. Step 2 carries the group's generation, so a
 * lane that lost its partitions is refused before it inserts; blocks that it already sent have the tokens
 * that the new owner will use. Buffers die with the lane.
 */
import { crashPoint } from '../../../service/crash-points.ts';
import { seededBug } from '../../../service/seeded-bugs.ts';
import {
  LogError,
  type CommittedOffset,
  type GroupMember,
  type LogRecord,
} from '../../../topics/log/port.ts';
import { RegistryError } from '../../../topics/codec/registry.ts';
import { Abandoned, untilItWorks, type Waits } from '../../wait.ts';
import type { Block, Blocks, Reject, ToBlocks } from './blocks.ts';
import { LaneBuffer, type Cut } from './buffer.ts';
import { distinct, readIntent, tokenOf, writeIntent, type Intent, type Range } from './intent.ts';

export interface LanePorts {
  readonly toBlocks: ToBlocks;
  readonly mapper: number;
  insert(block: Block, token: string, signal: AbortSignal): Promise<void>;
  commit(member: GroupMember, offsets: readonly CommittedOffset[]): Promise<void>;
  /** Records of a range, in order; from the log or, beyond its retention, from the archive. */
  read(range: Range & { readonly partition: number }, signal: AbortSignal): Promise<readonly LogRecord[]>;
  readonly waits: Waits;
  /** A dependency is away; `null` when it works again. */
  onWait(reason: string | null): void;
  onRejects(rejects: readonly Reject[]): void;
  onFlushed(flush: {
    readonly rows: ReadonlyMap<string, number>;
    readonly records: readonly LogRecord[];
    /** When the flush began, epoch ms. */
    readonly startedAt: number;
  }): void;
}

/**
 * After a flush a lane rests for so many times as long as the flush took, unless a whole block is waiting. Each block
 * has a cost of its own in ClickHouse, however few its rows: the busier the engine, the fewer and larger they should be.
 * Where a flush takes less than half of the linger nothing rests.
 */
const REST = 2;
/** Longest rest, ms: what people look at is never older than that because of it. */
const LONGEST_REST_MS = 800;

export interface LaneLimits {
  /** A flush begins when the oldest record has waited this long, ms. */
  readonly lingerMs: number;
  /** Or when this much is waiting; reading pauses at twice as much. Bytes. */
  readonly maxBytes: number;
}

export class Lane {
  readonly partition: number;
  private readonly member: GroupMember;
  private readonly ports: LanePorts;
  private readonly limits: LaneLimits;
  private readonly gone = new AbortController();
  private readonly buffer: LaneBuffer;
  /** Offsets that are inserted, or passed without data, and not committed yet. */
  private readonly unsettled = new Map<string, number>();
  /** Since when something waits, data or a position to commit; epoch ms. */
  private oldest: number | null = null;
  private wake: (() => void) | null = null;
  private readonly room: (() => void)[] = [];
  private draining = false;
  /** No flush before this unless it is a whole block, epoch ms. */
  private restsUntil = 0;
  /** Only with the seeded bug: committed, and not inserted yet. */
  private late: { readonly ranges: readonly Range[]; readonly blocks: readonly Block[] } | null = null;

  constructor(options: {
    readonly partition: number;
    readonly member: GroupMember;
    readonly topics: readonly string[];
    readonly positions: ReadonlyMap<string, number>;
    readonly ports: LanePorts;
    readonly limits: LaneLimits;
  }) {
    this.partition = options.partition;
    this.member = options.member;
    this.ports = options.ports;
    this.limits = options.limits;
    this.buffer = new LaneBuffer(options.topics, options.positions);
  }

  position(topic: string): number {
    return this.buffer.position(topic);
  }

  /** The partitions are not ours any more: what is buffered dies, what runs gives up. */
  abandon(): void {
    this.gone.abort();
    this.notify();
    for (const go of this.room.splice(0)) go();
  }

  /** Flush what is buffered, settle, then end the loop. */
  drain(): void {
    this.draining = true;
    this.notify();
  }

  /** Takes records; resolves when there is room for more. */
  async add(topic: string, records: readonly LogRecord[], nextOffset: number): Promise<void> {
    if (this.gone.signal.aborted) return;
    const before = this.buffer.position(topic);
    this.buffer.add(topic, records, nextOffset);
    // Control records move the position too: it must not stay behind where retention could pass it.
    const moved = this.buffer.position(topic) !== before;
    if (moved) this.unsettled.set(topic, nextOffset);
    if (moved || records.length > 0) this.oldest ??= this.ports.waits.now();
    this.notify();
    while (this.buffer.bytes >= 2 * this.limits.maxBytes && !this.gone.signal.aborted) {
      await new Promise<void>((resolve) => this.room.push(resolve));
    }
  }

  /** Flushes until the lane is abandoned or drained. @throws what no waiting mends. */
  async run(): Promise<void> {
    try {
      while (!this.gone.signal.aborted) {
        await this.untilDue();
        const cut = this.gone.signal.aborted ? null : this.buffer.cut(this.limits.maxBytes);
        if (cut) await this.flush(cut);
        else if (this.draining && this.unsettled.size === 0) break;
        if (this.buffer.bytes === 0) await this.settle();
      }
    } catch (error) {
      if (error instanceof Abandoned) return;
      throw error;
    } finally {
      for (const go of this.room.splice(0)) go();
    }
  }

  /** Inserts again what earlier owners had announced and not settled. Before any new record. */
  static async recover(
    committed: readonly CommittedOffset[],
    options: {
      readonly partition: number;
      readonly member: GroupMember;
      readonly ports: LanePorts;
      readonly signal: AbortSignal;
    },
  ): Promise<ReadonlyMap<string, number>> {
    const { partition, member, ports, signal } = options;
    const positions = new Map(committed.map((offset) => [offset.topic, offset.offset]));
    const pending = distinct(
      committed
        .map((offset) => readIntent(offset.metadata))
        .filter((intent): intent is Intent => intent !== null),
    );
    for (const intent of pending) {
      const records: LogRecord[] = [];
      for (const range of intent.ranges) records.push(...(await ports.read({ ...range, partition }, signal)));
      const { blocks } = await blocksOf(ports, records, intent.mapper, signal);
      await insertAll(ports, partition, intent.ranges, blocks, signal);
      for (const range of intent.ranges) {
        positions.set(range.topic, Math.max(positions.get(range.topic) ?? 0, range.to + 1));
      }
    }
    if (pending.length > 0) {
      const offsets = [...positions].map(([topic, offset]) => ({ topic, partition, offset, metadata: '' }));
      await ports.commit(member, offsets);
    }
    return positions;
  }

  private async flush(cut: Cut): Promise<void> {
    const { signal } = this.gone;
    const startedAt = this.ports.waits.now();
    const made = await blocksOf(this.ports, cut.records, this.ports.mapper, signal);
    if (seededBug('commit-before-insert')) {
      this.buffer.settle(cut);
      for (const { topic } of cut.ranges) this.unsettled.set(topic, this.buffer.position(topic));
      await this.commit(null, []);
      // With the next flush, so that whenever a busy lane is killed there is something to lose.
      const { late } = this;
      this.late = { ranges: cut.ranges, blocks: made.blocks };
      if (late) await insertAll(this.ports, this.partition, late.ranges, late.blocks, signal);
      this.oldest = this.buffer.bytes > 0 ? this.ports.waits.now() : null;
      return;
    }
    await this.commit(writeIntent({ mapper: this.ports.mapper, ranges: cut.ranges }), cut.ranges);
    await insertAll(this.ports, this.partition, cut.ranges, made.blocks, signal);
    crashPoint('after-insert');
    const endedAt = this.ports.waits.now();
    this.restsUntil = endedAt + Math.min(LONGEST_REST_MS, REST * (endedAt - startedAt));
    this.buffer.settle(cut);
    for (const { topic } of cut.ranges) this.unsettled.set(topic, this.buffer.position(topic));
    this.oldest = this.buffer.bytes > 0 ? this.ports.waits.now() : null;
    for (const go of this.room.splice(0)) go();
    if (made.rejects.length > 0) this.ports.onRejects(made.rejects);
    this.ports.onFlushed({
      rows: new Map(made.blocks.map((block) => [block.table, block.rows.length])),
      records: cut.records,
      startedAt,
    });
  }

  private async settle(): Promise<void> {
    if (this.unsettled.size > 0) await this.commit(null, []);
    // Nothing is left to be due for, unless it came during the commit.
    if (this.buffer.bytes === 0 && this.unsettled.size === 0) this.oldest = null;
  }

  /** One request for all topics of the lane: what is settled, and the intent over `ranges`. */
  private async commit(intent: string | null, ranges: readonly Range[]): Promise<void> {
    const offsets = new Map<string, CommittedOffset>();
    const { partition } = this;
    for (const [topic, offset] of this.unsettled)
      offsets.set(topic, { topic, partition, offset, metadata: '' });
    for (const { topic, from } of ranges) {
      offsets.set(topic, { topic, partition, offset: from, metadata: intent ?? '' });
    }
    await untilItWorks(() => this.ports.commit(this.member, [...offsets.values()]), {
      signal: this.gone.signal,
      waits: this.ports.waits,
      onWait: () => this.ports.onWait('the broker does not take commits'),
      permanent: (error) => error instanceof LogError && error.code !== 'unavailable',
    }).catch((error: unknown) => {
      // Another member has the partitions: it goes on from the last commit, this lane ends here.
      if (error instanceof LogError && error.code === 'fenced') {
        this.abandon();
        throw new Abandoned('fenced', { cause: error });
      }
      throw error;
    });
    // What `add` moved on during the commit was not in it, and goes with the next.
    for (const { topic, offset } of offsets.values()) {
      if (this.unsettled.get(topic) === offset) this.unsettled.delete(topic);
    }
  }

  private notify(): void {
    this.wake?.();
    this.wake = null;
  }

  /** Until the oldest record is old enough, enough is waiting, or the lane ends. */
  private async untilDue(): Promise<void> {
    while (!this.gone.signal.aborted && !this.draining) {
      if (this.buffer.bytes >= this.limits.maxBytes) return;
      const due = Math.max((this.oldest ?? 0) + this.limits.lingerMs, this.restsUntil);
      const left = this.oldest === null ? null : due - this.ports.waits.now();
      if (left !== null && left <= 0) return;
      const woken = new AbortController();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        if (left !== null) void this.ports.waits.sleep(left, woken.signal).then(resolve);
      });
      woken.abort();
    }
  }
}

async function blocksOf(
  ports: LanePorts,
  records: readonly LogRecord[],
  mapper: number,
  signal: AbortSignal,
): Promise<Blocks> {
  const blocks = await untilItWorks(() => ports.toBlocks(records, mapper), {
    signal,
    waits: ports.waits,
    onWait: () => ports.onWait('the schema registry does not answer'),
    permanent: (error) => !(error instanceof RegistryError),
  });
  return blocks;
}

async function insertAll(
  ports: LanePorts,
  partition: number,
  ranges: readonly Range[],
  blocks: readonly Block[],
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    blocks.map((block) =>
      untilItWorks(() => ports.insert(block, tokenOf(block.table, partition, ranges), signal), {
        signal,
        waits: ports.waits,
        onWait: (error) =>
          ports.onWait(
            `ClickHouse does not take rows for ${block.table}: ${(error as Error).message.slice(0, 200)}`,
          ),
      }),
    ),
  );
  ports.onWait(null);
}
