import type { Counters } from './counters.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { InboundMessage } from './types.ts';
import { Refusal } from './types.ts';

/** One webhook request to make. `body` is the exact text that is signed and sent. */
export interface Delivery {
  readonly message: InboundMessage;
  readonly webhookId: string;
  /** Asked at every try: the target may have moved since the last one. */
  readonly url: () => string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface DeliveryPolicy {
  /** Tries before the delivery is recorded as undelivered. */
  readonly attempts: number;
  readonly baseMs: number;
  readonly capMs: number;
  readonly timeoutMs: number;
  readonly concurrency: number;
  /** Deliveries under way or waiting; beyond it the network takes no further message. */
  readonly capacity: number;
}

interface Job extends Delivery {
  readonly copy: number;
  tried: number;
}

const GATHER_MS = 500;

/**
 * Sends webhooks: bounded in number, each tried again with exponential waits until 200 or the last try,
 * every attempt and outcome journaled. Faults of the operation `webhook.deliver` delay, double and shuffle.
 */
export class DeliveryQueue {
  readonly #network: string;
  readonly #policy: DeliveryPolicy;
  readonly #journal: Journal;
  readonly #faults: Faults;
  readonly #counters: Counters;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #ready: Job[] = [];
  readonly #open = new Set<Job>();
  readonly #undelivered = new Map<string, Delivery>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #gathered: Job[] = [];
  #running = 0;
  #closed = false;

  constructor(parts: {
    network: string;
    policy: DeliveryPolicy;
    journal: Journal;
    faults: Faults;
    counters: Counters;
    now: () => number;
    random: () => number;
  }) {
    this.#network = parts.network;
    this.#policy = parts.policy;
    this.#journal = parts.journal;
    this.#faults = parts.faults;
    this.#counters = parts.counters;
    this.#now = parts.now;
    this.#random = parts.random;
  }

  /** Throws `Refusal` 503 when `count` more would not fit. */
  expectRoom(count: number): void {
    if (this.#open.size + count > this.#policy.capacity) {
      throw new Refusal(
        503,
        `${this.#open.size} webhooks are still undelivered; wait or use a smaller batch`,
      );
    }
  }

  send(delivery: Delivery): void {
    const at = {
      network: this.#network,
      operation: 'webhook.deliver',
      accountId: delivery.message.accountId,
    };
    const copies = this.#faults.hit(['duplicate'], at)?.times ?? 1;
    for (let copy = 1; copy <= copies; copy += 1) {
      const job = { ...delivery, copy, tried: 0 };
      this.#open.add(job);
      const shuffle = this.#faults.hit(['shuffle'], at);
      const delay = this.#faults.hit(['delay'], at);
      if (shuffle) this.#gather(job, shuffle.window);
      else if (delay) this.#later(delay.ms, () => this.#enqueue(job));
      else this.#enqueue(job);
    }
  }

  /** A message for which there is no target: kept, so that a replay can send it once there is one. */
  async undeliverable(message: InboundMessage, why: string): Promise<void> {
    this.#counters.add('undelivered webhook.deliver none');
    await this.#record('outcome', { ...ids(message, ''), outcome: 'undelivered', attempts: 0, why });
  }

  /** Takes out everything that ended undelivered, for the caller to send again. */
  takeUndelivered(): readonly Delivery[] {
    const all = [...this.#undelivered.values()];
    this.#undelivered.clear();
    return all;
  }

  outstanding(): readonly object[] {
    return [...this.#open].map((j) => ({ ...ids(j.message, j.webhookId), copy: j.copy, tried: j.tried }));
  }

  undelivered(): readonly object[] {
    return [...this.#undelivered.values()].map((d) => ids(d.message, d.webhookId));
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #gather(job: Job, window: number): void {
    this.#gathered.push(job);
    if (this.#gathered.length >= window) this.#release();
    else if (this.#gathered.length === 1) this.#later(GATHER_MS, () => this.#release());
  }

  #release(): void {
    const jobs = this.#gathered;
    this.#gathered = [];
    for (let i = jobs.length - 1; i > 0; i -= 1) {
      const j = Math.floor(this.#random() * (i + 1));
      [jobs[i], jobs[j]] = [jobs[j]!, jobs[i]!];
    }
    for (const job of jobs) this.#enqueue(job);
  }

  #enqueue(job: Job): void {
    this.#ready.push(job);
    while (!this.#closed && this.#running < this.#policy.concurrency && this.#ready.length > 0) {
      void this.#work(this.#ready.shift()!);
    }
  }

  async #work(first: Job): Promise<void> {
    this.#running += 1;
    for (let job: Job | undefined = first; job && !this.#closed; job = this.#ready.shift()) {
      await this.#tryOnce(job).catch((error: unknown) =>
        this.#counters.add(`bug webhook.deliver ${String(error)}`),
      );
    }
    this.#running -= 1;
  }

  async #tryOnce(job: Job): Promise<void> {
    job.tried += 1;
    const started = this.#now();
    const result = await post(job, this.#policy.timeoutMs);
    this.#counters.add(`webhooks webhook.deliver ${result.status ?? 'error'}`);
    const base = ids(job.message, job.webhookId);
    const ms = this.#now() - started;
    await this.#record('attempt', {
      ...base,
      copy: job.copy,
      attempt: job.tried,
      url: job.url(),
      ...result,
      ms,
    });
    if (result.status === 200) return this.#finish(job, 'delivered');
    if (job.tried >= this.#policy.attempts) return this.#finish(job, 'undelivered');
    const wait = Math.min(this.#policy.capMs, this.#policy.baseMs * 2 ** (job.tried - 1));
    this.#later(wait, () => this.#enqueue(job));
  }

  async #finish(job: Job, outcome: 'delivered' | 'undelivered'): Promise<void> {
    this.#open.delete(job);
    if (job.copy > 1) return;
    const key = `${job.message.eventId} ${job.webhookId}`;
    if (outcome === 'undelivered') this.#undelivered.set(key, job);
    this.#counters.add(`${outcome} webhook.deliver ${job.webhookId}`);
    await this.#record('outcome', { ...ids(job.message, job.webhookId), outcome, attempts: job.tried });
  }

  #later(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  #record(type: string, fields: object): Promise<void> {
    const at = new Date(this.#now()).toISOString();
    return this.#journal.append({ type, network: this.#network, ...fields, at });
  }
}

function ids(message: InboundMessage, webhookId: string) {
  const { eventId, nativeId, accountId } = message;
  return { eventId, nativeId, accountId, webhookId };
}

async function post(job: Job, timeoutMs: number): Promise<{ status: number | null; error: string | null }> {
  try {
    const { body, headers } = job;
    const answer = await fetch(job.url(), {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.arrayBuffer();
    return { status: answer.status, error: null };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : null;
    return { status: null, error: cause ?? (error instanceof Error ? error.name : String(error)) };
  }
}
