/** The workspace at a glance, its accounts, the kill switch and the safety policy. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../service/clock.ts';
import type { AnyEvent } from '../../topics/events.ts';
import type { AuthEnv } from '../auth/middleware.ts';
import { answerResponse } from '../commands/answer.ts';
import {
  fingerprintOf,
  idempotencyKeyOf,
  intentOf,
  withIdempotency,
  type Idempotency,
} from '../commands/idempotency.ts';
import { wasSent, type SentStore } from '../commands/tracked.ts';
import { Problem } from '../problems.ts';
import { pendingCommand } from '../../projections/read/commands.ts';
import type { CommandBus, Principal, Reads } from '../ports.ts';
import { readBody } from '../webhooks/body.ts';
import { parse } from './engagements.ts';
import { jsonOf } from './replies.ts';

export interface WorkspaceRouteOptions extends Idempotency {
  readonly reads: Reads;
  readonly bus: CommandBus;
  /** Which commands were sent. */
  readonly sent: Pick<SentStore, 'get'>;
  readonly clock: Clock;
}

const MAX_BODY_BYTES = 16 * 1024;
/** A policy holds words, rules and examples of a voice; the decider reads at most 400,000 UTF-16 units. */
const MAX_POLICY_BYTES = 512 * 1024;
/** Only the outer shape: which fields there are is known where policies are decided. */
const policyBody = z.looseObject({ version: z.string().trim().min(1).max(100) });
const pauseBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export function workspaceRoutes(options: WorkspaceRouteOptions): Hono<AuthEnv> {
  const routes = new Hono<AuthEnv>();
  routes.get('/me', (context) => context.json(context.var.principal));
  routes.get('/overview', async (context) =>
    context.json(await options.reads.overview(context.var.principal)),
  );
  routes.get('/accounts', async (context) =>
    context.json({ items: await options.reads.accounts(context.var.principal) }),
  );

  routes.get('/commands/:id', async (context) => {
    const { principal } = context.var;
    const commandId = context.req.param('id');
    const status = await options.reads.commandStatus(principal, commandId);
    if (status) return context.json(status);
    if (await wasSent(options.sent, principal, commandId)) return context.json(pendingCommand(commandId));
    throw new Problem('not_found', 'No command with this id was accepted here in the last 24 hours.');
  });

  for (const verb of ['pause', 'resume'] as const) {
    routes.post(`/workspace/${verb}`, async (context) => {
      const { principal } = context.var;
      const key = idempotencyKeyOf(context.req.raw.headers);
      const raw = await readBody(context.req.raw, MAX_BODY_BYTES);
      const data = verb === 'pause' ? parse(pauseBody, jsonOf(raw)) : {};
      const intent = intentOf(principal, key, fingerprintOf('POST', context.req.path, raw));
      const { commandId } = intent;
      return withIdempotency(options, intent, context, async () => {
        const type = verb === 'pause' ? 'PauseWorkspace' : 'ResumeWorkspace';
        const command = workspaceCommand(principal, commandId, options.clock.now(), type, data);
        return answerResponse(
          context,
          commandId,
          await options.bus.send('workspace.commands', principal.workspaceId, command),
        );
      });
    });
  }

  /** The whole policy as JSON; what is left out is the installation's. The decider says which field is wrong. */
  routes.put('/workspace/safety-policy', async (context) => {
    const { principal } = context.var;
    const key = idempotencyKeyOf(context.req.raw.headers);
    const raw = await readBody(context.req.raw, MAX_POLICY_BYTES);
    const data = { policy: JSON.stringify(parse(policyBody, jsonOf(raw))) };
    const intent = intentOf(principal, key, fingerprintOf('PUT', context.req.path, raw));
    const { commandId } = intent;
    return withIdempotency(options, intent, context, async () => {
      const command = workspaceCommand(
        principal,
        commandId,
        options.clock.now(),
        'ConfigureSafetyPolicy',
        data,
      );
      return answerResponse(
        context,
        commandId,
        await options.bus.send('workspace.commands', principal.workspaceId, command),
      );
    });
  });
  return routes;
}

/** A command to the workspace's decider. */
export function workspaceCommand(
  principal: Principal,
  commandId: string,
  now: number,
  type: 'PauseWorkspace' | 'ResumeWorkspace' | 'ConnectAccount' | 'ConfigureSafetyPolicy',
  data: object,
): AnyEvent {
  return {
    eventId: commandId,
    type,
    tenantId: principal.tenantId,
    workspaceId: principal.workspaceId,
    streamId: `workspace:${principal.workspaceId}`,
    streamVersion: null,
    occurredAt: now,
    recordedAt: now,
    correlationId: commandId,
    causationId: null,
    actor: `member:${principal.memberId}`,
    data,
  } as AnyEvent;
}
