/** The life of a simulated process: every call of it into the world passes here, before and after. */
import { LogError, type GroupMember } from '../../topics/log/port.ts';
import type { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import type { Trace } from './simulated-trace.ts';

export class Lifeline {
  readonly name: string;
  readonly #cluster: MemoryCluster;
  readonly #trace: Trace;
  readonly #waiting: (() => void)[] = [];
  readonly #members = new Map<string, GroupMember>();
  #state: 'running' | 'paused' | 'killed' = 'running';
  #stepsLeft = Number.POSITIVE_INFINITY;
  #answersToLose = 0;
  #drained = false;

  constructor(name: string, cluster: MemoryCluster, trace: Trace) {
    this.name = name;
    this.#cluster = cluster;
    this.#trace = trace;
  }

  running(): boolean {
    return this.#state === 'running';
  }

  /** Not dead and not gone by itself: a paused process is present. */
  present(): boolean {
    return this.#state !== 'killed' && !this.#drained;
  }

  killed(): boolean {
    return this.#state === 'killed';
  }

  left(): void {
    this.#drained = true;
  }

  joined(groupId: string, member: GroupMember): void {
    this.#members.set(groupId, member);
    // Who died or stood still while it joined sends no heartbeat either: its session ends.
    if (this.#state !== 'running') this.#cluster.expel(groupId, member.memberId);
  }

  kill(): void {
    if (this.#state === 'killed') return;
    this.#state = 'killed';
    this.#trace.note(`${this.name} dies`);
    for (const [group, member] of this.#members) this.#cluster.expel(group, member.memberId);
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#trace.note(`${this.name} is paused`);
    for (const [group, member] of this.#members) this.#cluster.expel(group, member.memberId);
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#trace.note(`${this.name} goes on`);
    for (const go of this.#waiting.splice(0)) go();
    for (const [group, member] of this.#members) this.#cluster.readmit(group, member.memberId);
  }

  /** Dies at the n-th step from now: a step is a call that leaves, or an answer that arrives. */
  killAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  /** The next answers do not arrive, though what was asked was done. */
  loseAnswers(count: number): void {
    this.#answersToLose += count;
  }

  /** Answers to a paused process arrive when it goes on, those to a dead one never. */
  async gate<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } finally {
      while (this.#state !== 'running') {
        await new Promise<void>((resolve) => {
          if (this.#state === 'paused') this.#waiting.push(resolve);
        });
      }
    }
  }

  /** A call into the world: it leaves only from a running process, and is answered only to one. */
  async ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    await this.gate(Promise.resolve());
    await this.#step();
    this.#trace.note(`${this.name} ${what}`);
    const answer = call();
    // What came of it may be known to nobody: a dead process has no handler for it.
    await answer.catch(() => undefined);
    await this.#step();
    const value = await this.gate(answer);
    if (this.#answersToLose > 0) {
      this.#answersToLose--;
      this.#trace.note(`${this.name} ${what}: the answer is lost`);
      throw new LogError('unavailable', `the answer to ${what} was lost`);
    }
    return value;
  }

  async #step(): Promise<void> {
    if (--this.#stepsLeft > 0) return;
    this.kill();
    await new Promise<never>(() => undefined);
  }
}
