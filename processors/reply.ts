/**
 * engagement.received, safety.checked, reply.commands, reply.outcomes → reply.events, action.commands: a
 * reply's life in its conversation. Behind `safety`, whose verdict it needs; before `account`, which it asks.
 * See machines/reply/decide.ts.
 */
import { conversationOf, decideReply } from './machines/reply/decide.ts';
import type { Decide } from './runtime/types.ts';

export const reply: Decide = {
  kind: 'decide',
  name: 'reply',
  version: 1,
  purpose: 'Holds, approves, edits, rejects and withdraws replies.',
  inputs: ['engagement.received', 'safety.checked', 'reply.commands', 'reply.outcomes'],
  outputs: ['reply.events', 'action.commands', 'safety.requests', 'command.results'],
  keyOf: conversationOf,
  machine: { decide: decideReply },
};
