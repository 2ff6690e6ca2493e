/** Every route of the gateway. Deny by default: what is not listed above `authenticate` needs a credential. */
import { Hono } from 'hono';
import type { Logger } from '../service/logger.ts';
import { reportReadiness, type ReadinessChecks } from '../service/health.ts';
import type { Metrics } from '../service/metrics.ts';
import { accessLog } from './access-log.ts';
import { authenticate, type AuthEnv } from './auth/middleware.ts';
import { liveRoutes, type LiveRouteOptions } from './live/route.ts';
import { answerError } from './errors.ts';
import { Problem, problemResponse } from './problems.ts';
import type { InUse } from '../projections/read/adopted-models.ts';
import type { Reads, Scope } from './ports.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { engagementRoutes } from './routes/engagements.ts';
import { insightRoutes } from './routes/insights.ts';
import { labelRoutes } from './routes/labels.ts';
import { modelRoutes } from './routes/models.ts';
import { replyRoutes, type ReplyRouteOptions } from './routes/replies.ts';
import { sessionRoutes, type SessionRouteOptions } from './routes/session.ts';
import { workspaceRoutes, type WorkspaceRouteOptions } from './routes/workspace.ts';
import { webhookRoutes, type WebhookOptions } from './webhooks/route.ts';

export interface AppOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly checks: ReadinessChecks;
  readonly webhooks: WebhookOptions;
  readonly session: SessionRouteOptions;
  readonly replies: ReplyRouteOptions;
  readonly sent: WorkspaceRouteOptions['sent'];
  readonly live?: LiveRouteOptions;
  readonly reads: Reads;
  /** What reads and judges the messages of a workspace. */
  readonly modelsOf: (scope: Scope) => InUse;
  readonly dashboardFolder: string;
}

export function createApp(options: AppOptions): Hono {
  const { logger } = options;
  const app = new Hono();
  app.use('*', accessLog(logger, options.metrics, options.session.clock));

  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', (context) => {
    const report = reportReadiness(options.checks);
    return context.json(report, report.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await options.metrics.registry.metrics(), 200, {
      'content-type': options.metrics.registry.contentType,
    }),
  );
  app.route('/', webhookRoutes(options.webhooks));
  app.route('/', sessionRoutes(options.session));

  if (options.live) app.route('/', liveRoutes(options.live));

  const api = new Hono<AuthEnv>();
  api.use('*', authenticate(options.session));
  api.route('/', engagementRoutes(options.reads));
  api.route('/', insightRoutes(options.reads));
  api.route('/', modelRoutes(options.reads, options.modelsOf));
  api.route('/', replyRoutes(options.replies));
  api.route('/', labelRoutes(options.replies));
  api.route('/', workspaceRoutes({ ...options.replies, sent: options.sent }));
  api.all('*', () => {
    throw new Problem('not_found', 'No such address in the API.');
  });
  app.route('/api/v1', api);
  app.route('/', dashboardRoutes(options.dashboardFolder));

  app.notFound((context) => problemResponse(context, new Problem('not_found', 'No such address.')));
  app.onError((error, context) => answerError(context, error, logger));
  return app;
}
