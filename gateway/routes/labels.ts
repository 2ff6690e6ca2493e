/**
 * What a person says about a label: this is wrong, and that is right; or, asked by chance, what is right. A command to
 * the decider of labels; the model's own label and version come from the read model, never from the request.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Event } from '../../topics/events.ts';
import { HEADS, isLabelOf } from '../../topics/labels.ts';
import type { AuthEnv } from '../auth/middleware.ts';
import { answerResponse } from '../commands/answer.ts';
import { fingerprintOf, idempotencyKeyOf, intentOf, withIdempotency } from '../commands/idempotency.ts';
import { Problem } from '../problems.ts';
import { readBody } from '../webhooks/body.ts';
import { parse } from './engagements.ts';
import { jsonOf, READ_AFTER_WRITE_MS, readable, type ReplyRouteOptions } from './replies.ts';

const MAX_BODY_BYTES = 4 * 1024;

const said = { head: z.enum(HEADS), label: z.string().min(1).max(40) };
const given = z.union([
  /** `previousLabel` is the label that the person saw. */
  z.strictObject({ ...said, previousLabel: z.string().min(1).max(40) }),
  /** By a person who was asked, and saw none. */
  z.strictObject({ ...said, unselected: z.literal(true) }),
]);

const sampleQuery = z.strictObject({
  head: z.enum(HEADS),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export function labelRoutes(options: ReplyRouteOptions): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  routes.get('/labels/sample', async (context) => {
    const { head, limit } = parse(sampleQuery, context.req.query());
    return context.json(await options.reads.labelSample(context.var.principal, head, limit));
  });
  routes.post('/engagements/:id/labels', async (context) => {
    const { principal } = context.var;
    const key = idempotencyKeyOf(context.req.raw.headers);
    const raw = await readBody(context.req.raw, MAX_BODY_BYTES);
    const body = parse(given, jsonOf(raw));
    const unselected = 'unselected' in body;
    if (!isLabelOf(body.head, body.label))
      throw new Problem('label_unknown', `label: ${body.head} has no such label.`);
    const engagementId = context.req.param('id');
    const intent = intentOf(principal, key, fingerprintOf('POST', context.req.path, raw));
    const { commandId } = intent;
    return withIdempotency(options, intent, context, async () => {
      const engagement = await options.reads.engagement(principal, engagementId);
      if (!engagement) throw new Problem('not_found', 'No engagement with this id in your workspace.');
      const shown = engagement.labels.find(({ head }) => head === body.head);
      if (!shown) throw new Problem('label_missing', `The ${body.head} of this message is not known yet.`);
      const now = options.clock.now();
      const { modelLabel, modelVersion } = shown;
      const { head, label } = body;
      const previousLabel = unselected ? shown.label : body.previousLabel;
      const about = { engagementId, conversationId: engagement.conversationId };
      const command: Event<'CorrectLabel'> = {
        eventId: commandId,
        type: 'CorrectLabel',
        tenantId: principal.tenantId,
        workspaceId: principal.workspaceId,
        streamId: `labels:${engagementId}`,
        streamVersion: null,
        occurredAt: now,
        recordedAt: now,
        correlationId: engagementId,
        causationId: null,
        actor: `member:${principal.memberId}`,
        data: { ...about, head, label, previousLabel, modelLabel, modelVersion, unselected },
      };
      const answer = await options.bus.send('label.commands', engagement.conversationId, command);
      const { answerVersion } = answer ?? {};
      if (answer?.status === 'accepted' && typeof answerVersion === 'number') {
        await readable(options, () =>
          options.reads.waitForLabels(principal, engagementId, answerVersion, READ_AFTER_WRITE_MS),
        );
      }
      return answerResponse(context, commandId, answer);
    });
  });
  return routes;
}
