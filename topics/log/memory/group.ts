import { assignPartitions } from '../assign.ts';
import { LogError } from '../port.ts';
import type { CommittedOffset, GroupMember, TopicPartition } from '../port.ts';

/** What the coordinator tells a member. Neither call waits for the member's handler. */
export interface MemberPort {
  readonly topics: readonly string[];
  rebalance(partitions: readonly TopicPartition[], member: GroupMember): void;
  /** The coordinator does not know it any more: it loses everything and joins again under a new id, the answer. */
  rejoin(): string;
}

const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/** A consumer group: members, generation, committed offsets. Every change of members is one rebalance. */
export class MemoryGroup {
  readonly groupId: string;
  readonly #members = new Map<string, MemberPort>();
  readonly #expelled = new Map<string, MemberPort>();
  readonly #offsets = new Map<string, CommittedOffset>();
  readonly #partitionCount: (topic: string) => number;
  #generation = 0;
  #joined = 0;

  constructor(groupId: string, partitionCount: (topic: string) => number) {
    this.groupId = groupId;
    this.#partitionCount = partitionCount;
  }

  join(port: MemberPort): string {
    const memberId = `${this.groupId}-${String(++this.#joined).padStart(4, '0')}`;
    this.#members.set(memberId, port);
    this.#rebalance();
    return memberId;
  }

  remove(memberId: string): void {
    this.#expelled.delete(memberId);
    if (this.#members.delete(memberId)) this.#rebalance();
  }

  /** Session timeout: the others get its partitions; it is told nothing until `readmit`. */
  expel(memberId: string): void {
    const port = this.#members.get(memberId);
    if (!port) return;
    this.remove(memberId);
    this.#expelled.set(memberId, port);
  }

  /** The expelled member's next heartbeat: it learns that it is out and joins again, under the id that this gives. */
  readmit(memberId: string): string {
    const port = this.#expelled.get(memberId);
    this.#expelled.delete(memberId);
    return port?.rejoin() ?? memberId;
  }

  has(memberId: string): boolean {
    return this.#members.has(memberId);
  }

  memberIds(): readonly string[] {
    return [...this.#members.keys()];
  }

  /**
   * Stores offsets. A member of an older generation, or no member at all while others are, is refused as by
   * the broker (ILLEGAL_GENERATION, UNKNOWN_MEMBER_ID).
   */
  commit(member: GroupMember, offsets: readonly CommittedOffset[]): void {
    this.check(member);
    this.store(offsets);
  }

  check(member: GroupMember): void {
    const outside = member.memberId === '' && member.generationId < 0 && this.#members.size === 0;
    const current = this.#members.has(member.memberId) && member.generationId === this.#generation;
    if (!outside && !current) {
      throw new LogError('fenced', `group ${this.groupId}: commit of an older generation or of a stranger`);
    }
  }

  store(offsets: readonly CommittedOffset[]): void {
    for (const offset of offsets) this.#offsets.set(keyOf(offset), { ...offset });
  }

  committed(topics: readonly string[]): readonly CommittedOffset[] {
    return [...this.#offsets.values()].filter((offset) => topics.includes(offset.topic));
  }

  committedAt(at: TopicPartition): CommittedOffset | undefined {
    return this.#offsets.get(keyOf(at));
  }

  #rebalance(): void {
    this.#generation++;
    const topics = new Set([...this.#members.values()].flatMap((port) => port.topics));
    const counts = new Map([...topics].map((topic) => [topic, this.#partitionCount(topic)]));
    const assignment = assignPartitions([...this.#members.keys()], counts);
    for (const [memberId, port] of this.#members) {
      const mine = (assignment.get(memberId) ?? []).filter((at) => port.topics.includes(at.topic));
      port.rebalance(mine, { groupId: this.groupId, memberId, generationId: this.#generation });
    }
  }
}
