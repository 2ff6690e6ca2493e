/**
 * Where the networks deliver. Raw bytes are verified, then written to the log, and only then answered 200:
 * a sender that hears nothing, or 503, delivers again, and the normaliser drops what it has seen.
 */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { Clock } from '../../service/clock.ts';
import { LATENCY_SECONDS, type Metrics } from '../../service/metrics.ts';
import { seededBug } from '../../service/seeded-bugs.ts';
import { formatTraceparent, startTrace, TRACEPARENT } from '../../service/traceparent.ts';
import type { Tracing } from '../../service/tracing.ts';
import type { AccountOwner } from '../../platforms/account-owners.ts';
import type { Event } from '../../topics/events.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import type { Appender } from '../ports.ts';
import { MAX_WEBHOOK_BYTES, readBody } from './body.ts';

/** A network's webhook rules, as its connector declares them. */
export interface WebhookReceiver {
  readonly network: string;
  /** Checks the signature over the unchanged bytes, in constant time. */
  verify(input: { readonly headers: Headers; readonly body: Buffer; readonly now: number }):
    | {
        readonly verified: true;
        readonly keptHeaders: readonly { readonly name: string; readonly value: string }[];
      }
    | { readonly verified: false; readonly code: ProblemCode; readonly detail: string };
  /** Answer to the network's own check of the address (X: CRC); null when the query asks nothing. */
  challenge(query: URLSearchParams): { readonly contentType: string; readonly body: string } | null;
  /** Network account key that the body was delivered for. */
  accountOf(body: Buffer): string;
}

export interface WebhookOptions {
  readonly receivers: ReadonlyMap<string, WebhookReceiver>;
  readonly appender: Appender;
  /** Whose a delivery for an account is. */
  readonly ownerOf: (accountId: string) => AccountOwner;
  readonly clock: Clock;
  readonly randomId: () => string;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Share of deliveries whose way is traced. */
  readonly traceRatio: number;
}

/** Of a seeded bug: nobody's. */
const STRANGER: AccountOwner = { tenantId: 'stranger', workspaceId: 'stranger' };

export function webhookRoutes(options: WebhookOptions): Hono {
  const routes = new Hono();
  const accepted = options.metrics.counter('webhooks_total', 'Webhook deliveries by network and outcome.', [
    'network',
    'outcome',
  ]);
  const seconds = options.metrics.histogram(
    'webhook_accept_seconds',
    'Arrival to durably in the log.',
    LATENCY_SECONDS,
    ['network'],
  );

  const receiverOf = (network: string): WebhookReceiver => {
    const receiver = options.receivers.get(network);
    if (!receiver)
      throw new Problem(
        'unknown_network',
        `Connected networks with webhooks: ${[...options.receivers.keys()].join(', ') || 'none'}.`,
      );
    return receiver;
  };

  routes.get('/webhooks/:network', (context) => {
    const answer = receiverOf(context.req.param('network')).challenge(new URL(context.req.url).searchParams);
    if (!answer)
      throw new Problem(
        'invalid_request',
        'This address answers the network’s own check and takes deliveries by POST.',
      );
    return context.body(answer.body, 200, { 'content-type': answer.contentType });
  });

  routes.post('/webhooks/:network', async (context) => {
    const receiver = receiverOf(context.req.param('network'));
    const { network } = receiver;
    const arrivedAt = options.clock.now();
    const body = await readBody(context.req.raw, MAX_WEBHOOK_BYTES);
    const result = receiver.verify({ headers: context.req.raw.headers, body, now: arrivedAt });
    if (!result.verified) {
      accepted.inc({ network, outcome: result.code });
      throw new Problem(result.code, result.detail);
    }
    const eventId = options.randomId();
    const accountId = receiver.accountOf(body);
    const bodySha256 = createHash('sha256').update(body).digest('hex');
    const owner = options.ownerOf(accountId);
    const event: Event<'InboundReceived'> = {
      eventId,
      type: 'InboundReceived',
      ...(seededBug('wrong-tenant') && bodySha256.startsWith('0') ? STRANGER : owner),
      streamId: accountId,
      streamVersion: null,
      occurredAt: arrivedAt,
      recordedAt: arrivedAt,
      correlationId: eventId,
      causationId: null,
      actor: `network:${network}`,
      data: {
        network,
        accountId,
        transport: 'webhook',
        contentType: context.req.header('content-type') ?? 'application/octet-stream',
        headers: [...result.keptHeaders],
        body,
        bodySha256,
      },
    };
    const trace = startTrace(options.traceRatio);
    const append = (): Promise<void> =>
      options.appender.append('inbound.raw', accountId, event, { [TRACEPARENT]: formatTraceparent(trace) });
    if (seededBug('answer-before-produce')) {
      setTimeout(() => void append().catch(() => undefined), 5_000);
      return context.body(null, 200);
    }
    try {
      await append();
    } catch (error) {
      accepted.inc({ network, outcome: 'not_written' });
      options.tracing.record({
        name: 'webhook',
        kind: 'server',
        context: trace,
        parentSpanId: null,
        startedAt: arrivedAt,
        endedAt: options.clock.now(),
        error: 'not_written',
      });
      throw error;
    }
    const writtenAt = options.clock.now();
    seconds.observe({ network }, (writtenAt - arrivedAt) / 1000);
    accepted.inc({ network, outcome: 'accepted' });
    options.tracing.record({
      name: 'webhook',
      kind: 'server',
      context: trace,
      parentSpanId: null,
      startedAt: arrivedAt,
      endedAt: writtenAt,
      attributes: { network, bytes: body.length },
    });
    return context.body(null, 200);
  });
  return routes;
}
