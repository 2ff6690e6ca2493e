/** The built dashboard: hashed files for ever, the page itself never cached. Nothing inline, nothing foreign. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

export function dashboardRoutes(distFolder: string): Hono {
  const routes = new Hono();
  routes.use(
    '*',
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
    }),
  );
  routes.use('/assets/*', async (context, next) => {
    await next();
    if (context.res.ok) context.header('cache-control', 'public, max-age=31536000, immutable');
  });
  const root = path.relative(process.cwd(), distFolder);
  routes.use('/assets/*', serveStatic({ root }));
  routes.use('/favicon.svg', serveStatic({ root }));
  routes.get('*', async (context, next) => {
    if (!(context.req.header('accept') ?? '').includes('text/html')) return next();
    if (!existsSync(path.join(distFolder, 'index.html'))) {
      return context.text('The dashboard is not built. Run: node stack/build-dashboard.ts\n', 503);
    }
    context.header('cache-control', 'no-store');
    return serveStatic({ root, path: 'index.html' })(context, next);
  });
  return routes;
}
