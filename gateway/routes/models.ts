/** The models that read and judge messages: their cards, and whether their scores of this week look like those. */
import { Hono } from 'hono';
import type { InUse } from '../../projections/read/adopted-models.ts';
import { driftOf } from '../../projections/read/drift.ts';
import type { AuthEnv } from '../auth/middleware.ts';
import type { Reads, Scope } from '../ports.ts';

/** @param modelsOf what is in use in a workspace, with weights that it adopted. */
export function modelRoutes(reads: Reads, modelsOf: (scope: Scope) => InUse): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  routes.get('/models', (context) => context.json({ items: modelsOf(context.var.principal).cards }));
  routes.get('/models/drift', async (context) => {
    const { principal } = context.var;
    const { cards, versions } = modelsOf(principal);
    const measured = cards.filter((card) => driftOf(card, []).length > 0);
    const items = await Promise.all(measured.map((card) => reads.modelDrift(principal, card, versions)));
    return context.json({ items });
  });
  return routes;
}
