/**
 * inbound.raw → engagement.received. Comes first because everything behind it relies on each message being
 * there once and in one shape.
 *
 * A body is read message by message: one that cannot be read is a dead letter of its own, whose record holds
 * nothing but that message, so that its replay brings back nothing else, whenever it comes. A body for several
 * accounts is written again in parts, one for each: so each account's messages pass one place, which
 * remembers them, and each part belongs to the workspace that connected its account.
 *
 * Networks repeat and shuffle: a native id seen in the last 72 h is dropped. State is a table per network
 * account with one row per native id, so a body with forty messages costs forty small changelog records,
 * and none grows. (One value with the whole window would be rewritten per message; buckets by hour would
 * be rewritten hundreds of times and expire late.) A row also keeps the thread's root: where a network
 * names only the message answered, a reply is put into the conversation of its parent. For that the
 * account's own posts are read from action.attempts.
 *
 * What is new is counted too: messages of its author in 72 h and of its conversation in a minute, for urgency
 * (`machines/pressure.ts`), in a bounded number of small rows beside those of the ids.
 */
import { sha256 } from '../platforms/body-parts.ts';
import type { AccountOwner, OwnerSource } from '../platforms/account-owners.ts';
import { platformOf } from '../platforms/registry.ts';
import { seededBug } from '../service/seeded-bugs.ts';
import type { AnyEvent, Engagement, InboundReceivedData } from '../topics/events.ts';
import { deriveId } from '../topics/ids.ts';
import { pressureOf } from './machines/pressure.ts';
import type { Pressure } from './machines/pressure.ts';
import { isEvent } from './runtime/types.ts';
import type {
  Context,
  DeadItem,
  Decide,
  Output,
  RowChange,
  RowReader,
  TableDecision,
  TimerFired,
} from './runtime/types.ts';

export const WINDOW_MS = 72 * 3_600_000;

/** Row of a message: the conversation it is in. */
const rowOf = (nativeId: string) => `seen:${nativeId}`;

function decide(
  ownerOf: OwnerSource,
  input: AnyEvent | TimerFired,
  rows: RowReader,
  { now }: Context,
): TableDecision {
  if (isEvent(input, 'AttemptPublished')) {
    const { networkPostId, target } = input.data;
    if (platformOf(target.network)?.threads !== 'parent') return { skip: 'thread_known' };
    return { rows: [seen(networkPostId, target.conversationId, now)], skip: 'own_post_noted' };
  }
  if (!isEvent(input, 'InboundReceived')) return { skip: 'not_an_input' };
  const { network, accountId, body } = input.data;
  const platform = platformOf(network);
  if (!platform) {
    const message = 'No connector for this network. Add its folder to platforms/ or stop sending to it.';
    return { deadLetter: { code: 'unknown_network', message } };
  }
  const result = platform.normalise(body, accountId);
  if (result.kind === 'malformed') return { deadLetter: { code: result.code, message: result.message } };
  if (result.kind === 'nothing') return { skip: result.reason };
  const deadItems = result.bad.map(({ at, code, message, body: part }): DeadItem => ({
    code,
    message,
    item: at,
    data: partOf(input.data, accountId, part),
  }));
  if (result.kind === 'accounts') {
    const outputs = result.bodies.map((one) =>
      forAccount(partOf(input.data, one.accountId, one.body), ownerOf(one.accountId)),
    );
    return { outputs, deadItems };
  }

  const written = new Map<string, RowChange>();
  const get = (row: string): unknown => written.get(row)?.value ?? rows.get(row);
  const conversationOf = (nativeId: string) => get(rowOf(nativeId)) as string | undefined;
  const outputs: Output[] = [];
  for (const found of result.engagements) {
    if (conversationOf(found.nativeId) !== undefined && !seededBug('skip-dedupe')) continue;
    const inherited =
      platform.threads === 'parent' && found.nativeParentId !== null
        ? conversationOf(found.nativeParentId)
        : undefined;
    const engagement = inherited === undefined ? found : { ...found, conversationId: inherited };
    const pressure = pressureOf(engagement, input.recordedAt, get, now);
    for (const row of [seen(found.nativeId, engagement.conversationId, now), ...pressure.rows])
      written.set(row.row, row);
    outputs.push(received(engagement, pressure, input.eventId));
  }
  if (outputs.length > 0) return { rows: [...written.values()], outputs, deadItems };
  return { skip: result.engagements.length > 0 ? 'duplicate' : 'nothing_readable', deadItems };
}

/** The signature was made over the whole body: kept there, it would prove nothing of a part. */
function partOf(whole: InboundReceivedData, accountId: string, body: Buffer): InboundReceivedData {
  return { ...whole, accountId, body, bodySha256: sha256(body), headers: [] };
}

/** An account that nobody has connected stays with whoever the body came for. */
function forAccount(data: InboundReceivedData, owner: AccountOwner | undefined): Output {
  return { topic: 'inbound.raw', key: data.accountId, type: 'InboundReceived', data, envelope: { ...owner } };
}

function seen(nativeId: string, conversationId: string, now: number): RowChange {
  return { row: rowOf(nativeId), value: conversationId, expiresAt: now + WINDOW_MS };
}

/** The id is of cause and message, not of a position: what a body gives changes with what was seen before. */
function received(engagement: Engagement, { authorContacts, velocity }: Pressure, causeId: string): Output {
  return {
    topic: 'engagement.received',
    key: engagement.conversationId,
    type: 'EngagementReceived',
    data: { engagement, authorContacts, velocity },
    envelope: {
      eventId: deriveId('normalise', causeId, engagement.engagementId),
      correlationId: engagement.engagementId,
      occurredAt: engagement.createdAt,
      actor: `network:${engagement.network}`,
    },
  };
}

/** @param ownerOf which workspace connected an account */
export function normaliser(ownerOf: OwnerSource): Decide {
  return {
    kind: 'decide',
    name: 'normalise',
    version: 3,
    purpose: 'Every message of every network once, in one shape.',
    inputs: ['inbound.raw', 'action.attempts'],
    outputs: ['engagement.received', 'inbound.raw'],
    keyOf: (event) => {
      if (isEvent(event, 'InboundReceived')) return event.data.accountId;
      return isEvent(event, 'AttemptPublished') ? event.data.target.accountId : null;
    },
    machine: {
      decide: (input: AnyEvent | TimerFired, rows: RowReader, context: Context) =>
        decide(ownerOf, input, rows, context),
    },
  };
}

/** Where nobody has connected anything. */
export const normalise: Decide = normaliser(() => undefined);
