import { expect, it } from 'vitest';
import { createLogger } from '../../service/logger.ts';
import type { AnyEvent } from '../../topics/events.ts';
import { LogError } from '../../topics/log/port.ts';
import { testStores } from '../testing-stores.ts';
import { trackedBus, wasSent } from './tracked.ts';

const owner = { tenantId: 'demo', workspaceId: 'acme' };
const command = { ...owner, eventId: 'c1', recordedAt: 1 } as unknown as AnyEvent;

it('a command that was sent stays known when sending it again certainly fails', async () => {
  const { store } = testStores();
  let full = false;
  const bus = trackedBus(
    {
      send: () =>
        full
          ? Promise.reject(new LogError('unavailable', 'queue full', { nothingWritten: true }))
          : Promise.resolve(null),
    },
    store,
    createLogger('test', 'silent'),
  );
  await bus.send('reply.commands', 'k', command);
  full = true;
  await expect(bus.send('reply.commands', 'k', command)).rejects.toThrow('queue full');
  expect(await wasSent(store, owner, 'c1')).toBe(true);
  expect(await wasSent(store, { ...owner, tenantId: 'other' }, 'c1')).toBe(false);
});
