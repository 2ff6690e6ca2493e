/** The last approval of this visit: Z takes it back even after the page went on to the next message. */
import type { QueryClient } from '@tanstack/react-query';
import { decide, intentOf } from '../commands/desk.ts';
import type { Intent } from '../commands/state.ts';
import { createStore } from '../lib/store.ts';
import { announce } from '../ui/announcer.ts';

export interface LastDecision {
  readonly intent: Intent;
  readonly author: string;
}

export const lastApproval = createStore<LastDecision | null>(null);

export function undoLast(client: QueryClient): void {
  const last = lastApproval.get();
  if (!last) {
    announce('There is nothing to undo.');
    return;
  }
  lastApproval.set(null);
  const { draftId, draftVersion, conversationVersion } = last.intent.body;
  const seen = { draftId, draftVersion, conversationVersion };
  const undo = async (): Promise<void> => {
    const state = await decide(client, intentOf('undo', last.intent.engagementId, seen));
    if (state?.name === 'unsent') lastApproval.set(last);
  };
  void undo();
}
