import { expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import { BugMeter } from './bug-meter.ts';
import { decideKernel } from './decide.ts';
import { Stage } from './stage.ts';
import { StateStore } from './state-store.ts';
import { tally } from './test-processors.ts';

const NOW = 1_700_000_000_000;
const INPUT = 'workspace.commands';

it('a timer that is due asks for no turn while its barrier stands: only the log brings it on', async () => {
  const ends = Promise.withResolvers<ReadonlyMap<string, number>>();
  let woken = 0;
  const stage = new Stage({
    author: { name: 'workspace', actor: 'processor:workspace@1' },
    partition: 0,
    store: new StateStore(),
    codec: { encode: () => Buffer.alloc(8), encodeInto: (_event, _bytes, at) => at + 8 },
    partitionCounts: new Map([['workspace.events', 1]]),
    bugs: new BugMeter(5),
    logger: createLogger('test', 'silent'),
    clock: { now: () => NOW },
    highWater: 0,
    wake: () => void woken++,
  });
  const kernel = decideKernel(tally, stage, () => ends.promise);
  const cause = { eventId: 'e', tenantId: 't', workspaceId: 'w', correlationId: 'c', occurredAt: NOW };
  kernel.timers.change('acme', { kind: 'set', timerId: 'alarm', due: NOW - 5 }, cause, null);
  expect(kernel.nextWake()).toBe(NOW - 5);

  kernel.turn(NOW); // the ends are asked for
  expect(kernel.nextWake()).toBe(null);
  ends.resolve(new Map([[INPUT, 3]]));
  await ends.promise;
  expect(woken).toBe(1);
  stage.positions.set(INPUT, 2);
  kernel.turn(NOW); // one input is still to come
  expect(kernel.nextWake()).toBe(null);
  expect(stage.draft.records).toBe(0);

  stage.positions.set(INPUT, 3);
  kernel.turn(NOW);
  expect(stage.draft.records).toBe(1);
});
