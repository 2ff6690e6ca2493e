/**
 * Which processor reads which topics: the other side of `writers` in the catalogue, for whoever measures how far
 * each is behind without loading the processors. A processor's group in the log has its name. A test compares
 * this table with the processors themselves.
 */
import type { TopicName } from './catalogue.ts';

export const READERS = {
  normalise: ['inbound.raw', 'action.attempts'],
  classify: ['engagement.received'],
  analyze: ['engagement.classified'],
  draft: ['engagement.analyzed'],
  safety: ['reply.drafted', 'reply.events', 'safety.requests'],
  reply: ['engagement.received', 'safety.checked', 'reply.commands', 'reply.outcomes'],
  account: ['action.commands', 'action.attempts'],
  execute: ['action.events'],
  readback: ['action.attempts'],
  outcomes: ['action.events', 'action.attempts'],
  labels: ['label.commands'],
  workspace: ['workspace.commands'],
  rollup: ['engagement.analyzed', 'reply.drafted', 'safety.checked', 'reply.events', 'action.attempts'],
} as const satisfies Record<string, readonly TopicName[]>;
