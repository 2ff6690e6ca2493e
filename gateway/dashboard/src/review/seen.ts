/**
 * What a person has before their eyes when they decide. A page that updates itself could let somebody approve
 * what they have not read; so the versions are kept from when they looked, and what came later is told. Pure.
 */
import type { EngagementDetail } from '../api/types.ts';

export interface Seen {
  readonly draftVersion: number;
  readonly conversationVersion: number;
  readonly messageIds: readonly string[];
}

/** @param told the conversation's version as a refusal named it. */
export function look(detail: EngagementDetail, told = 0): Seen {
  return {
    draftVersion: detail.reply?.draftVersion ?? 0,
    conversationVersion: Math.max(detail.conversationVersion, told),
    messageIds: detail.conversation.map((one) => one.id),
  };
}

export interface Changes {
  readonly draft: boolean;
  /** Ids of messages that came into the conversation since. */
  readonly messages: readonly string[];
}

export function changesSince(seen: Seen, detail: EngagementDetail): Changes {
  const known = new Set(seen.messageIds);
  return {
    draft: (detail.reply?.draftVersion ?? 0) > seen.draftVersion,
    messages: detail.conversation
      .filter((one) => !known.has(one.id) && one.id !== detail.id)
      .map((one) => one.id),
  };
}
