/** Deliveries as the gateway writes them, straight into the log: more at once than any sender would bring. */
import { createHash, randomUUID } from 'node:crypto';
import { xActivityBody } from '../../../stack/networks/x-wire.ts';
import type { Account } from '../../../stack/networks/types.ts';
import { ControlClient } from '../../../stack/simulate/control-client.ts';
import type { SimulatedMessage } from '../../../stack/simulate/message.ts';
import type { Codec } from '../../../topics/codec/codec.ts';
import type { AnyEvent } from '../../../topics/events.ts';
import { partitionOf } from '../../../topics/log/partitioner.ts';
import type { BatchToWrite, Log, RecordToWrite } from '../../../topics/log/port.ts';
import type { Scope } from '../../../projections/read/types.ts';

/** Records per call of the writer. */
const PER_CALL = 3_000;

export interface Backlog {
  /** Deliveries, one engagement each. */
  readonly count: number;
  /** Calls of the writer, ready to go. */
  readonly calls: readonly (readonly BatchToWrite[])[];
}

/** @param accounts over which the messages are spread, as their partitions are. */
export async function prepareBacklog(options: {
  readonly count: number;
  readonly accounts: number;
  readonly messages: readonly SimulatedMessage[];
  readonly controlUrl: string;
  readonly codec: Codec;
  readonly scope: Scope;
  readonly partitions: number;
  readonly now: () => number;
}): Promise<Backlog> {
  const { count, messages, codec, scope, partitions } = options;
  const control = new ControlClient(options.controlUrl);
  const accounts = await control.accounts('x', options.accounts);
  const items = Array.from({ length: count }, (_, n) => ({
    planned: { source: n, round: 1, network: 'x', account: n % accounts.length },
    message: messages[n % messages.length] as SimulatedMessage,
    account: accounts[n % accounts.length] as Account,
  }));
  // They exist at the network, so that what is posted to them is not refused.
  const made = await control.inject(items, false);
  const calls: BatchToWrite[][] = [];
  for (let from = 0; from < count; from += PER_CALL) {
    const parts: RecordToWrite[][] = Array.from({ length: partitions }, () => []);
    for (let n = from; n < Math.min(count, from + PER_CALL); n += 1) {
      const [message, item] = [made[n], items[n]];
      if (!message || !item)
        throw new Error('the simulated network made fewer messages than it was asked for');
      const body = Buffer.from(xActivityBody(message, item.account, 'bench'));
      const event = delivery(`x:${item.account.accountId}`, body, scope, options.now());
      const key = Buffer.from(event.streamId);
      parts[partitionOf(key, partitions)]?.push({
        key,
        value: codec.encode(event),
        timestamp: event.recordedAt,
      });
    }
    calls.push(
      parts.flatMap((records, partition) =>
        records.length > 0 ? [{ topic: 'inbound.raw', partition, records }] : [],
      ),
    );
  }
  return { count, calls };
}

export async function writeBacklog(log: Log, { calls }: Backlog): Promise<void> {
  const writer = await log.openWriter();
  try {
    for (const call of calls) await writer.write(call);
  } finally {
    await writer.close();
  }
}

function delivery(accountId: string, body: Buffer, scope: Scope, now: number): AnyEvent {
  const eventId = randomUUID();
  return {
    eventId,
    type: 'InboundReceived',
    tenantId: scope.tenantId,
    workspaceId: scope.workspaceId,
    streamId: accountId,
    streamVersion: null,
    occurredAt: now,
    recordedAt: now,
    correlationId: eventId,
    causationId: null,
    actor: 'network:x',
    data: {
      network: 'x',
      accountId,
      transport: 'webhook',
      contentType: 'application/json',
      headers: [],
      body,
      bodySha256: createHash('sha256').update(body).digest('hex'),
    },
  };
}
