import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Journal } from '../networks/journal.ts';
import type { Account, InboundMessage } from '../networks/types.ts';
import { networkRow } from '../networks/table.ts';
import type { Delivery } from '../networks/table.ts';
import { ControlClient } from './control-client.ts';
import type { SimulatedMessage } from './message.ts';
import { percentiles } from './percentiles.ts';
import type { Percentiles } from './percentiles.ts';
import { plan } from './plan.ts';
import type { PlannedMessage, PlannedSend } from './plan.ts';
import { Poster } from './post.ts';
import type { Outcome } from './post.ts';

export interface RunOptions {
  readonly messages: readonly SimulatedMessage[];
  /** Messages to send in all; the source is gone through again when it is shorter. */
  readonly count: number;
  readonly rate: number;
  readonly networks: readonly string[];
  readonly accounts: number;
  readonly repeat: number;
  readonly shuffle: boolean;
  readonly controlUrl: string;
  /** Where webhooks go, and the secret that signs them. */
  readonly webhookUrl: string;
  readonly appSecret: string;
  /** The load journal is written to `FOLDER/RUN.jsonl`. */
  readonly folder: string;
  readonly runId: string;
  readonly maxInFlight: number;
  readonly timeoutMs: number;
  readonly random: () => number;
  readonly onProgress?: (done: number, all: number) => void;
}

export interface RunReport {
  readonly runId: string;
  readonly journal: string;
  readonly planned: number;
  readonly answered2xx: number;
  /** Requests that were due while `maxInFlight` were under way: not sent, and counted here. */
  readonly overload: number;
  /** Count by HTTP status, or by error name where no answer came. */
  readonly answers: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly ratePerSecond: number;
  /** How much later than intended requests left: a busy driver or machine, not the system under test. */
  readonly lateMs: Percentiles;
  /** From the intended send time to the answer, per network, 2xx answers only. */
  readonly latencyMs: Readonly<Record<string, Percentiles>>;
}

interface Item {
  readonly planned: PlannedMessage;
  readonly message: SimulatedMessage;
  readonly account: Account;
  /** Known before sending where the driver delivers; else the network gives it with its answer. */
  native: InboundMessage | null;
}

/** Runs one open-loop load and returns what was measured. The journal is on the disk when it resolves. */
export async function simulate(o: RunOptions): Promise<RunReport> {
  await mkdir(o.folder, { recursive: true });
  const journal = await Journal.open(path.join(o.folder, `${o.runId}.jsonl`));
  const poster = new Poster(o.maxInFlight, o.timeoutMs);
  try {
    return await load(o, journal, poster);
  } finally {
    poster.close();
    await journal.close();
  }
}

async function load(o: RunOptions, journal: Journal, poster: Poster): Promise<RunReport> {
  const control = new ControlClient(o.controlUrl);
  const accounts = new Map<string, readonly Account[]>();
  for (const network of o.networks) accounts.set(network, await control.accounts(network, o.accounts));
  const { messages, sends } = plan({
    ...o,
    sources: o.messages.length,
    repeatable: o.networks.filter((name) => deliveryOf(name)),
  });
  const items: Item[] = messages.map((planned) => ({
    planned,
    message: o.messages[planned.source]!,
    account: accounts.get(planned.network)![planned.account]!,
    native: null,
  }));
  await register(o, control, items, journal);

  const answers: Record<string, number> = {};
  const latencies: Record<string, number[]> = Object.fromEntries(o.networks.map((n) => [n, []]));
  const late: number[] = [];
  const writing: Promise<void>[] = [];
  let overload = 0;
  const startedAt = Date.now();
  const started = performance.now();
  const record = (send: PlannedSend, sentMs: number, outcome: Outcome | 'overload') => {
    const doneMs = performance.now() - started;
    const item = items[send.item]!;
    if (outcome === 'overload') overload += 1;
    else {
      const key = String(outcome.status ?? outcome.error);
      answers[key] = (answers[key] ?? 0) + 1;
      late.push(sentMs - send.atMs);
      if (succeeded(outcome)) latencies[item.planned.network]!.push(doneMs - send.atMs);
    }
    const at = (ms: number) => new Date(startedAt + ms).toISOString();
    const times = {
      intendedAt: at(send.atMs),
      sentAt: outcome === 'overload' ? null : at(sentMs),
      answeredAt: at(doneMs),
    };
    const result = outcome === 'overload' ? { status: null, error: 'overload' } : outcome;
    writing.push(journal.append({ type: 'sent', ...identity(item), copy: send.copy, ...times, ...result }));
  };
  await openLoop(
    sends,
    o,
    started,
    async (send) => {
      const sentMs = performance.now() - started;
      const outcome = await request(
        o,
        { control, poster },
        items[send.item]!,
        new Date(startedAt + send.atMs).toISOString(),
      );
      record(send, sentMs, outcome);
    },
    (send) => record(send, 0, 'overload'),
  );
  const seconds = (performance.now() - started) / 1000;
  await Promise.all(writing);

  const answered2xx = Object.values(latencies).reduce((sum, list) => sum + list.length, 0);
  return {
    runId: o.runId,
    journal: journal.path,
    planned: sends.length,
    answered2xx,
    overload,
    answers,
    seconds: Math.round(seconds * 1000) / 1000,
    ratePerSecond: Math.round((answered2xx / seconds) * 10) / 10,
    lateMs: percentiles(late),
    latencyMs: Object.fromEntries(Object.entries(latencies).map(([n, list]) => [n, percentiles(list)])),
  };
}

function deliveryOf(network: string): Delivery | null {
  return networkRow(network)?.delivery ?? null;
}

/** A message must exist at its network before a webhook names it, or replies to it are refused. */
async function register(
  o: RunOptions,
  control: ControlClient,
  items: readonly Item[],
  journal: Journal,
): Promise<void> {
  const direct = items.filter((item) => deliveryOf(item.planned.network));
  const made = await control.inject(direct, false);
  for (const [i, item] of direct.entries()) item.native = made[i]!;
  const rates = { rate: o.rate, repeat: o.repeat, shuffle: o.shuffle, networks: o.networks };
  await journal.append({ type: 'run', runId: o.runId, count: items.length, ...rates });
  await Promise.all(direct.map((item) => journal.append({ type: 'planned', ...identity(item) })));
}

/** Starts every send at its own time, whatever the answers do. Resolves when all have settled. */
async function openLoop(
  sends: readonly PlannedSend[],
  o: RunOptions,
  started: number,
  start: (send: PlannedSend) => Promise<void>,
  refuse: (send: PlannedSend) => void,
): Promise<void> {
  const running = new Set<Promise<void>>();
  for (let next = 0; next < sends.length;) {
    const now = performance.now() - started;
    for (; next < sends.length && sends[next]!.atMs <= now; next += 1) {
      const send = sends[next]!;
      if (running.size >= o.maxInFlight) {
        refuse(send);
        continue;
      }
      const work: Promise<void> = start(send).finally(() => running.delete(work));
      running.add(work);
    }
    o.onProgress?.(next, sends.length);
    const wait = next < sends.length ? sends[next]!.atMs - (performance.now() - started) : 0;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(wait, 1_000))));
  }
  await Promise.all(running);
}

async function request(
  o: RunOptions,
  via: { readonly control: ControlClient; readonly poster: Poster },
  item: Item,
  createdAt: string,
): Promise<Outcome> {
  const delivery = deliveryOf(item.planned.network);
  if (delivery) {
    const body = delivery.body({ ...item.native!, createdAt }, item.account);
    return via.poster.post(o.webhookUrl, body, {
      'content-type': 'application/json',
      ...delivery.headers(body, o.appSecret),
    });
  }
  try {
    const [made] = await via.control.inject([item], true);
    item.native = made ?? null;
    return { status: 201, error: null };
  } catch (error) {
    return { status: null, error: error instanceof Error ? error.name : 'unknown' };
  }
}

function identity(item: Item) {
  const { planned, message, account, native } = item;
  const statusId = networkRow(planned.network)?.statusId;
  return {
    id: message.id,
    round: planned.round,
    network: planned.network,
    accountId: account.accountId,
    nativeId: native?.nativeId ?? null,
    ...(native && statusId && { statusId: statusId(native) }),
    eventId: native?.eventId ?? null,
    ...(message.gold && { gold: message.gold }),
  };
}

function succeeded({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}
