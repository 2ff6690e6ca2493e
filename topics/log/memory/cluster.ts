import { LogError } from '../port.ts';
import type { BatchToWrite, TopicSpec } from '../port.ts';
import { MemoryGroup } from './group.ts';
import { MemoryPartition } from './partition.ts';
import type { MemoryTransaction } from './partition.ts';

/**
 * What goes wrong with the next call:
 * - `lost-request`  it never took effect; the caller gets `unavailable`;
 * - `lost-answer`   it took effect; the caller gets `unavailable` all the same;
 * - `cut`           (transactions) records were written, the end never arrived: the transaction stays open
 *                   until its id is opened again or `expireTransactions` is called.
 */
export type MemoryFailure = 'lost-request' | 'lost-answer' | 'cut';

interface Owner {
  epoch: number;
  /** A transaction that a cut left open, with the partitions it touched. */
  open: { transaction: MemoryTransaction; partitions: Set<MemoryPartition> } | null;
  /** What of a decided transaction committed readers do not see yet: a marker per partition, the offsets. */
  late: (() => void)[];
}

const DEFAULT_MAX_BYTES = 1024 * 1024 + 12;

/** The broker of the in-memory twin. Several logs (processes) may be opened on one cluster. */
export class MemoryCluster {
  readonly #topics = new Map<string, { partitions: MemoryPartition[]; maxBytes: number }>();
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #owners = new Map<string, Owner>();
  readonly #failures = { write: [] as MemoryFailure[], commit: [] as MemoryFailure[] };
  #holds: Promise<void>[] = [];
  #away = false;
  #markersLate = false;
  #signal = Promise.withResolvers<void>();

  // ---- failures, for tests ----

  /** The next `write` of any plain writer fails so. */
  failNextWrite(failure: 'lost-request' | 'lost-answer'): void {
    this.#failures.write.push(failure);
  }

  /** The next transaction of any writer fails so. */
  failNextCommit(failure: MemoryFailure): void {
    this.#failures.commit.push(failure);
  }

  /** The next transaction waits, before it reaches the broker, until the answer is called. */
  holdNextCommit(): () => void {
    const gate = Promise.withResolvers<void>();
    this.#holds.push(gate.promise);
    return () => gate.resolve();
  }

  /** Broker away: every call fails with `unavailable`, consumers get nothing. */
  setAway(away: boolean): void {
    this.#away = away;
    this.notify();
  }

  /** Session timeout of a member that does not know it yet (a paused process). It goes on as it was. */
  expel(groupId: string, memberId: string): void {
    this.group(groupId).expel(memberId);
    this.notify();
  }

  /** The expelled member finds out: onRevoked, then it joins again under a new id, the answer. */
  readmit(groupId: string, memberId: string): string {
    const joined = this.group(groupId).readmit(memberId);
    this.notify();
    return joined;
  }

  /** Aborts transactions that a cut left open, as the broker does after the transaction timeout. */
  expireTransactions(): void {
    for (const owner of this.#owners.values()) {
      owner.epoch++;
      this.#abortOpen(owner);
    }
    this.notify();
  }

  /**
   * From now on a commit is answered when it is decided; its markers and offsets follow one by one with
   * `deliverMarker`, at the latest before the next transaction or the next opening of the same id.
   */
  delayMarkers(late: boolean): void {
    this.#markersLate = late;
  }

  /** The next late marker (or offsets) of any transaction arrives; `pick` chooses among `count`. */
  deliverMarker(pick: (count: number) => number): void {
    const waiting = [...this.#owners.values()].filter((owner) => owner.late.length > 0);
    const owner = waiting[pick(waiting.length)];
    owner?.late.splice(pick(owner.late.length), 1)[0]?.();
    this.notify();
  }

  /** All late markers arrive. */
  deliverMarkers(): void {
    for (const owner of this.#owners.values()) settleOwner(owner);
    this.notify();
  }

  truncate(topic: string, partition: number, before: number): void {
    this.partition(topic, partition).truncate(before);
  }

  // ---- broker ----

  get away(): boolean {
    return this.#away;
  }

  takeFailure(kind: 'write' | 'commit'): MemoryFailure | undefined {
    return this.#failures[kind].shift();
  }

  takeHold(): Promise<void> | undefined {
    return this.#holds.shift();
  }

  assertHere(): void {
    if (this.#away) throw new LogError('unavailable', 'the in-memory broker is away');
  }

  /** Resolves at the next change of anything. Take it before looking, so that no change is missed. */
  changed(): Promise<void> {
    return this.#signal.promise;
  }

  notify(): void {
    const before = this.#signal;
    this.#signal = Promise.withResolvers<void>();
    before.resolve();
  }

  createTopic(spec: TopicSpec): boolean {
    if (this.#topics.has(spec.topic)) return false;
    this.#topics.set(spec.topic, {
      partitions: Array.from({ length: spec.partitions }, (_, n) => new MemoryPartition(spec.topic, n)),
      maxBytes: Number(spec.config['max.message.bytes'] ?? DEFAULT_MAX_BYTES),
    });
    return true;
  }

  topicNames(): readonly string[] {
    return [...this.#topics.keys()].sort();
  }

  partitions(topic: string): readonly MemoryPartition[] | undefined {
    return this.#topics.get(topic)?.partitions;
  }

  partition(topic: string, partition: number): MemoryPartition {
    const found = this.#topics.get(topic)?.partitions[partition];
    if (!found) throw new LogError('unknown_topic', `no topic ${topic} with a partition ${partition}`);
    return found;
  }

  group(groupId: string): MemoryGroup {
    let group = this.#groups.get(groupId);
    if (!group) {
      group = new MemoryGroup(groupId, (topic) => this.#topics.get(topic)?.partitions.length ?? 0);
      this.#groups.set(groupId, group);
    }
    return group;
  }

  /** Checks topics and sizes before anything is appended, so that a refused call leaves nothing. */
  check(batches: readonly BatchToWrite[]): void {
    for (const batch of batches) {
      this.partition(batch.topic, batch.partition);
      const limit = this.#topics.get(batch.topic)?.maxBytes ?? DEFAULT_MAX_BYTES;
      const bytes = bytesOf(batch);
      if (bytes > limit) {
        throw new LogError(
          'too_large',
          `${batch.topic}/${batch.partition}: batch of ${bytes} B over ${limit} B`,
        );
      }
    }
  }

  /** New owner of a transactional id: fences the old one and aborts what it left open. */
  claim(transactionalId: string): number {
    const owner = this.#owners.get(transactionalId) ?? { epoch: 0, open: null, late: [] };
    this.#owners.set(transactionalId, owner);
    settleOwner(owner);
    this.#abortOpen(owner);
    this.notify();
    return ++owner.epoch;
  }

  /** @throws LogError `fenced` when `epoch` is not the newest of the id. */
  owner(transactionalId: string, epoch: number): Owner {
    const owner = this.#owners.get(transactionalId);
    if (!owner || owner.epoch !== epoch) {
      throw new LogError('fenced', `transactional id ${transactionalId} has another owner`);
    }
    settleOwner(owner);
    return owner;
  }

  /** The transaction is decided; what shows it to readers happens now or later. */
  decided(owner: Owner, effects: readonly (() => void)[]): void {
    if (this.#markersLate) owner.late.push(...effects);
    else for (const effect of effects) effect();
  }

  #abortOpen(owner: Owner): void {
    if (!owner.open) return;
    owner.open.transaction.status = 'aborted';
    for (const partition of owner.open.partitions) partition.mark(owner.open.transaction);
    owner.open = null;
  }
}

function settleOwner(owner: Owner): void {
  for (const effect of owner.late.splice(0)) effect();
}

/** Of what the broker would look at: the largest batch. */
function bytesOf({ records }: BatchToWrite): number {
  if ('batches' in records) return Math.max(0, ...records.batches.map(({ end }) => end));
  return records.reduce((sum, record) => sum + (record.key?.length ?? 0) + (record.value?.length ?? 0), 0);
}
