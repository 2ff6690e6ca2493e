/**
 * A broker, registry, Redis or ClickHouse that is down at start: each process says at /readyz what it waits for;
 * webhooks are accepted or refused with 503, never lost; when the part is back everything begins by itself.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartName } from '../../stack/part.ts';
import { eventually, startInstallation, type Installation } from '../support/installation.ts';
import { everythingAddsUp, notReady, OURS, sent, type Ours } from '../support/outages.ts';

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 180_000);
afterAll(() => installation?.stop());

describe('down at start', () => {
  it.each<[PartName, Partial<Record<Ours, RegExp>>, number]>([
    ['kafka', { processors: /event log/, gateway: /event log/, projections: /cannot begin/ }, 503],
    ['registry', { processors: /schema registry/, gateway: /schema registry/ }, 503],
    ['redis', { gateway: /redis/, projections: /cannot begin/ }, 200],
    ['clickhouse', { projections: /cannot begin/ }, 200],
  ])(
    '%s: our processes wait, say for what, and begin when it is there',
    async (part, expected, webhook) => {
      const { stack } = installation;
      await Promise.all(OURS.map((one) => stack.halt(one)));
      await stack.halt(part);
      const back = Promise.all(OURS.map((one) => stack.revive(one)));
      try {
        for (const [one, reason] of Object.entries(expected))
          await notReady(installation, one as Ours, reason);
        // Never 2xx for what cannot be written; what can be is accepted without the others.
        const answer = await eventually(`the gateway answers ${webhook}`, 60_000, async () => {
          const said = await installation.webhook('{}').catch(() => null);
          return said?.status === webhook && said;
        });
        expect(answer.retryAfter !== null).toBe(webhook === 503);
      } finally {
        await stack.revive(part);
        await back;
      }
      expect((await sent(installation, 10)).answered2xx).toBe(10);
      await everythingAddsUp(installation);
    },
    240_000,
  );
});
