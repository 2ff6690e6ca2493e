import type { Context } from 'hono';
import { Refusal } from './types.ts';
import type { Route } from './operation.ts';
import type { XWebhooks } from './x-webhooks.ts';
import { invalid, jsonBody } from './x-wire.ts';

/** X's own routes for webhooks and activity subscriptions. */
export function addWebhookRoutes(route: Route, webhooks: XWebhooks): void {
  route('POST', '/2/webhooks', 'webhook.create', async (c) => {
    const url = (await jsonBody(c))?.['url'];
    if (typeof url !== 'string') return invalid('url must be a string');
    return refusable(webhooks.register(url), (hook) => Response.json({ data: hook }));
  });
  route('GET', '/2/webhooks', 'webhook.list', async () => {
    const data = webhooks.list();
    return Response.json({ data, meta: { result_count: data.length } });
  });
  route('PUT', '/2/webhooks/:id', 'webhook.check', async (c) => {
    const hook = await webhooks.check(idOf(c));
    return hook ? Response.json({ data: { valid: hook.valid } }) : invalid('WebhookIdInvalid');
  });
  route('DELETE', '/2/webhooks/:id', 'webhook.delete', async (c) => {
    const deleted = await webhooks.remove(idOf(c));
    return deleted ? Response.json({ data: { deleted } }) : invalid('WebhookIdInvalid');
  });
  route('POST', '/2/activity/subscriptions', 'subscription.create', (c) => subscribe(c, webhooks));
  route('GET', '/2/activity/subscriptions', 'subscription.list', async () => {
    const data = webhooks.subscriptions();
    return Response.json({ data, meta: { total_subscriptions: data.length } });
  });
}

async function subscribe(c: Context, webhooks: XWebhooks): Promise<Response> {
  const { event_type, webhook_id, tag, filter } = (await jsonBody(c)) ?? {};
  const userId = (filter as { user_id?: unknown } | undefined)?.user_id;
  if (typeof event_type !== 'string' || typeof webhook_id !== 'string' || typeof userId !== 'string') {
    return invalid('event_type, webhook_id and filter.user_id must be strings');
  }
  const made = webhooks.subscribe(webhook_id, userId, event_type, typeof tag === 'string' ? tag : '');
  return refusable(made, (subscription) => Response.json({ data: { subscription } }));
}

/** A refusal is X's 400; anything else is a bug and goes up. */
function refusable<T>(made: Promise<T>, answer: (value: T) => Response): Promise<Response> {
  return made.then(answer, (error: unknown) => {
    if (error instanceof Refusal) return invalid(error.message);
    throw error;
  });
}

function idOf(c: Context): string {
  return c.req.param('id') ?? '';
}
