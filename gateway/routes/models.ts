/** The models that read and judge messages: their cards, and whether their scores of this week look like those. */
import { Hono } from 'hono';
import { driftOf } from '../../projections/read/drift.ts';
import type { ModelCard } from '../../projections/read/model-cards.ts';
import type { AuthEnv } from '../auth/middleware.ts';
import type { Reads } from '../ports.ts';

/** @param cards of the models in use. */
export function modelRoutes(reads: Reads, cards: readonly ModelCard[]): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  routes.get('/models', (context) => context.json({ items: cards }));
  const measured = cards.filter((card) => driftOf(card, []).length > 0);
  routes.get('/models/drift', async (context) => {
    const items = await Promise.all(measured.map((card) => reads.modelDrift(context.var.principal, card)));
    return context.json({ items });
  });
  return routes;
}
