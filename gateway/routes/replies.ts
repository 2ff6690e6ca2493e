/**
 * What a person decides about a draft: approve, edit, reject, take back. Each is a command that carries the
 * versions that the person saw; the reply decider answers, and a 409 says how to go on.
 */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../service/clock.ts';
import { DISCLOSURES } from '../../topics/disclosures.ts';
import type { AnyEvent, EventType } from '../../topics/events.ts';
import type { AuthEnv } from '../auth/middleware.ts';
import { answerResponse } from '../commands/answer.ts';
import {
  fingerprintOf,
  idempotencyKeyOf,
  intentOf,
  withIdempotency,
  type Idempotency,
} from '../commands/idempotency.ts';
import { Problem } from '../problems.ts';
import type { CommandBus, Reads } from '../ports.ts';
import { readBody } from '../webhooks/body.ts';
import { parse } from './engagements.ts';

export interface ReplyRouteOptions extends Idempotency {
  readonly reads: Reads;
  readonly bus: CommandBus;
  readonly clock: Clock;
}

const MAX_BODY_BYTES = 64 * 1024;
/** A read after a write waits this long for the read model, ms. */
export const READ_AFTER_WRITE_MS = 2_000;

const versions = {
  draftId: z.string().min(1).max(100),
  draftVersion: z.int().min(1),
  conversationVersion: z.int().min(0),
};

const COMMANDS = {
  approve: { type: 'ApproveReply', body: z.strictObject(versions) },
  edit: {
    type: 'EditReply',
    body: z.strictObject({
      ...versions,
      text: z.string().trim().min(1).max(10_000),
      /** What readers must be told of the text: the safety check holds it to the wording that law and network ask for. */
      disclosures: z.array(z.enum(DISCLOSURES)).max(DISCLOSURES.length).default([]),
    }),
  },
  reject: {
    type: 'RejectReply',
    body: z.strictObject({ ...versions, reason: z.string().trim().min(1).max(500) }),
  },
  undo: { type: 'UndoReply', body: z.strictObject(versions) },
} as const satisfies Record<string, { readonly type: EventType; readonly body: z.ZodType }>;

export function replyRoutes(options: ReplyRouteOptions): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  for (const [verb, command] of Object.entries(COMMANDS)) {
    routes.post(`/engagements/:id/reply/${verb}`, async (context) => {
      const { principal } = context.var;
      const key = idempotencyKeyOf(context.req.raw.headers);
      const raw = await readBody(context.req.raw, MAX_BODY_BYTES);
      const body = parse(command.body, jsonOf(raw));
      const engagementId = context.req.param('id');
      const intent = intentOf(principal, key, fingerprintOf('POST', context.req.path, raw));
      const { commandId } = intent;
      return withIdempotency(options, intent, context, async () => {
        const engagement = await options.reads.engagement(principal, engagementId);
        if (!engagement) throw new Problem('not_found', 'No engagement with this id in your workspace.');
        const now = options.clock.now();
        const event = {
          eventId: commandId,
          type: command.type,
          tenantId: principal.tenantId,
          workspaceId: principal.workspaceId,
          streamId: `reply:${engagementId}`,
          streamVersion: null,
          occurredAt: now,
          recordedAt: now,
          correlationId: engagementId,
          causationId: null,
          actor: `member:${principal.memberId}`,
          data: { engagementId, conversationId: engagement.conversationId, ...body },
        } as AnyEvent;
        const answer = await options.bus.send('reply.commands', engagement.conversationId, event);
        if (answer?.status === 'accepted' && answer.answerVersion !== null) {
          const { answerVersion } = answer;
          await readable(options, () =>
            options.reads.waitForReply(principal, engagementId, answerVersion, READ_AFTER_WRITE_MS),
          );
        }
        return answerResponse(context, commandId, answer);
      });
    });
  }
  return routes;
}

/** A read model that cannot be waited for changes nothing about the answer: the command is done. */
export async function readable({ logger }: ReplyRouteOptions, wait: () => Promise<unknown>): Promise<void> {
  try {
    await wait();
  } catch (error) {
    logger.warn({ err: error }, 'the read model of an accepted command cannot be waited for');
  }
}

/** @throws Problem when the bytes are not JSON. */
export function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch (error) {
    throw new Problem('invalid_request', 'The body must be JSON.', {}, { cause: error });
  }
}
