/**
 * The gateway's real app (routes, sign-in, content security policy, live hub) over real HTTP and WebSocket,
 * with read models and deciders that a test scripts.
 */
import { serve, type WebSocketServerLike } from '@hono/node-server';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { createApp } from '../../../gateway/app.ts';
import { issueLoginCode } from '../../../gateway/auth/session.ts';
import { createLiveHub, type LiveHub } from '../../../gateway/live/hub.ts';
import type { CommandAnswer, Reads } from '../../../gateway/ports.ts';
import { testStores } from '../../../gateway/testing-stores.ts';
import { compareStreamIds, type LiveEntry, type LiveSource } from '../../../projections/read/live.ts';
import type { CommandStatus, EngagementSummary } from '../../../projections/read/types.ts';
import { createLogger } from '../../../service/logger.ts';
import { createMetrics } from '../../../service/metrics.ts';
import { createTracing } from '../../../service/tracing.ts';
import type { AnyEvent } from '../../../topics/events.ts';
import { LogError } from '../../../topics/log/port.ts';
import type { ModelInUse } from '../../../projections/read/adopted-models.ts';
import { readModelCard } from '../../../projections/read/model-cards.ts';
import { DEFAULT_CARD } from '../../../models/light/default.ts';
import { detail, driftSample, moodSample, overview } from './samples.ts';

export const TOKEN = 'a-token-for-the-tests-of-the-page';
const DIST = path.join(import.meta.dirname, '../../../gateway/dashboard/dist');
const SAFETY_CARD = new URL('../../../models/safety/bayes/weights.card.json', import.meta.url);
const PRINCIPAL = { tenantId: 'demo', workspaceId: 'acme', memberId: 'owner' };

export type Sent = AnyEvent & { readonly data: Record<string, unknown> };
/** What the decider says; null: nothing before the deadline; `away`: the log takes nothing. */
export type Decision = Partial<CommandAnswer> | null | 'away';

/** A capped stream in memory, with ids as Redis gives them. */
class Stream implements LiveSource {
  entries: LiveEntry[] = [];
  readonly #base = Date.now();
  #count = 0;
  /** Ids up to here are no longer kept. */
  dropped = '0-0';
  add(engagement: EngagementSummary): string {
    this.#count += 1;
    const id = `${this.#base + this.#count}-0`;
    this.entries.push({ id, message: JSON.stringify({ type: 'engagement', id, engagement }) });
    return id;
  }
  forget(): void {
    this.dropped = this.entries.at(-1)?.id ?? this.dropped;
    this.entries = [];
  }
  #page(id: string, limit: number) {
    const entries = this.entries.filter((one) => compareStreamIds(one.id, id) > 0).slice(0, limit);
    return { entries, position: entries.at(-1)?.id ?? id };
  }
  after(id: string, limit: number) {
    const gap = compareStreamIds(id, this.dropped) < 0;
    return Promise.resolve({ ...this.#page(id, limit), more: false, gap });
  }
  async next(id: string) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return this.#page(id, 500);
  }
  lastId() {
    return Promise.resolve(this.entries.at(-1)?.id ?? this.dropped);
  }
}

export interface Backend {
  readonly url: string;
  readonly engagements: Map<string, EngagementSummary>;
  readonly sent: Sent[];
  /** Paths of GET requests to the API, to see what the page asks for. */
  readonly asked: string[];
  readonly stream: Stream;
  decide: (command: Sent) => Decision | Promise<Decision>;
  /** Answers of the status address. */
  status: (commandId: string) => CommandStatus | null;
  /** Every read fails while this is set. */
  broken: boolean;
  paused: string | null;
  /** Cards of the models in use; read when the gateway starts. */
  cards: readonly ModelInUse[];
  /** Changes an engagement (or adds it) and tells the live stream. */
  put(engagement: EngagementSummary): EngagementSummary;
  change(id: string, more: Partial<EngagementSummary>): EngagementSummary;
  sendOverview(): void;
  loginUrl(): string;
  /** Live connections now. */
  connections(): number;
  /** The gateway goes away, connections are cut; `start` brings it back at the same address. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startBackend(seed: readonly EngagementSummary[] = []): Promise<Backend> {
  const engagements = new Map(seed.map((one) => [one.id, one]));
  const stream = new Stream();
  const logger = createLogger('test', 'silent');
  const clock = { now: () => Date.now() };
  const { store, sessions } = testStores();
  const newest = (): EngagementSummary[] =>
    [...engagements.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  const pageOf = (items: readonly EngagementSummary[], limit: number, cursor = '0') => {
    const from = Number(cursor);
    const more = from + limit < items.length;
    return { items: items.slice(from, from + limit), nextCursor: more ? String(from + limit) : null };
  };
  const states = (): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { state } of engagements.values()) counts[state] = (counts[state] ?? 0) + 1;
    return counts;
  };
  const read = <T>(value: () => T): Promise<T> =>
    backend.broken ? Promise.reject(new Error('read models away')) : Promise.resolve(value());
  const reads: Reads = {
    listEngagements: (_scope, { limit, cursor, q, ...filters }) =>
      read(() => {
        backend.asked.push(JSON.stringify({ ...filters, ...(q ? { q } : {}) }));
        const items = newest().filter(
          (one) =>
            (!filters.state || one.state === filters.state) &&
            (!filters.sentiment || one.sentiment?.label === filters.sentiment) &&
            (!filters.kind || one.kind === filters.kind) &&
            (!filters.network || one.network === filters.network) &&
            (!filters.urgency || one.urgency === filters.urgency) &&
            (!q || one.text.toLowerCase().includes(q.toLowerCase())),
        );
        return pageOf(items, limit, cursor);
      }),
    engagement: (_scope, id) =>
      read(() => {
        const found = engagements.get(id);
        if (!found) return null;
        const same = newest().filter((one) => one.conversationId === found.conversationId);
        return detail(found, same.reverse());
      }),
    reviewQueue: (_scope, { limit, cursor }) =>
      read(() => {
        const held = newest()
          .filter((one) => one.state === 'held')
          .reverse();
        const urgent = (one: EngagementSummary): number => (one.urgency === 'high' ? 0 : 1);
        return pageOf(
          held.sort((a, b) => urgent(a) - urgent(b)),
          limit,
          cursor,
        );
      }),
    overview: () => read(() => overview(Date.now(), states(), backend.paused)),
    mood: () => read(() => moodSample(Date.now())),
    modelDrift: (_scope, card) => read(() => driftSample(card, Date.now())),
    labelSample: (_scope, head, limit) =>
      read(() => {
        const labelled = new Set(
          backend.sent
            .filter(({ type }) => type === 'CorrectLabel')
            .map(({ data }) => data as { readonly head: string; readonly engagementId: string })
            .filter((data) => data.head === head)
            .map(({ engagementId }) => engagementId),
        );
        const waiting = newest().filter(({ id }) => !labelled.has(id));
        const items = waiting.map(({ id, text, network, createdAt }) => ({
          engagementId: id,
          text,
          network,
          createdAt,
        }));
        return { items: items.slice(0, limit), waiting: waiting.length, labelled: labelled.size };
      }),
    accounts: () => read(() => []),
    commandStatus: (_scope, id) => Promise.resolve(backend.status(id)),
    waitForReply: () => Promise.resolve(true),
    waitForLabels: () => Promise.resolve(true),
  };
  let hub: LiveHub;
  let server: Server;
  let port = 0;
  let sockets = new Set<WebSocket>();

  const start = async (): Promise<void> => {
    hub = createLiveHub(stream, compareStreamIds, logger);
    const auth = { apiToken: TOKEN, clock, principal: PRINCIPAL, sessions };
    const metrics = createMetrics({ processMetrics: false });
    const app = createApp({
      logger,
      metrics,
      checks: {},
      reads,
      modelsOf: () => ({ cards: backend.cards, versions: { sentiment: 'light-1', tone: 'light-1' } }),
      dashboardFolder: DIST,
      session: { ...auth, store, randomId: () => crypto.randomUUID() },
      live: { ...auth, hub, logger },
      sent: store,
      replies: {
        reads,
        store,
        logger,
        clock,
        bus: {
          async send(_topic, _key, command) {
            const sent = command as Sent;
            backend.sent.push(sent);
            const decision = await backend.decide(sent);
            if (decision === 'away') throw new LogError('unavailable', 'no answer');
            if (decision === null) return null;
            return {
              commandId: command.eventId,
              status: 'accepted',
              code: null,
              message: null,
              answerVersion: 4,
              details: null,
              ...decision,
            };
          },
        },
      },
      webhooks: {
        ownerOf: () => PRINCIPAL,
        clock,
        randomId: () => crypto.randomUUID(),
        metrics: createMetrics({ processMetrics: false }),
        tracing: createTracing({ service: 'test', endpoint: null }),
        traceRatio: 0,
        appender: { append: () => Promise.resolve() },
        receivers: new Map(),
      },
    });
    const upgrades = new WebSocketServer({ noServer: true });
    upgrades.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => {
      server = serve(
        {
          fetch: app.fetch,
          hostname: '127.0.0.1',
          port,
          websocket: { server: upgrades as unknown as WebSocketServerLike },
        },
        (address: AddressInfo) => {
          port = address.port;
          resolve();
        },
      );
    });
  };
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.terminate();
    sockets = new Set();
    const closed = new Promise((resolve) => server.close(resolve));
    (server as unknown as { closeAllConnections(): void }).closeAllConnections();
    await Promise.all([closed, hub.stop()]);
  };

  let codes = 0;
  const backend: Backend = {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    engagements,
    stream,
    sent: [],
    asked: [],
    decide: () => ({}),
    status: () => null,
    broken: false,
    paused: null,
    cards: [DEFAULT_CARD, SAFETY_CARD].map((file) => ({ ...readModelCard(file), adopted: [] })),
    put(engagement) {
      engagements.set(engagement.id, engagement);
      stream.add(engagement);
      return engagement;
    },
    change(id, more) {
      const before = engagements.get(id);
      if (!before) throw new Error(`no engagement ${id}`);
      return backend.put({ ...before, ...more, version: before.version + 1 });
    },
    sendOverview() {
      hub.broadcast(
        JSON.stringify({ type: 'overview', overview: overview(Date.now(), states(), backend.paused) }),
      );
    },
    loginUrl() {
      codes += 1;
      return `${backend.url}/login?once=${encodeURIComponent(issueLoginCode(TOKEN, Date.now(), `code${codes}`))}`;
    },
    connections: () => hub.size(),
    stop,
    start,
  };
  await start();
  return backend;
}
