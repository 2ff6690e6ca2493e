/** A whole throw-away installation for flow and crash tests: real parts, our own processes, simulated networks. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAudit, type AuditReport } from '../../cli/audit/run.ts';
import type { EngagementDetail, EngagementSummary, Overview } from '../../projections/read/types.ts';
import { loadConfig, type Config } from '../../service/config.ts';
import { NODE, ROOT } from '../../stack/home.ts';
import { xSignature } from '../../stack/networks/x-wire.ts';
import { readMessages, type SimulatedMessage } from '../../stack/simulate/message.ts';
import { simulate, type RunReport } from '../../stack/simulate/run.ts';
import { PART_NAMES } from '../../stack/part.ts';
import { startStack, type TestStack } from '../../stack/testing.ts';
import { TOPIC_NAMES, topicRow } from '../../topics/catalogue.ts';
import { createCodec, type Codec } from '../../topics/codec/codec.ts';
import { createConfluentRegistry } from '../../topics/codec/confluent-registry.ts';
import type { AnyEvent, Event, EventType } from '../../topics/events.ts';
import { connectKafka } from '../../topics/log/kafkajs/connect.ts';
import type { Log } from '../../topics/log/port.ts';
import { Logged } from './logged.ts';
import { silent } from './silent.ts';

export const CORPUS = path.join(import.meta.dirname, '../../stack/corpus/messages.jsonl');

/** The simulated networks list a post at once: nobody needs two minutes until the last look. */
export const READ_BACK_SOON = { SIGNALPOST_READBACK_SECONDS: '3,10,25' } as const;

export interface LoadOptions {
  readonly count: number;
  readonly rate: number;
  readonly networks?: readonly string[];
  readonly messages?: readonly SimulatedMessage[];
  readonly repeat?: number;
  readonly shuffle?: boolean;
  /** Social accounts per network; 1 unless told. Connected are those of the demonstration's workspaces. */
  readonly accounts?: number;
  /** Requests under way at most; what is due beyond is not sent. 200 unless told. */
  readonly inFlight?: number;
}

export interface ApiAnswer<T> {
  readonly status: number;
  readonly body: T;
}

/** What a webhook sender gets. */
export interface WebhookAnswer {
  readonly status: number;
  readonly type: string;
  readonly retryAfter: string | null;
  readonly problem: { readonly code?: string; readonly detail?: string; readonly title?: string } | null;
}

export interface Said {
  readonly code: number | null;
  readonly output: string;
}

export interface Installation {
  readonly stack: TestStack;
  /** What `startInstallation` was given for our own processes. */
  readonly env: Readonly<Record<string, string>>;
  readonly codec: Codec;
  readonly corpus: readonly SimulatedMessage[];
  readonly config: Config;
  readonly log: Log;
  readonly gatewayUrl: string;
  readonly controlUrl: string;
  /** Sends corpus messages open-loop and journals them. */
  load(options: LoadOptions): Promise<RunReport>;
  api<T>(method: 'GET' | 'POST' | 'PUT', route: string, body?: object, key?: string): Promise<ApiAnswer<T>>;
  /** POSTs to X's webhook address, rightly signed unless `signature` says otherwise; null sends none. */
  webhook(body: string | Buffer, signature?: string | null): Promise<WebhookAnswer>;
  /** Every event of a type in the log, oldest first per partition. */
  events<T extends EventType>(type: T): Promise<readonly Event<T>[]>;
  /** Runs `signalpost ARGS` on this installation, as an operator would. */
  signalpost(...args: readonly string[]): Promise<Said>;
  engagements(query: string): Promise<readonly EngagementSummary[]>;
  engagement(id: string): Promise<EngagementDetail>;
  overview(): Promise<Overview>;
  /** Audits until nothing is in flight and all is clean, or the time is over; gives the last report. */
  audit(withinMs: number): Promise<AuditReport>;
  control<T>(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object): Promise<T>;
  stop(): Promise<void>;
}

const CALL_MS = 15_000;

/** @param env more environment for our own processes. */
export async function startInstallation(env: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const stack = await startStack({
    parts: PART_NAMES.filter((part) => part !== 'dashboard' && part !== 'demo'),
    env: { SIGNALPOST_LOG_LEVEL: 'warn', ...env },
  });
  const config = loadConfig({ ...stack.env, SIGNALPOST_HOME: stack.home });
  const log = connectKafka({ ...config.kafka, clientId: 'test' }, silent);
  const codec = createCodec(createConfluentRegistry(config.registry));
  const gatewayUrl = stack.services.gateway?.url ?? '';
  const controlUrl = stack.services.networks?.['control']?.url ?? '';
  const corpus = await readMessages(CORPUS);

  const call = async (url: string, init: RequestInit): Promise<Response> =>
    fetch(url, { ...init, signal: AbortSignal.timeout(CALL_MS) });
  const api = async <T>(
    method: 'GET' | 'POST' | 'PUT',
    route: string,
    body?: object,
    key: string = randomUUID(),
  ): Promise<ApiAnswer<T>> => {
    const answer = await call(`${gatewayUrl}${route}`, {
      method,
      headers: {
        authorization: `Bearer ${config.apiToken ?? ''}`,
        'idempotency-key': key,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as T };
  };

  const logged = new Logged(log, codec);
  /** One reading at a time: two would keep what they read twice. */
  let reading: Promise<readonly AnyEvent[]> = Promise.resolve([]);
  return {
    stack,
    env,
    config,
    log,
    codec,
    corpus,
    gatewayUrl,
    controlUrl,
    api,
    load: (options) =>
      simulate({
        messages: options.messages ?? corpus,
        count: options.count,
        rate: options.rate,
        networks: options.networks ?? ['x', 'mastodon'],
        accounts: options.accounts ?? 1,
        repeat: options.repeat ?? 1,
        shuffle: options.shuffle ?? false,
        controlUrl,
        webhookUrl: `${gatewayUrl}/webhooks/x`,
        appSecret: config.networks.x?.appSecret ?? '',
        folder: path.join(stack.home, 'simulate'),
        runId: randomUUID(),
        maxInFlight: options.inFlight ?? 200,
        timeoutMs: CALL_MS,
        random: Math.random,
      }),
    async webhook(body, signature = xSignature(config.networks.x?.appSecret ?? '', body)) {
      const answer = await call(`${gatewayUrl}/webhooks/x`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(signature === null ? {} : { 'x-twitter-webhooks-signature': signature }),
        },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        type: answer.headers.get('content-type') ?? '',
        retryAfter: answer.headers.get('retry-after'),
        problem: text === '' ? null : (JSON.parse(text) as WebhookAnswer['problem']),
      };
    },
    async events<T extends EventType>(type: T) {
      const topics = TOPIC_NAMES.filter((topic) => topicRow(topic).events.includes(type));
      const all = await (reading = reading.catch(() => []).then(() => logged.upToNow(topics)));
      return all.flatMap((event) => (event.type === type ? [event as Event<T>] : []));
    },
    async signalpost(...args) {
      const child = spawn(NODE, [path.join(ROOT, 'cli', 'main.ts'), ...args], {
        env: { ...process.env, ...stack.env, SIGNALPOST_HOME: stack.home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => (output += text));
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      return { code, output };
    },
    engagements: async (query) =>
      (await api<{ items: readonly EngagementSummary[] }>('GET', `/api/v1/engagements?${query}`)).body.items,
    engagement: async (id) => (await api<EngagementDetail>('GET', `/api/v1/engagements/${id}`)).body,
    overview: async () => (await api<Overview>('GET', '/api/v1/overview')).body,
    async audit(withinMs) {
      const deadline = Date.now() + withinMs;
      for (;;) {
        const began = Date.now();
        const report = await runAudit(config, log, codec, Date.now);
        if ((report.clean && report.hops.every((row) => row.inFlight === 0)) || Date.now() >= deadline)
          return report;
        // What it looks at shall come to rest meanwhile: at most half of the time is the audit's.
        await sleep(Math.max(1_000, Date.now() - began));
      }
    },
    async control<T>(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object) {
      const answer = await call(`${controlUrl}${route}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return (text === '' ? null : JSON.parse(text)) as T;
    },
    async stop() {
      await log.close();
      await stack.stop();
    },
  };
}

/** Asks until the answer is there. @throws with `what` when it is not in time. */
export async function eventually<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (Date.now() >= deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(250);
  }
}

/** Figures of an audit that are not zero; empty when all is well. */
export function red(report: AuditReport): readonly string[] {
  return [
    ...report.figures
      .filter(({ value }) => value > 0)
      .map(({ name, value, examples }) => `${name}: ${value} (${examples.join(', ')})`),
    ...report.findings.map(({ hop, kind, key, place }) => `${kind} at ${hop}: ${key} (${place})`),
    ...report.hops
      .filter(({ inFlight }) => inFlight > 0)
      .map(({ hop, accountId, inFlight }) => `${inFlight} still in flight at ${hop} of ${accountId}`),
  ];
}
