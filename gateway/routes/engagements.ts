/** What people said, and why we did what we did. Filters are checked here; a cursor is opaque. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { AuthEnv } from '../auth/middleware.ts';
import { Problem } from '../problems.ts';
import type { Reads } from '../ports.ts';

const STATES = [
  'received',
  'classified',
  'analyzed',
  'drafted',
  'held',
  'approved',
  'waiting',
  'granted',
  'posted',
  'declined',
  'rejected',
  'failed',
  'refused',
  'unconfirmed',
  'unresolved',
  'withdrawn',
] as const;

const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), {
    message: 'must be a time such as 2026-11-23T10:00:00Z',
  })
  .transform((text) => Date.parse(text));
const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
};
const listQuery = z.strictObject({
  ...page,
  state: z.enum(STATES).optional(),
  sentiment: z.enum(['negative', 'neutral', 'positive']).optional(),
  kind: z.enum(['question', 'complaint', 'praise', 'request', 'lead', 'spam', 'other']).optional(),
  network: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .optional(),
  urgency: z.enum(['low', 'normal', 'high']).optional(),
  q: z.string().min(2).max(200).optional(),
  from: time.optional(),
  to: time.optional(),
});
const queueQuery = z.strictObject(page);

export function engagementRoutes(reads: Reads): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();

  routes.get('/engagements', async (context) => {
    const query = parse(listQuery, context.req.query());
    return context.json(await reads.listEngagements(context.var.principal, defined(query)));
  });

  routes.get('/engagements/:id', async (context) => {
    const found = await reads.engagement(context.var.principal, context.req.param('id'));
    if (!found) throw new Problem('not_found', 'No engagement with this id in your workspace.');
    return context.json(found);
  });

  routes.get('/review-queue', async (context) => {
    const query = parse(queueQuery, context.req.query());
    return context.json(await reads.reviewQueue(context.var.principal, defined(query)));
  });

  return routes;
}

/** @throws Problem with every parameter that is wrong, by name. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the request'}: ${issue.message}`,
  );
  throw new Problem('invalid_request', details.join('; '));
}

/** The same without the keys that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
