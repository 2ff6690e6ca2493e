/** What comes in that is too much, or too often. */
import type { Fault } from './fault.ts';

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
