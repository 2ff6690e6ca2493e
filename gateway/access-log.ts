/** One line per request: method, route pattern, status, time, size. No query values, no bodies, no people. */
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { Clock } from '../service/clock.ts';
import type { Logger } from '../service/logger.ts';
import { LATENCY_SECONDS, type Metrics } from '../service/metrics.ts';

const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

export function accessLog(logger: Logger, metrics: Metrics, clock: Clock) {
  const seconds = metrics.histogram(
    'http_request_seconds',
    'Time to answer, by route and status.',
    LATENCY_SECONDS,
    ['method', 'route', 'status'],
  );
  return createMiddleware(async (context, next) => {
    const startedAt = clock.now();
    await next();
    const elapsedMs = clock.now() - startedAt;
    const route = routePath(context, -1);
    seconds.observe(
      { method: context.req.method, route, status: String(context.res.status) },
      elapsedMs / 1000,
    );
    if (QUIET.has(context.req.path)) return;
    logger.info({ method: context.req.method, route, status: context.res.status, ms: elapsedMs }, 'request');
  });
}
