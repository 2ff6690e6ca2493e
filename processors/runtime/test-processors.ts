/**
 * Processors for tests of the runners, one of each kind, over events of the catalogue that carry a free text.
 * Their names are writers of the catalogue, since the host checks that.
 */
import { SIMULATION_START } from './simulated-time.ts';
import {
  isEvent,
  type Aggregate,
  type Decide,
  type Effect,
  type Machine,
  type Output,
  type Transform,
} from './types.ts';

const paused = (key: string, reason: string): Output => ({
  topic: 'workspace.events',
  key,
  type: 'WorkspacePaused',
  data: { reason },
});

/** Copies; text says what else: `skip`, `two`, `throw`, `dead`. */
export const copy: Transform = {
  kind: 'transform',
  name: 'workspace',
  version: 1,
  purpose: 'test',
  inputs: ['workspace.commands'],
  outputs: ['workspace.events'],
  handle(event) {
    if (!isEvent(event, 'PauseWorkspace')) return { kind: 'skip', reason: 'other' };
    const { reason } = event.data;
    if (reason.startsWith('throw')) throw new Error('as told');
    if (reason.startsWith('skip')) return { kind: 'skip', reason: 'as_told' };
    if (reason.startsWith('dead')) return { kind: 'dead-letter', code: 'as_told', message: 'as told' };
    const one = paused(event.streamId, reason);
    return { kind: 'emit', outputs: reason.startsWith('two') ? [one, one] : [one] };
  },
};

interface Tally {
  readonly count: number;
  readonly sum: string;
}

/**
 * A decider whose state depends on order: it folds every text into a hash-like sum and tells count and sum.
 * `timer:<ms>` sets a timer so many ms after the event occurred; ResumeWorkspace cancels it.
 */
const tallyMachine: Machine<Tally, string> = {
  initialState: () => ({ count: 0, sum: '' }),
  evolve: (state, text) => ({ count: state.count + 1, sum: foldText(state.sum, text) }),
  expiresAt: () => null,
  decide(input, state) {
    if (input.type === 'TimerFired') {
      return { facts: ['timer'], outputs: [paused(input.key, `timer ${input.timerId} ${input.due}`)] };
    }
    if (isEvent(input, 'ResumeWorkspace')) {
      return { timers: [{ kind: 'cancel', timerId: 'alarm' }], skip: 'cancelled' };
    }
    if (!isEvent(input, 'PauseWorkspace')) return { skip: 'other' };
    const { reason } = input.data;
    if (reason.startsWith('throw')) throw new Error('as told');
    const next = { count: state.count + 1, sum: foldText(state.sum, reason) };
    const [, delay] = /^timer:(\d+)/.exec(reason) ?? [];
    return {
      facts: [reason],
      outputs: [paused(input.streamId, `${next.count} ${next.sum}`)],
      ...(delay === undefined
        ? {}
        : { timers: [{ kind: 'set', timerId: 'alarm', due: input.occurredAt + Number(delay) }] }),
      answer: { status: 'accepted', version: next.count },
    };
  },
};

export const tally: Decide = {
  kind: 'decide',
  name: 'workspace',
  version: 1,
  purpose: 'test',
  inputs: ['workspace.commands'],
  outputs: ['workspace.events', 'command.results'],
  keyOf: (event) => event.streamId,
  machine: tallyMachine,
};

/** The sum after one more text. */
export function foldText(sum: string, text: string): string {
  let hash = 2_166_136_261;
  for (const char of `${sum}|${text}`) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return hash.toString(16);
}

/** Asks `answer` and tells what it said. */
export function asking(
  answer: (reason: string, signal: AbortSignal) => Promise<'ok' | { readonly park: number }>,
  options: { readonly concurrency?: number; readonly deadlineMs?: number } = {},
): Effect {
  return {
    kind: 'effect',
    name: 'workspace',
    version: 1,
    purpose: 'test',
    inputs: ['workspace.commands'],
    outputs: ['workspace.events'],
    concurrency: options.concurrency ?? 4,
    deadlineMs: options.deadlineMs ?? 1_000,
    async handle(event, { signal }) {
      if (!isEvent(event, 'PauseWorkspace')) return { kind: 'skip', reason: 'other' };
      const said = await answer(event.data.reason, signal);
      if (said !== 'ok') return { kind: 'park', reason: 'away', until: said.park };
      return { kind: 'emit', outputs: [paused(event.streamId, event.data.reason)] };
    },
  };
}

/** An effect on the world: `send` is what must not happen twice. */
export function sending(
  send: (reason: string, signal: AbortSignal) => Promise<void>,
  options: { readonly concurrency?: number; readonly deadlineMs?: number } = {},
): Effect {
  const tell = (event: Parameters<Effect['handle']>[0], what: string): readonly Output[] =>
    isEvent(event, 'PauseWorkspace') ? [paused(event.streamId, `${what} ${event.data.reason}`)] : [];
  return {
    ...asking(() => Promise.resolve('ok'), options),
    async handle(event, { signal }) {
      if (isEvent(event, 'PauseWorkspace')) await send(event.data.reason, signal);
      return { kind: 'emit', outputs: tell(event, 'sent') };
    },
    once: {
      announce: (event) => ({ kind: 'emit', outputs: tell(event, 'started'), proceed: true }),
      recover: (event) => ({ kind: 'emit', outputs: tell(event, 'unconfirmed') }),
    },
  };
}

/** Counts events per key, each key a window that begins when the simulation does. */
export const counting: Aggregate = {
  kind: 'aggregate',
  name: 'rollup',
  version: 1,
  purpose: 'test',
  inputs: ['workspace.commands'],
  outputs: ['metric.rollups'],
  keepMs: 60_000,
  count: (event) => [
    {
      windowKey: event.streamId,
      at: SIMULATION_START,
      tenantId: event.tenantId,
      workspaceId: event.workspaceId,
      counters: { seen: 1 },
    },
  ],
  emit: ({ windowKey, counts, version, source }) => ({
    topic: 'metric.rollups',
    key: windowKey,
    type: 'MetricRolledUp',
    data: { minute: 0, source, counts, version },
  }),
};
