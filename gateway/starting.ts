/** What the gateway answers before it can do its work: that it lives, what it waits for, and to come again. */
import { Hono } from 'hono';
import { reportReadiness, type Readiness } from '../service/health.ts';
import { Problem, problemResponse } from './problems.ts';

export function startingApp(readiness: () => Readiness): Hono {
  const app = new Hono();
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => context.json(reportReadiness({ start: readiness }), 503));
  app.all('*', (context) => {
    const state = readiness();
    const detail = `Nothing was accepted; send it again in a moment. ${state.ready ? 'Starting' : state.reason}`;
    return problemResponse(context, new Problem('starting', detail));
  });
  return app;
}
