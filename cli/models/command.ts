/** One command to the decider of a workspace, written to the log, and its answer. */
import type { Codec } from '../../topics/codec/codec.ts';
import type { AnyEvent, EventData } from '../../topics/events.ts';
import type { Log } from '../../topics/log/port.ts';
import { partitionOf } from '../../topics/log/partitioner.ts';

export interface Scope {
  readonly tenantId: string;
  readonly workspaceId: string;
}

export interface CommandTools {
  readonly log: Log;
  readonly codec: Codec;
  /** Epoch ms. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Longest wait for the answer, ms, and the pause between two looks. */
const ANSWER_MS = 20_000;
const LOOK_MS = 200;

/** The answer; null when none came in time: the command is in the log, and will be decided when the decider runs. */
export async function adoptInLog(
  { log, codec, now, wait }: CommandTools,
  scope: Scope,
  commandId: string,
  data: EventData['AdoptModel'],
): Promise<EventData['CommandAnswered'] | null> {
  const at = now();
  const command = {
    eventId: commandId,
    type: 'AdoptModel',
    ...scope,
    streamId: `workspace:${scope.workspaceId}`,
    streamVersion: null,
    occurredAt: at,
    recordedAt: at,
    correlationId: commandId,
    causationId: null,
    actor: 'system',
    data,
  } satisfies AnyEvent;
  const from = new Map(
    (await log.offsets(['command.results'])).map(({ partition, end }) => [partition, end]),
  );
  const key = Buffer.from(scope.workspaceId);
  const partitions = (await log.partitionCounts(['workspace.commands'])).get('workspace.commands') ?? 1;
  const writer = await log.openWriter();
  try {
    const record = { key, value: codec.encode(command), timestamp: at };
    const partition = partitionOf(key, partitions);
    await writer.write([{ topic: 'workspace.commands', partition, records: [record] }]);
  } finally {
    await writer.close();
  }
  while (now() < at + ANSWER_MS) {
    for (const { topic, partition, end } of await log.offsets(['command.results'])) {
      for await (const records of log.read({ topic, partition, from: from.get(partition) ?? 0, to: end })) {
        for (const { value } of records) {
          const event = value === null ? null : await codec.decodeAsync(value);
          if (event?.type === 'CommandAnswered' && event.data.commandId === commandId) return event.data;
        }
      }
      from.set(partition, end);
    }
    await wait(LOOK_MS);
  }
  return null;
}
