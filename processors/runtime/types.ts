/**
 * What a processor is. It never sees Kafka, clocks or randomness except as arguments: the runner owns
 * decoding, order, batching, state, transactions, retries, metrics, tracing and draining.
 *
 * One guarantee for all four kinds: one Kafka transaction holds the outputs, the changelog records and the
 * input offsets of a batch. A crash repeats work, never results.
 */
import type { TopicName } from '../../topics/catalogue.ts';
import type { AnyEvent, Event, EventData, EventType } from '../../topics/events.ts';

/** One event to write. The runner fills the envelope from the cause; `envelope` overrides parts of it. */
export type Output = {
  [T in EventType]: {
    readonly topic: TopicName;
    readonly key: string;
    readonly type: T;
    readonly data: EventData[T];
    readonly envelope?: {
      readonly eventId?: string;
      readonly tenantId?: string;
      readonly workspaceId?: string;
      /** Defaults to the key. */
      readonly streamId?: string;
      readonly streamVersion?: number;
      readonly correlationId?: string;
      readonly occurredAt?: number;
      readonly actor?: string;
    };
  };
}[EventType];

/** What a handler says about one input. Reasons are codes: they are counted by name. */
export type Outcome =
  | { readonly kind: 'emit'; readonly outputs: readonly Output[] }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'dead-letter'; readonly code: string; readonly message: string }
  /** This key's dependency is away: the key waits, with everything that follows it; others go on. */
  | { readonly kind: 'park'; readonly reason: string; readonly until: number };

export interface Context {
  /** Epoch ms, recorded with the decision; never runs backwards within a partition. */
  readonly now: number;
}

interface Declaration {
  readonly name: string;
  /** Bumped when outputs change for the same input; part of the actor. */
  readonly version: number;
  readonly purpose: string;
  readonly inputs: readonly TopicName[];
  readonly outputs: readonly TopicName[];
}

/** Pure: one event in, none or more out. */
export interface Transform extends Declaration {
  readonly kind: 'transform';
  readonly handle: (event: AnyEvent, context: Context) => Outcome;
}

/** A timer that fell due. Fires once, after all input that was in the log before it fell due. */
export interface TimerFired {
  readonly type: 'TimerFired';
  readonly timerId: string;
  readonly key: string;
  readonly due: number;
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly correlationId: string;
}

export type TimerChange =
  /** Setting a timer that exists moves it. */
  | { readonly kind: 'set'; readonly timerId: string; readonly due: number }
  | { readonly kind: 'cancel'; readonly timerId: string };

/** The answer to a command, in the words of `CommandAnswered`. */
export type Answer =
  | { readonly status: 'accepted'; readonly version?: number; readonly details?: string }
  | {
      readonly status: 'rejected';
      readonly code: string;
      readonly message: string;
      readonly version?: number;
      readonly details?: string;
    };

/**
 * What a machine decides about one input. `facts` are folded into the state by `evolve`; `outputs` are
 * what the world is told. With neither, `skip` says why nothing happened.
 */
export interface Decision<Fact> {
  readonly facts?: readonly Fact[];
  readonly outputs?: readonly Output[];
  readonly timers?: readonly TimerChange[];
  /** Only for inputs from a commands topic; the runner remembers it 24 h and gives it again for the same command. */
  readonly answer?: Answer;
  readonly skip?: string;
  /** The input as a whole; nothing else of the decision counts then. */
  readonly deadLetter?: { readonly code: string; readonly message: string };
  /** Items of the input that could not be done, beside what could. */
  readonly deadItems?: readonly DeadItem[];
}

/**
 * An item of an input, as a dead letter of its own. Its record is the input again, same id, with `data` that
 * holds that item alone: a replay brings back nothing but the item.
 */
export interface DeadItem {
  readonly code: string;
  readonly message: string;
  /** JSON Pointer (RFC 6901) of the item in the input's body. */
  readonly item: string;
  readonly data: AnyEvent['data'];
}

/** A state machine per key, in Emmett's words: decide, evolve, initialState. State is plain JSON. */
export interface Machine<State, Fact> {
  readonly initialState: () => State;
  readonly decide: (input: AnyEvent | TimerFired, state: State, context: Context) => Decision<Fact>;
  readonly evolve: (state: State, fact: Fact) => State;
  /** When the entry may be forgotten, epoch ms; null keeps it. Asked after each change. */
  readonly expiresAt: (state: State) => number | null;
}

/** Any machine; the runner treats state and facts as opaque JSON. */
// oxlint-disable-next-line typescript/no-explicit-any -- the registry holds machines of different types
export type AnyMachine = Machine<any, any>;

/** Reads rows of the key's table, as they are after everything decided before. */
export interface RowReader {
  /** Plain JSON, or undefined when there is none (or it has expired). Never changed by the reader. */
  get(row: string): unknown;
}

/** One row to write; `value` null forgets it. Rows not named stay as they are. */
export interface RowChange {
  readonly row: string;
  readonly value: unknown;
  /** When the row may be forgotten, epoch ms; null keeps it. */
  readonly expiresAt: number | null;
}

export interface TableDecision extends Omit<Decision<never>, 'facts'> {
  readonly rows?: readonly RowChange[];
}

/**
 * A decider whose state per key is a small table instead of one value, because one value would grow without
 * bound and be rewritten whole for each input: ids seen in 72 h, actions that wait, a conversation's drafts.
 * Each row is a state entry (and a changelog record) of its own, with its own expiry; the runner names it
 * `key`, U+0000, `row`. All else is as with a machine: timers and answers belong to the key.
 */
export interface TableMachine {
  readonly decide: (input: AnyEvent | TimerFired, rows: RowReader, context: Context) => TableDecision;
}

export interface Decide extends Declaration {
  readonly kind: 'decide';
  /** State key of an input; inputs of one key must come with the same record key. Null skips the input. */
  readonly keyOf: (event: AnyEvent) => string | null;
  /** One value per key, or a table per key (it has no `evolve`). */
  readonly machine: AnyMachine | TableMachine;
}

export function isTable(machine: AnyMachine | TableMachine): machine is TableMachine {
  return !('evolve' in machine);
}

export interface EffectContext extends Context {
  /** Aborted at the deadline and when the partition is lost. */
  readonly signal: AbortSignal;
}

/** Asks a model or a network through a port and records the answer as an event. Outputs leave in input order. */
export interface Effect extends Declaration {
  readonly kind: 'effect';
  /** Inputs worked on at once per partition; inputs of one record key never overlap. */
  readonly concurrency: number;
  /** Longest time for one input, ms; then `signal` aborts and the run counts as thrown. */
  readonly deadlineMs: number;
  readonly handle: (event: AnyEvent, context: EffectContext) => Promise<Outcome>;
  /**
   * What becomes of an input whose key waits with so many others that it may not wait too. Without it: a dead
   * letter `too_many_parked`, to be replayed once the key goes on.
   */
  readonly overflow?: (event: AnyEvent, context: Context) => Exclude<Outcome, { readonly kind: 'park' }>;
  /**
   * For effects on the world that must not be repeated. `announce` is committed (outputs and a mark in the
   * state) before `handle` runs; `handle` runs at most once for the input, in this or any later life.
   * When an input comes again, was announced and has no recorded outcome, `recover` says what to record.
   * `announce` may also end the input (skip, or emit with `proceed: false`).
   */
  readonly once?: {
    readonly announce: (event: AnyEvent, context: Context) => Outcome & { readonly proceed: boolean };
    readonly recover: (event: AnyEvent, context: Context) => Outcome;
  };
}

/** Counters per window, written as absolute values with a version, so that writing twice changes nothing. */
export interface Aggregate extends Declaration {
  readonly kind: 'aggregate';
  /** Counters to add for an input: window key to counter name to amount. */
  readonly count: (event: AnyEvent) => readonly {
    readonly windowKey: string;
    /** When the window begins, epoch ms by the input's time; the same for all inputs of the window. */
    readonly at: number;
    readonly tenantId: string;
    readonly workspaceId: string;
    readonly counters: Readonly<Record<string, number>>;
  }[];
  /**
   * The absolute record of a window. `source` is `processor:partition`, and for what came after the window was
   * forgotten `processor:partition+<epoch ms>`: the newest versions of all sources of a window add up to its value.
   */
  readonly emit: (window: {
    readonly windowKey: string;
    readonly counts: Readonly<Record<string, number>>;
    readonly version: number;
    readonly source: string;
  }) => Output;
  /** How long a window is kept after its begin and after its last change, ms. */
  readonly keepMs: number;
}

export type Processor = Transform | Decide | Effect | Aggregate;

/** Narrows an input by type; handy in handlers that read several topics. */
export function isEvent<T extends EventType>(
  event: AnyEvent | TimerFired,
  type: T,
): event is Event<T> & AnyEvent {
  return event.type === type;
}
