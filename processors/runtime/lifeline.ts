/** The life of a simulated process: every call of it into the world passes here, before and after. */
import { LogError, type GroupMember } from '../../topics/log/port.ts';
import type { MemoryCluster } from '../../topics/log/memory/cluster.ts';
import { AT_ONCE, type Delivery } from './simulated-delivery.ts';
import type { Trace } from './simulated-trace.ts';

export class Lifeline {
  readonly name: string;
  readonly #cluster: MemoryCluster;
  readonly #trace: Trace;
  readonly #delivery: Delivery;
  readonly #waiting: (() => void)[] = [];
  readonly #members = new Map<string, GroupMember>();
  #state: 'running' | 'paused' | 'killed' = 'running';
  #cutOff = false;
  #stepsLeft = Number.POSITIVE_INFINITY;
  #answersToLose = 0;
  #drained = false;

  constructor(name: string, cluster: MemoryCluster, trace: Trace, delivery: Delivery = AT_ONCE) {
    this.name = name;
    this.#cluster = cluster;
    this.#trace = trace;
    this.#delivery = delivery;
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
    // Who died, stood still or was cut off while it joined sends no heartbeat either: its session ends.
    if (this.#state !== 'running' || this.#cutOff) this.#cluster.expel(groupId, member.memberId);
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
    this.#goOn();
  }

  #goOn(): void {
    for (const go of this.#waiting.splice(0)) go();
    if (this.#state !== 'running' || this.#cutOff) return;
    // The new id counts from now on: who dies before it is given its partitions leaves them, too.
    for (const [group, member] of this.#members)
      this.#members.set(group, { ...member, memberId: this.#cluster.readmit(group, member.memberId) });
  }

  /** Nothing passes between it and the world, past its session: it runs, and its calls fail. */
  cutOff(): void {
    if (this.#state === 'killed' || this.#cutOff) return;
    this.#cutOff = true;
    this.#trace.note(`${this.name} is cut off`);
    for (const [group, member] of this.#members) this.#cluster.expel(group, member.memberId);
  }

  reconnect(): void {
    if (!this.#cutOff) return;
    this.#cutOff = false;
    this.#trace.note(`${this.name} is connected again`);
    this.#goOn();
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

  /** What the broker sends by itself reaches only who is connected. */
  async reached(): Promise<void> {
    do await this.gate(Promise.resolve());
    while (await this.#untilConnected());
  }

  async #untilConnected(): Promise<boolean> {
    if (!this.#cutOff || this.#state === 'killed') return false;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return true;
  }

  /**
   * A call into the world: it leaves only from a running process, and is answered only to one. A request that left
   * goes on its way though its sender dies.
   */
  async ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    await this.gate(Promise.resolve());
    await this.#step();
    this.#trace.note(`${this.name} ${what}`);
    await this.#delivery.arrives(`${this.name} asks: ${what}`);
    if (this.#cutOff) return this.#lost(what, 'the request');
    const answer = call();
    // What came of it may be known to nobody: a dead process has no handler for it.
    await answer.catch(() => undefined);
    await this.#delivery.arrives(`${this.name} is answered: ${what}`);
    await this.#step();
    const value = await this.gate(answer);
    if (this.#cutOff) return this.#lost(what, 'the answer');
    if (this.#answersToLose > 0) {
      this.#answersToLose--;
      return this.#lost(what, 'the answer');
    }
    return value;
  }

  async #lost(what: string, part: 'the request' | 'the answer'): Promise<never> {
    this.#trace.note(`${this.name} ${what}: ${part} is lost`);
    await this.gate(Promise.resolve());
    throw new LogError('unavailable', `${part} to ${what} was lost`);
  }

  async #step(): Promise<void> {
    if (--this.#stepsLeft > 0) return;
    this.kill();
    await new Promise<never>(() => undefined);
  }
}
