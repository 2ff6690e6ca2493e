/** What happened in a simulated world, in order: two runs of one seed must write the same. */
import { createHash } from 'node:crypto';
import type { Kind, Transition, Transitions } from './transitions.ts';

/** Lines kept; the digest covers all. */
const KEPT = 2_000;

export class Trace {
  readonly #hash = createHash('sha256');
  /** The first lines, to find where two traces part. */
  readonly lines: string[] = [];
  length = 0;

  note(line: string): void {
    this.#hash.update(line).update('\n');
    this.length++;
    if (this.lines.length < KEPT) this.lines.push(line);
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** An owner of a partition of a part, and how it came to be. */
interface Owner {
  readonly process: string;
  readonly version: string;
  readonly alive: () => boolean;
  /** Transitions that count once it commits. */
  pending: Set<Transition>;
  readonly kind: Kind;
}

/** Who has which partition, and how it came from one to the next. */
export class Owners {
  readonly #owners = new Map<string, Owner>();
  readonly #transitions: Transitions;
  readonly #trace: Trace;

  constructor(transitions: Transitions, trace: Trace) {
    this.#transitions = transitions;
    this.#trace = trace;
  }

  opened(id: string, owner: Omit<Owner, 'pending'>): void {
    const before = this.#owners.get(id);
    const pending = new Set<Transition>(before?.process === owner.process ? before.pending : []);
    if (!before) pending.add('start');
    else if (before.version !== owner.version) pending.add('switch');
    else if (before.process === owner.process || !before.alive()) pending.add('restart');
    else pending.add('rebalance');
    this.#owners.set(id, { ...owner, pending });
    this.#trace.note(`${owner.process} opens ${id}: ${[...pending].join(', ')}`);
  }

  /** Its state was read from the changelog. */
  rebuilt(id: string, process: string): void {
    const owner = this.#owners.get(id);
    if (owner?.process === process) owner.pending.add('rebuild');
  }

  committed(id: string, process: string): void {
    const owner = this.#owners.get(id);
    if (owner?.process !== process) return;
    for (const transition of owner.pending) this.#transitions.take(owner.kind, transition);
    owner.pending.clear();
  }
}
