import { afterEach, describe, expect, it } from 'vitest';
import { startHealthServer, type HealthServer, type Readiness } from './health.ts';
import { createMetrics } from './metrics.ts';

let server: HealthServer | undefined;
afterEach(async () => server?.close());

async function start(check: () => Readiness): Promise<string> {
  const metrics = createMetrics({ processMetrics: false });
  metrics.counter('things_total', 'Things.').inc(3);
  server = await startHealthServer({ host: '127.0.0.1', port: 0, metrics, checks: { kafka: check } });
  return server.url;
}

describe('health server', () => {
  it('is alive before it is ready, and says what it waits for', async () => {
    const url = await start(() => ({ ready: false, reason: 'broker not reached' }));
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      ready: false,
      parts: { kafka: { ready: false, reason: 'broker not reached' } },
    });
  });

  it('is ready when every part is', async () => {
    const url = await start(() => ({ ready: true }));
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('serves metrics under our prefix', async () => {
    const url = await start(() => ({ ready: true }));
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('signalpost_things_total 3');
  });

  it('names the known paths for an unknown one', async () => {
    const url = await start(() => ({ ready: true }));
    const response = await fetch(`${url}/nothing`);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/readyz');
  });
});
