/** For tests of machines: given events, when something arrives, then these. Holds rows and timers in memory. */
import type {
  AnyEvent,
  Engagement,
  Event,
  EventData,
  EventType,
  RequestActionData,
  Verdict,
} from '../../topics/events.ts';
import { contentHash } from '../../models/content-hash.ts';
import type { Output, TableDecision, TableMachine, TimerFired } from '../runtime/types.ts';

export const NOW = Date.UTC(2026, 10, 24, 12, 0, 0);

let counter = 0;

/** An event with an envelope; ids count up. */
export function event<T extends EventType>(
  type: T,
  data: EventData[T],
  envelope: Partial<Omit<Event<T>, 'type' | 'data'>> = {},
): Event<T> & AnyEvent {
  counter += 1;
  const base = {
    eventId: `event-${counter}`,
    tenantId: 'demo',
    workspaceId: 'acme',
    streamId: 'stream',
    streamVersion: null,
    occurredAt: NOW,
    recordedAt: NOW,
    correlationId: 'engagement-1',
    causationId: null,
    actor: 'test',
  };
  return { ...base, ...envelope, type, data } as Event<T> & AnyEvent;
}

/** One key of a table decider: applies decisions, fires timers in order of their due times. */
export class TableBench {
  readonly rows = new Map<string, { readonly value: unknown; readonly expiresAt: number | null }>();
  readonly timers = new Map<string, number>();
  readonly outputs: Output[] = [];
  now = NOW;
  readonly #machine: TableMachine;
  readonly #key: string;

  constructor(machine: TableMachine, key: string) {
    this.#machine = machine;
    this.#key = key;
  }

  /** Gives one input; answers the decision. */
  given(input: AnyEvent | TimerFired): TableDecision {
    const decision = this.#machine.decide(input, { get: (row) => this.#read(row) }, { now: this.now });
    for (const { row, value, expiresAt } of decision.rows ?? []) {
      // State is plain JSON: what does not survive the changelog must not be relied on.
      if (value === null) this.rows.delete(row);
      else this.rows.set(row, { value: frozen(JSON.parse(JSON.stringify(value))), expiresAt });
    }
    for (const change of decision.timers ?? []) {
      if (change.kind === 'set') this.timers.set(change.timerId, change.due);
      else this.timers.delete(change.timerId);
    }
    this.outputs.push(...(decision.outputs ?? []));
    return decision;
  }

  /** Moves the clock, firing what falls due on the way. */
  advanceTo(time: number): void {
    for (;;) {
      const [next] = [...this.timers].filter(([, due]) => due <= time).sort((a, b) => a[1] - b[1]);
      if (!next) break;
      const [timerId, due] = next;
      this.now = Math.max(this.now, due);
      this.timers.delete(timerId);
      const identity = { tenantId: 'demo', workspaceId: 'acme', correlationId: this.#key };
      this.given({ type: 'TimerFired', timerId, key: this.#key, due, ...identity });
    }
    this.now = Math.max(this.now, time);
  }

  /** Data of all outputs of a type so far. */
  told<T extends EventType>(type: T): readonly EventData[T][] {
    return this.outputs.filter((output) => output.type === type).map((output) => output.data as EventData[T]);
  }

  #read(row: string): unknown {
    const entry = this.rows.get(row);
    return entry && (entry.expiresAt === null || entry.expiresAt > this.now) ? entry.value : undefined;
  }
}

/** A decider that changed its rows in place would throw. */
function frozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}

export function engagement(changes: Partial<Engagement> = {}): Engagement {
  return {
    engagementId: 'engagement-1',
    network: 'x',
    accountId: 'x:1001',
    conversationId: 'x:1001:500',
    nativeId: '500',
    nativeParentId: null,
    form: 'mention',
    author: { nativeId: '77', handle: 'jo', displayName: 'Jo', followers: 10 },
    text: '@acmecoffee lovely coffee',
    language: 'en',
    url: null,
    summoned: true,
    visibility: 'public',
    createdAt: NOW - 1_000,
    ...changes,
  };
}

export function verdict(hash: string, changes: Partial<Verdict> = {}): Verdict {
  return {
    verdictId: `verdict-${hash.slice(0, 8)}`,
    contentHash: hash,
    decision: 'pass',
    flagged: false,
    reasons: [],
    scores: { toxicity: 0, hate: 0, explicit: 0, brand: 1 },
    thresholds: { toxicity: 0.8, hate: 0.5, explicit: 0.5, brand: 0.7, band: 0.1 },
    issues: [],
    compliance: 'met',
    policyVersion: 'default-1',
    policyNumber: 0,
    modelVersion: 'test',
    ...changes,
  };
}

/** A request that passes every check, for the n-th message of an account. */
export function request(
  n: number,
  changes: { accountId?: string; text?: string; author?: string; verdict?: Partial<Verdict> } = {},
): RequestActionData {
  const accountId = changes.accountId ?? 'x:1001';
  const nativeId = String(1_000 + n);
  const text = changes.text ?? `Thank you, number ${n}!`;
  const hash = contentHash({ account: accountId, target: nativeId, text, media: [] });
  return {
    target: {
      actionId: `action-${n}`,
      accountId,
      network: accountId.split(':')[0] as string,
      kind: 'reply',
      engagementId: `engagement-${n}`,
      conversationId: `${accountId}:${nativeId}`,
      targetNativeId: nativeId,
      targetAuthorHandle: changes.author ?? `author${n}`,
      summoned: true,
      visibility: 'public',
      targetCreatedAt: NOW - 1_000,
      text,
      contentHash: hash,
      disclosures: [],
    },
    verdict: verdict(hash, changes.verdict),
    approval: { mode: 'auto', approver: 'policy:1', contentHash: hash, approvedAt: NOW },
  };
}
