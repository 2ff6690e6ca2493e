/**
 * A broker, registry, Redis or ClickHouse that is down at start or goes away while people write: webhooks are
 * accepted or refused with 503, never lost; each process says at /readyz what it waits for; when the part is
 * back everything catches up by itself. SIGNALPOST_OUTAGE_SECONDS makes the outages longer than 20 s.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReport } from '../../service/health.ts';
import type { PartName } from '../../stack/part.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import { eventually, red, startInstallation, type Installation } from '../support/installation.ts';

const OUTAGE_MS = Number(process.env['SIGNALPOST_OUTAGE_SECONDS'] ?? 20) * 1000;
const RATE = 10;
const OURS = ['processors', 'projections', 'gateway'] as const;
type Ours = (typeof OURS)[number];

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 180_000);
afterAll(() => installation?.stop());

async function readiness(part: Ours): Promise<HealthReport> {
  const url = installation.stack.services[part]?.url ?? '';
  return (await (
    await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) })
  ).json()) as HealthReport;
}
/** The reasons why a process is not ready; empty when it is. */
async function reasons(part: Ours): Promise<readonly string[]> {
  const { parts } = await readiness(part);
  return Object.values(parts).flatMap((one) => (one.ready ? [] : [one.reason]));
}
const notReady = (part: Ours, reason: RegExp): Promise<unknown> =>
  eventually(`${part} says ${String(reason)}`, 40_000, async () => {
    // The process may be about to listen.
    const said = await reasons(part).catch(() => []);
    return said.some((one) => reason.test(one));
  });
const allReady = (): Promise<unknown> =>
  eventually('everything is ready', 60_000, async () => {
    const all = await Promise.all(OURS.map((part) => reasons(part).catch(() => ['not there'])));
    return all.flat().length === 0;
  });
async function sent(count: number, rate = RATE): Promise<RunReport> {
  return installation.load({ count, rate });
}
async function everythingAddsUp(): Promise<void> {
  await allReady();
  expect(red(await installation.audit(120_000))).toEqual([]);
}

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
        for (const [one, reason] of Object.entries(expected)) await notReady(one as Ours, reason);
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
      expect((await sent(10)).answered2xx).toBe(10);
      await everythingAddsUp();
    },
    240_000,
  );
});

describe('away while people write', () => {
  /** Load for the whole outage and some seconds around it; `during` runs in the middle. */
  async function away(part: PartName, during: () => Promise<void>): Promise<RunReport> {
    const load = sent(((OUTAGE_MS + 8_000) / 1000) * RATE);
    await sleep(3_000);
    await installation.stack.halt(part);
    const began = Date.now();
    try {
      await during();
      await sleep(Math.max(0, OUTAGE_MS - (Date.now() - began)));
    } finally {
      await installation.stack.revive(part);
    }
    return load;
  }
  const LIMIT = OUTAGE_MS + 240_000;

  it(
    'the broker: 503 with Retry-After, never 2xx; everything accepted arrives',
    async () => {
      const report = await away('kafka', async () => {
        const answer = await installation.webhook('{"while": "the broker is away"}');
        expect(answer).toMatchObject({
          status: 503,
          type: 'application/problem+json',
          retryAfter: expect.stringMatching(/^\d+$/),
          problem: { code: expect.stringMatching(/^log_(unavailable|unconfirmed)$/) },
        });
        await notReady('processors', /./);
        await notReady('gateway', /./);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201', '503']);
      await everythingAddsUp();
    },
    LIMIT,
  );

  it(
    'Redis: webhooks are accepted, the page’s API says 503 and why, the views catch up',
    async () => {
      const report = await away('redis', async () => {
        for (const route of ['engagements', 'review-queue', 'accounts']) {
          expect(await installation.api('GET', `/api/v1/${route}`)).toMatchObject({
            status: 503,
            body: { code: 'read_model_unavailable', detail: expect.stringContaining('Try again') },
          });
        }
        await notReady('gateway', /redis/);
        await notReady('projections', /./);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp();
      expect((await installation.api('GET', '/api/v1/overview')).status).toBe(200);
    },
    LIMIT,
  );

  it(
    'ClickHouse: webhooks are accepted, replies go on, the tables catch up',
    async () => {
      const report = await away('clickhouse', async () => {
        await notReady('projections', /./);
        expect((await installation.api('GET', '/api/v1/engagements')).status).toBe(200);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp();
    },
    LIMIT,
  );

  it(
    'the registry: nobody notices, the schemas are known',
    async () => {
      const report = await away('registry', async () => {
        await sleep(1_000);
        expect(await reasons('processors')).toEqual([]);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp();
    },
    LIMIT,
  );
});
