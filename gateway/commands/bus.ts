/**
 * Commands go to the log; answers come back on `command.results`. Each gateway reads that topic from its end
 * with a group of its own, and hands an answer to whoever waits for it. An answer that nobody waits for is
 * somebody else's, or came after the deadline: then the status route has it from the read model.
 */
import type { Logger } from '../../service/logger.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { GroupConsumer, Log } from '../../topics/log/port.ts';
import type { Appender, CommandAnswer, CommandBus } from '../ports.ts';

const RESULTS = 'command.results';

/** Longest wait of a request for its answer, ms; then 202 and a status URL. */
export const ANSWER_DEADLINE_MS = 5_000;

export interface CommandBusOptions {
  readonly log: Log;
  readonly appender: Appender;
  /** Asks the registry for a schema that it does not know yet: a newer decider may answer first. */
  readonly decode: (value: Buffer) => Promise<AnyEvent>;
  /** Different for every running gateway. */
  readonly instanceId: string;
  readonly logger: Logger;
  readonly answerDeadlineMs?: number;
  readonly onFatal: (error: Error) => void;
}

/** Starts reading answers; resolves when the consumer runs, so that no answer after that is missed. */
export async function startCommandBus(
  options: CommandBusOptions,
): Promise<CommandBus & { readonly ready: () => boolean; stop(): Promise<void> }> {
  /** By command; the same command may be waited for twice. */
  const waiting = new Map<string, Set<(answer: CommandAnswer) => void>>();
  let assigned = false;
  const consumer: GroupConsumer = options.log.consumer({
    groupId: `gateway-results-${options.instanceId}`,
    topics: [RESULTS],
    maxWaitMs: 100,
  });
  await consumer.run({
    async onAssigned(partitions) {
      const ends = await options.log.offsets([RESULTS]);
      assigned = true;
      return ends
        .filter((end) => partitions.some((mine) => mine.partition === end.partition))
        .map((end) => ({ topic: RESULTS, partition: end.partition, offset: end.end }));
    },
    onRevoked() {
      assigned = false;
      return Promise.resolve();
    },
    async onBatch({ records }) {
      for (const record of records) {
        const answer = await decodeAnswer(record.value);
        if (answer) for (const finish of waiting.get(answer.commandId) ?? []) finish(answer);
      }
    },
    onFatal: options.onFatal,
  });

  const decodeAnswer = async (value: Buffer | null): Promise<CommandAnswer | null> => {
    if (value === null) return null;
    try {
      const event = await options.decode(value);
      return event.type === 'CommandAnswered' ? event.data : null;
    } catch (error) {
      options.logger.error({ err: error }, 'an answer could not be decoded; its caller gets 202');
      return null;
    }
  };

  return {
    ready: () => assigned,
    async send(topic, key, command, headers) {
      const { promise: answer, resolve } = Promise.withResolvers<CommandAnswer | null>();
      const mine = waiting.get(command.eventId) ?? new Set();
      waiting.set(command.eventId, mine);
      const finish = (value: CommandAnswer | null): void => {
        clearTimeout(timer);
        mine.delete(finish);
        if (mine.size === 0) waiting.delete(command.eventId);
        resolve(value);
      };
      const timer = setTimeout(finish, options.answerDeadlineMs ?? ANSWER_DEADLINE_MS, null);
      mine.add(finish);
      try {
        await options.appender.append(topic, key, command, headers);
      } catch (error) {
        finish(null);
        throw error;
      }
      return answer;
    },
    stop: () => consumer.stop(),
  };
}
