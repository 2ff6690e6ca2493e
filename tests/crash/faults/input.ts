/** What comes in that is too much, too often, or nothing that anybody can read. */
import type { TopicName } from '../../../topics/catalogue.ts';
import { READY_MS, type Fault } from './fault.ts';

export const shuffledWebhooks: Fault = {
  name: 'shuffled webhooks',
  does: 'every webhook comes three times, in any order',
  short: true,
  async inflict({ installation, ms }) {
    const rate = 20;
    const count = (rate * ms(20_000)) / 1000;
    await installation.load({ count, rate, networks: ['x'], repeat: 3, shuffle: true });
  },
};

export const burst: Fault = {
  name: 'burst',
  does: 'ten times the load for 10 s; what is too much is refused, not lost',
  short: false,
  async inflict({ installation, rate, ms, say }) {
    const count = Math.round((rate * 10 * ms(10_000)) / 1000);
    const report = await installation.load({ count, rate: rate * 10, networks: ['x'], inFlight: 4_000 });
    const { answered2xx, planned, overload, answers } = report;
    say(`  ${answered2xx} of ${planned} answered 2xx, ${overload} not sent: ${JSON.stringify(answers)}`);
  },
};

const POISONED: readonly TopicName[] = [
  'inbound.raw',
  'engagement.received',
  'reply.commands',
  'action.events',
];

/** One of each class that `topics/errors.ts` names for what cannot be read. */
const POISONS: readonly (readonly [string, Buffer | null])[] = [
  ['not our wire format', Buffer.from('plain text')],
  ['a schema that nobody registered', Buffer.from([0, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3])],
  ['cut off', Buffer.from([0, 0, 0, 0, 1])],
  ['bytes that follow no schema', Buffer.concat([Buffer.from([0, 0, 0, 0, 1]), Buffer.alloc(64, 0xff)])],
  ['no value where one must be', null],
];

export const poison: Fault = {
  name: 'poison',
  does: 'records that nobody can read, of each class, on four topics; they become dead letters and stop nobody',
  short: true,
  async inflict({ installation: { log, stack } }) {
    await stack.whenReady('kafka', READY_MS);
    const writer = await log.openWriter();
    try {
      for (const topic of POISONED) {
        const records = POISONS.map(([name, value]) => ({
          key: Buffer.from(name),
          value,
          timestamp: Date.now(),
        }));
        await writer.write([{ topic, partition: 0, records }]);
      }
    } finally {
      await writer.close();
    }
  },
};
