import type { Logger } from '../../service/logger.ts';
import type { Tracing } from '../../service/tracing.ts';
import type { Codec } from '../../topics/codec/codec.ts';
import type { Log } from '../../topics/log/port.ts';
import { aggregateKernel } from './aggregate.ts';
import { BugMeter } from './bug-meter.ts';
import { decideKernel } from './decide.ts';
import { effectKernel } from './effect.ts';
import { authorOf } from './envelope.ts';
import type { Kernel } from './kernel.ts';
import type { Ledger } from './once.ts';
import type { ParkedInputs } from './parking.ts';
import type { RestoredPartition } from './restore.ts';
import type { Scheduler } from './scheduler.ts';
import type { RuntimeSettings } from './settings.ts';
import { Stage } from './stage.ts';
import { DEAD_LETTERS } from './topics.ts';
import { transformKernel } from './transform.ts';
import type { Processor } from './types.ts';

export interface BuildEnv {
  readonly log: Log;
  readonly codec: Codec;
  readonly scheduler: Scheduler;
  readonly settings: RuntimeSettings;
  readonly logger: Logger;
  readonly tracing: Tracing;
  readonly partitionCounts: ReadonlyMap<string, number>;
  readonly token: () => string;
}

/** Stage and kernel of one restored partition: the one place that knows all four kinds. */
export function buildPartition(
  processor: Processor,
  partition: number,
  opened: RestoredPartition,
  wake: () => void,
  ledger: Ledger,
  env: BuildEnv,
): { readonly stage: Stage; readonly kernel: Kernel } {
  const { codec, scheduler, settings, logger, tracing } = env;
  const writable = [...processor.outputs, DEAD_LETTERS];
  const stage = new Stage({
    author: authorOf(processor),
    partition,
    store: opened.store,
    codec,
    partitionCounts: new Map(writable.map((topic) => [topic, env.partitionCounts.get(topic) ?? 0])),
    bugs: new BugMeter(settings.bugsPerMinute),
    logger,
    clock: scheduler,
    highWater: opened.highWater,
    wake,
    span: ({ outcome, ...span }) =>
      tracing.record({ name: processor.name, kind: 'consumer', attributes: { outcome, partition }, ...span }),
  });
  return { stage, kernel: kernelOf(processor, stage, opened.parked, ledger, env) };
}

function kernelOf(
  processor: Processor,
  stage: Stage,
  parked: ParkedInputs,
  ledger: Ledger,
  env: BuildEnv,
): Kernel {
  const { log, scheduler, settings, token } = env;
  const { partition } = stage.options;
  switch (processor.kind) {
    case 'transform':
      return transformKernel(processor, stage);
    case 'decide':
      return decideKernel(processor, stage, async () => {
        const ends = await log.offsets(processor.inputs);
        return new Map(ends.filter((at) => at.partition === partition).map((at) => [at.topic, at.end]));
      });
    case 'effect':
      return effectKernel(processor, stage, { scheduler, settings, ledger, token, parked });
    case 'aggregate':
      return aggregateKernel(processor, stage);
    default:
      return processor satisfies never;
  }
}
