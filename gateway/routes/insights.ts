/** What many messages say together. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AuthEnv } from '../auth/middleware.ts';
import type { Reads } from '../ports.ts';
import { parse } from './engagements.ts';

const moodQuery = z.strictObject({ span: z.enum(['24h', '7d', '30d']).default('24h') });

export function insightRoutes(reads: Reads): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  routes.get('/insights/mood', async (context) => {
    const { span } = parse(moodQuery, context.req.query());
    return context.json(await reads.mood(context.var.principal, span));
  });
  return routes;
}
