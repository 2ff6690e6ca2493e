/**
 * One WebSocket for the whole page. It remembers the last id that it took and asks for everything after it
 * when it comes back, so that a lost connection loses and repeats nothing.
 */
import { backoffMs } from './backoff.ts';
import { compareIds, parseMessage, type LiveMessage } from './messages.ts';

/** Overviews come every 2 s: silence for longer than this is a dead connection, ms. */
const SILENCE_MS = 45_000;

export type LiveState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  /** `since`: when the last message came, epoch ms; null when none ever did. */
  | { readonly name: 'reconnecting'; readonly since: number | null; readonly failures: number };

/** The part of WebSocket that is used, so that tests can play the server. */
export interface Socket {
  close(): void;
}
export interface SocketEvents {
  readonly opened: () => void;
  readonly message: (data: unknown) => void;
  readonly closed: () => void;
}

export interface LiveOptions {
  readonly open: (after: string | null, on: SocketEvents) => Socket;
  readonly now: () => number;
  readonly random: () => number;
  readonly later: (work: () => void, ms: number) => () => void;
  /** `hello` only once: on resuming, the messages themselves fill what was missed. */
  readonly onMessage: (message: LiveMessage) => void;
  readonly onState: (state: LiveState) => void;
  /** A connection could not even be opened: perhaps the session ended. */
  readonly onRefused: () => void;
}

export interface Live {
  start(): void;
  /** Tries at once: the network came back, or somebody asked. */
  hurry(): void;
  stop(): void;
  readonly lastId: () => string | null;
}

export function createLive(options: LiveOptions): Live {
  let socket: Socket | null = null;
  let lastId: string | null = null;
  let heardAt: number | null = null;
  let failures = 0;
  let opened = false;
  let connections = 0;
  let running = false;
  let cancelWait: () => void = () => undefined;

  const watchSilence = (): void => {
    cancelWait();
    cancelWait = options.later(() => lose(), SILENCE_MS);
  };

  const take = (message: LiveMessage): void => {
    if (message.type === 'engagement') {
      if (lastId !== null && compareIds(message.id, lastId) <= 0) return; // had it before the connection broke
      lastId = message.id;
    } else if (message.type === 'hello') {
      if (lastId !== null) return; // resumed: nothing was missed
      lastId = message.lastId;
    } else if (message.type === 'gap') {
      lastId = message.lastId ?? lastId;
    }
    options.onMessage(message);
  };

  const connect = (): void => {
    cancelWait();
    opened = false;
    connections += 1;
    const mine = connections; // what an older connection still says is not heard
    socket = options.open(lastId, {
      opened() {
        if (mine !== connections) return;
        opened = true;
        watchSilence();
      },
      message(data) {
        if (mine !== connections || socket === null || typeof data !== 'string') return;
        heardAt = options.now();
        failures = 0;
        watchSilence();
        options.onState({ name: 'live' });
        const message = parseMessage(data);
        if (message) take(message);
      },
      closed() {
        if (mine === connections && socket !== null) lose();
      },
    });
    watchSilence();
  };

  /** The connection is gone or as good as gone: wait a little longer each time, for ever. */
  const lose = (): void => {
    const old = socket;
    socket = null;
    old?.close();
    cancelWait();
    if (!running) return;
    if (!opened) options.onRefused();
    options.onState({ name: 'reconnecting', since: heardAt, failures });
    cancelWait = options.later(connect, backoffMs(failures, options.random()));
    failures += 1;
  };

  return {
    start() {
      if (running) return;
      running = true;
      options.onState({ name: 'connecting' });
      connect();
    },
    hurry() {
      if (!running || socket !== null) return;
      failures = 0;
      connect();
    },
    stop() {
      running = false;
      cancelWait();
      const old = socket;
      socket = null;
      old?.close();
    },
    lastId: () => lastId,
  };
}
