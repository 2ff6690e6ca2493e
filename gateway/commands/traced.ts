/** A trace begins with each command that people send; its span ends when the answer is there. */
import type { Clock } from '../../service/clock.ts';
import { formatTraceparent, startTrace, TRACEPARENT } from '../../service/traceparent.ts';
import type { Tracing } from '../../service/tracing.ts';
import type { CommandBus } from '../ports.ts';

export interface CommandTracing {
  readonly tracing: Tracing;
  /** Share of commands whose way is traced. */
  readonly traceRatio: number;
  readonly clock: Clock;
}

export function tracedBus(bus: CommandBus, { tracing, traceRatio, clock }: CommandTracing): CommandBus {
  return {
    async send(topic, key, command, headers = {}) {
      const context = startTrace(traceRatio);
      const startedAt = clock.now();
      const record = (error?: string): void =>
        tracing.record({
          name: 'command',
          kind: 'server',
          context,
          parentSpanId: null,
          startedAt,
          endedAt: clock.now(),
          attributes: { type: command.type },
          ...(error === undefined ? {} : { error }),
        });
      try {
        const answer = await bus.send(topic, key, command, {
          ...headers,
          [TRACEPARENT]: formatTraceparent(context),
        });
        record();
        return answer;
      } catch (error) {
        record('not_written');
        throw error;
      }
    },
  };
}
