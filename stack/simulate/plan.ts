/** One request to make: which message, when (ms after the start), to which account of which network. */
export interface PlannedSend {
  readonly atMs: number;
  /** Index into the list of planned messages; copies of one message share it. */
  readonly item: number;
  /** 1 for the first sending, 2… for repeats. */
  readonly copy: number;
}

/** One message of the run: the source message and where it goes. `round` counts passes over the source. */
export interface PlannedMessage {
  readonly source: number;
  readonly round: number;
  readonly network: string;
  readonly account: number;
}

export interface PlanOptions {
  readonly count: number;
  readonly sources: number;
  /** Messages per second; repeats come on top. */
  readonly rate: number;
  readonly networks: readonly string[];
  readonly accounts: number;
  readonly repeat: number;
  /** Networks whose messages are sent `repeat` times; the others' are sent once. */
  readonly repeatable: readonly string[];
  readonly shuffle: boolean;
  readonly random: () => number;
}

/** How far a shuffled request may move, in places: more would no longer be "the same moment". */
const SHUFFLE_SPAN = 200;

/** The whole run, decided before it starts: send times never depend on answers (open loop). Pure. */
export function plan(o: PlanOptions): {
  readonly messages: readonly PlannedMessage[];
  readonly sends: readonly PlannedSend[];
} {
  const messages = Array.from({ length: o.count }, (_, i) => ({
    source: i % o.sources,
    round: Math.floor(i / o.sources) + 1,
    network: o.networks[i % o.networks.length]!,
    account: Math.floor(i / o.networks.length) % o.accounts,
  }));
  const requests = messages.flatMap(({ network }, item) => {
    const copies = o.repeatable.includes(network) ? o.repeat : 1;
    return Array.from({ length: copies }, (_, copy) => ({ item, copy: copy + 1 }));
  });
  const ordered = o.shuffle ? shuffled(requests, o.random) : requests;
  const gap = (1000 * o.count) / (o.rate * Math.max(1, requests.length));
  return { messages, sends: ordered.map((request, i) => ({ ...request, atMs: i * gap })) };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out: T[] = [];
  for (let from = 0; from < items.length; from += SHUFFLE_SPAN) {
    const part = items.slice(from, from + SHUFFLE_SPAN);
    for (let i = part.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [part[i], part[j]] = [part[j]!, part[i]!];
    }
    out.push(...part);
  }
  return out;
}
