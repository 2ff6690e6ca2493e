/**
 * engagement.analyzed → reply.drafted: a text, or why there is none. An effect, because a writer may be a
 * language model; its answer is recorded once, and replay never asks again.
 */
import { contentHash } from '../models/content-hash.ts';
import { draftRecord } from '../models/records.ts';
import type { DraftWriter } from '../models/ports.ts';
import { platformOf } from '../platforms/registry.ts';
import type { EngagementAnalyzedData } from '../topics/events.ts';
import { deriveId } from '../topics/ids.ts';
import type { ProfileSource } from './profiles.ts';
import { isEvent } from './runtime/types.ts';
import type { Effect, Outcome } from './runtime/types.ts';

export interface DraftDeps {
  readonly writer: DraftWriter;
  readonly profileOf: ProfileSource;
}

/** One draft per engagement; its versions are counted by the reply decider. */
export function draftIdOf(engagementId: string): string {
  return deriveId('draft', engagementId);
}

export function draft({ writer, profileOf }: DraftDeps): Effect {
  return {
    kind: 'effect',
    name: 'draft',
    version: 1,
    purpose: 'Writes an answer in the right tone, or says why none.',
    inputs: ['engagement.analyzed'],
    outputs: ['reply.drafted'],
    concurrency: 16,
    deadlineMs: 15_000,
    handle: async (event) => {
      if (!isEvent(event, 'EngagementAnalyzed')) return { kind: 'skip', reason: 'not_an_input' };
      const { engagement } = event.data;
      const platform = platformOf(engagement.network);
      const profile = profileOf(event.tenantId, event.workspaceId);
      if (!platform) return declined(event.data, 'unknown_network');
      if (!profile) return declined(event.data, 'workspace_unknown');
      const { classification, sentiment } = event.data;
      const answer = await writer.draft({
        engagementId: engagement.engagementId,
        attempt: 0,
        network: engagement.network,
        language: classification.language,
        kind: classification.kind,
        spam: classification.spam,
        urgency: classification.urgency,
        sentiment: sentiment.label,
        limit: platform.text.limit,
        countLength: (text) => platform.text.count(text, engagement.author.handle),
        trusted: { brandName: profile.brandName },
        untrusted: { text: engagement.text, authorName: engagement.author.displayName || null },
      });
      if (answer.outcome === 'declined') return declined(event.data, answer.reason);
      const { accountId: account, nativeId: target } = engagement;
      const hash = contentHash({ account, target, text: answer.text, media: [] });
      return {
        kind: 'emit',
        outputs: [
          {
            topic: 'reply.drafted',
            key: engagement.conversationId,
            type: 'ReplyDrafted',
            data: {
              draftId: draftIdOf(engagement.engagementId),
              draftVersion: 1,
              engagement,
              classification,
              sentiment,
              draft: draftRecord(answer, hash),
            },
          },
        ],
      };
    },
  };
}

function declined({ engagement }: EngagementAnalyzedData, reason: string): Outcome {
  const data = { engagement, reason };
  return {
    kind: 'emit',
    outputs: [{ topic: 'reply.drafted', key: engagement.conversationId, type: 'ReplyDeclined', data }],
  };
}
