/**
 * Reads networks that do not call us. Who polls an account is decided by the group that reads
 * `inbound.cursors`: the owner of the account's partition. What was read and the new cursor go into the log in
 * one transaction, under a transactional id of that partition, so a page is in the log once and an owner that
 * was replaced can write nothing more.
 */
import { pause } from '../../service/pause.ts';
import { createHash } from 'node:crypto';
import { backoffMs } from '../../service/backoff.ts';
import { NetworkError } from '../../platforms/port.ts';
import type { Clock } from '../../service/clock.ts';
import type { Logger } from '../../service/logger.ts';
import type { Metrics } from '../../service/metrics.ts';
import { formatTraceparent, startTrace, TRACEPARENT } from '../../service/traceparent.ts';
import type { Tracing } from '../../service/tracing.ts';
import { PARTITIONS, type Scale } from '../../topics/catalogue.ts';
import type { AnyEvent, Event } from '../../topics/events.ts';
import { deriveId } from '../../topics/ids.ts';
import type { GroupConsumer, Log, Partitioner, TransactionalWriter } from '../../topics/log/port.ts';
import { NEVER_POLLED, pollBegun, pollDue, pollEnded } from './pace.ts';
import type { PollEnd, PollPace, PollState } from './pace.ts';

const CURSORS = 'inbound.cursors';
const RAW = 'inbound.raw';
const GROUP = 'poller';

/** One page as the network gave it. */
export interface PolledPage {
  /** Unchanged bytes; null when there is nothing new. */
  readonly body: Buffer | null;
  readonly contentType: string;
  /** Where the next poll begins; null keeps the cursor. */
  readonly cursor: string | null;
  /** True when more is waiting: the next page is read at once, within the pace. */
  readonly more: boolean;
}

export interface PolledAccount {
  readonly accountId: string;
  readonly network: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  /** From the network's limits. */
  readonly pace: PollPace;
  poll(cursor: string | null, signal: AbortSignal): Promise<PolledPage>;
}

export interface PollerOptions {
  readonly log: Log;
  readonly encode: (event: AnyEvent) => Buffer;
  readonly decode: (value: Buffer) => Promise<AnyEvent>;
  readonly partitionOf: Partitioner;
  readonly scale: Scale;
  readonly accounts: readonly PolledAccount[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  readonly traceRatio: number;
  readonly onFatal: (error: Error) => void;
}

const POLL_DEADLINE_MS = 10_000;

export async function startPoller(options: PollerOptions): Promise<{ stop(): Promise<void> }> {
  const polls = options.metrics.counter('polls_total', 'Polls by network and outcome.', [
    'network',
    'outcome',
  ]);
  /** Outlives failures of the log and changes of ownership: the network counts our polls through both. */
  const paces = new Map<string, PollState>();
  const paceOf = (accountId: string): PollState => paces.get(accountId) ?? NEVER_POLLED;
  const owned = new Map<number, { readonly abort: AbortController; readonly done: Promise<void> }>();
  const consumer: GroupConsumer = options.log.consumer({ groupId: GROUP, topics: [CURSORS] });

  const own = (partition: number): void => {
    const abort = new AbortController();
    owned.set(partition, { abort, done: poll(partition, abort.signal) });
  };

  const disown = async (partitions: readonly number[]): Promise<void> => {
    const tasks = partitions.flatMap((partition) => owned.get(partition) ?? []);
    for (const partition of partitions) owned.delete(partition);
    for (const task of tasks) task.abort.abort();
    await Promise.all(tasks.map((task) => task.done));
  };

  /** Polls the accounts of one partition until it is lost; any failure begins again from the committed cursor. */
  const poll = async (partition: number, signal: AbortSignal): Promise<void> => {
    const accounts = options.accounts.filter(
      ({ accountId }) => options.partitionOf(Buffer.from(accountId), PARTITIONS[options.scale]) === partition,
    );
    if (accounts.length === 0) return;
    let failures = 0;
    while (!signal.aborted) {
      let writer: TransactionalWriter | null = null;
      try {
        writer = await options.log.openTransactional(`${GROUP}-${partition}`);
        const cursors = await readCursors(partition, signal);
        while (!signal.aborted) {
          for (const account of accounts) {
            const { accountId, pace } = account;
            const begins = options.clock.now();
            if (pollDue(paceOf(accountId), pace) > begins) continue;
            paces.set(accountId, pollBegun(paceOf(accountId), pace, begins));
            const end = await pollOnce(account, partition, cursors, writer, signal);
            const state = pollEnded(paceOf(accountId), pace, options.clock.now(), end, options.random());
            paces.set(accountId, state);
          }
          failures = 0;
          const due = Math.min(...accounts.map(({ accountId, pace }) => pollDue(paceOf(accountId), pace)));
          await pause(Math.max(0, due - options.clock.now()), signal);
        }
      } catch (error) {
        // For ever: the network or the log comes back, and nothing is lost by asking later.
        if (!signal.aborted) {
          failures += 1;
          options.logger.warn(
            { err: error, partition, failures },
            'polling failed; beginning again from the committed cursor',
          );
        }
      } finally {
        await writer
          ?.close()
          .catch((error: unknown) => options.logger.debug({ err: error }, 'writer was already gone'));
      }
      await pause(backoffMs(failures, { baseMs: 200, capMs: 30_000 }, options.random()), signal);
    }
  };

  const readCursors = async (partition: number, signal: AbortSignal): Promise<Map<string, string>> => {
    const cursors = new Map<string, string>();
    const range = (await options.log.offsets([CURSORS])).find((row) => row.partition === partition);
    if (!range) return cursors;
    for await (const records of options.log.read({
      topic: CURSORS,
      partition,
      from: range.start,
      to: range.end,
      signal,
    })) {
      for (const { value } of records) {
        const event = value === null ? null : await options.decode(value);
        if (event?.type === 'CursorMoved') cursors.set(event.data.accountId, event.data.cursor);
      }
    }
    return cursors;
  };

  /** One page: asked, written with its cursor, counted. */
  const pollOnce = async (
    account: PolledAccount,
    partition: number,
    cursors: Map<string, string>,
    writer: TransactionalWriter,
    signal: AbortSignal,
  ): Promise<PollEnd> => {
    let page: PolledPage;
    try {
      page = await account.poll(
        cursors.get(account.accountId) ?? null,
        AbortSignal.any([signal, AbortSignal.timeout(POLL_DEADLINE_MS)]),
      );
    } catch (error) {
      // One network away holds up no other account of the partition.
      if (signal.aborted) throw error;
      polls.inc({ network: account.network, outcome: 'network_away' });
      options.logger.warn(
        { err: error, accountId: account.accountId },
        'network could not be polled; asking again later',
      );
      return { kind: 'failed', retryAt: error instanceof NetworkError ? error.retryAt : null };
    }
    polls.inc({ network: account.network, outcome: page.body === null ? 'nothing_new' : 'page' });
    if (page.body === null) return { kind: 'all_read' };
    const now = options.clock.now();
    const sha256 = createHash('sha256').update(page.body).digest('hex');
    const eventId = deriveId('poll', account.accountId, cursors.get(account.accountId) ?? '', sha256);
    const envelope = {
      tenantId: account.tenantId,
      workspaceId: account.workspaceId,
      streamId: account.accountId,
      streamVersion: null,
      occurredAt: now,
      recordedAt: now,
      correlationId: eventId,
      causationId: null,
      actor: `network:${account.network}`,
    } as const;
    const raw: Event<'InboundReceived'> = {
      ...envelope,
      eventId,
      type: 'InboundReceived',
      data: {
        network: account.network,
        accountId: account.accountId,
        transport: 'poll',
        contentType: page.contentType,
        headers: [],
        body: page.body,
        bodySha256: sha256,
      },
    };
    const key = Buffer.from(account.accountId);
    const trace = startTrace(options.traceRatio);
    const headers = { [TRACEPARENT]: formatTraceparent(trace) };
    const batches = [
      { topic: RAW, partition, records: [{ key, value: options.encode(raw), timestamp: now, headers }] },
    ];
    if (page.cursor !== null) {
      const moved: Event<'CursorMoved'> = {
        ...envelope,
        eventId: deriveId('cursor', account.accountId, page.cursor),
        type: 'CursorMoved',
        data: { accountId: account.accountId, cursor: page.cursor },
      };
      batches.push({
        topic: CURSORS,
        partition,
        records: [
          {
            key,
            value: options.encode(moved),
            timestamp: now,
            headers: { [TRACEPARENT]: headers[TRACEPARENT] },
          },
        ],
      });
    }
    await writer.commit({ batches });
    options.tracing.record({
      name: 'poll',
      kind: 'client',
      context: trace,
      parentSpanId: null,
      startedAt: now,
      endedAt: options.clock.now(),
      attributes: { network: account.network, bytes: page.body.length },
    });
    if (page.cursor !== null) cursors.set(account.accountId, page.cursor);
    return { kind: page.more ? 'more' : 'all_read' };
  };

  await consumer.run({
    async onAssigned(partitions) {
      const ends = await options.log.offsets([CURSORS]);
      for (const { partition } of partitions) if (!owned.has(partition)) own(partition);
      return ends
        .filter((end) => partitions.some((mine) => mine.partition === end.partition))
        .map((end) => ({ topic: CURSORS, partition: end.partition, offset: end.end }));
    },
    onRevoked: (partitions) => disown(partitions.map(({ partition }) => partition)),
    onBatch: () => Promise.resolve(),
    onFatal: options.onFatal,
  });
  return {
    async stop() {
      await consumer.stop();
      await disown([...owned.keys()]);
    },
  };
}
