/**
 * A broker, registry, Redis or ClickHouse that goes away while people write: webhooks are accepted or refused with
 * 503, never lost; each process says at /readyz what it waits for; when the part is back everything catches up by
 * itself. SIGNALPOST_OUTAGE_SECONDS makes the outages longer than 20 s.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PartName } from '../../stack/part.ts';
import type { RunReport } from '../../stack/simulate/run.ts';
import { startInstallation, type Installation } from '../support/installation.ts';
import { everythingAddsUp, notReady, RATE, reasons, sent } from '../support/outages.ts';

const OUTAGE_MS = Number(process.env['SIGNALPOST_OUTAGE_SECONDS'] ?? 20) * 1000;

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation();
}, 180_000);
afterAll(() => installation?.stop());

describe('away while people write', () => {
  /** Load for the whole outage and some seconds around it; `during` runs in the middle. */
  async function away(part: PartName, during: () => Promise<void>): Promise<RunReport> {
    const load = sent(installation, ((OUTAGE_MS + 8_000) / 1000) * RATE);
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
        await notReady(installation, 'processors', /./);
        await notReady(installation, 'gateway', /./);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201', '503']);
      await everythingAddsUp(installation);
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
        await notReady(installation, 'gateway', /redis/);
        await notReady(installation, 'projections', /./);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp(installation);
      expect((await installation.api('GET', '/api/v1/overview')).status).toBe(200);
    },
    LIMIT,
  );

  it(
    'ClickHouse: webhooks are accepted, replies go on, the tables catch up',
    async () => {
      const report = await away('clickhouse', async () => {
        await notReady(installation, 'projections', /./);
        expect((await installation.api('GET', '/api/v1/engagements')).status).toBe(200);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp(installation);
    },
    LIMIT,
  );

  it(
    'the registry: nobody notices, the schemas are known',
    async () => {
      const report = await away('registry', async () => {
        await sleep(1_000);
        expect(await reasons(installation, 'processors')).toEqual([]);
      });
      expect(Object.keys(report.answers).toSorted()).toEqual(['200', '201']);
      await everythingAddsUp(installation);
    },
    LIMIT,
  );
});
