/** For tests: Activity API bodies as X's documentation shows them. */
import { createHmac } from 'node:crypto';

export interface SamplePost {
  readonly id: string;
  readonly text: string;
  readonly eventType?: string;
  readonly author?: { readonly id: string; readonly username: string; readonly name: string };
  readonly createdAt?: string;
  readonly conversationId?: string;
  /** The account that was named; null when nobody was. */
  readonly mentions?: string | null;
  readonly repliedTo?: string;
  readonly quoted?: string;
  readonly account?: string;
}

export function samplePost(post: SamplePost): object {
  const author = post.author ?? { id: '77', username: 'jo', name: 'Jo' };
  const account = post.account ?? '1001';
  const mentioned = post.mentions === undefined ? account : post.mentions;
  const references = [
    ...(post.repliedTo === undefined ? [] : [{ type: 'replied_to', id: post.repliedTo }]),
    ...(post.quoted === undefined ? [] : [{ type: 'quoted', id: post.quoted }]),
  ];
  return {
    data: {
      event_uuid: `9${post.id}`,
      filter: { user_id: account },
      event_type: post.eventType ?? 'post.mention.create',
      tag: 'demo',
      payload: {
        id: post.id,
        text: post.text,
        author_id: author.id,
        created_at: post.createdAt ?? '2026-11-24T12:00:00.000Z',
        conversation_id: post.conversationId ?? post.id,
        lang: 'en',
        edit_history_tweet_ids: [post.id],
        ...(references.length > 0 ? { referenced_tweets: references } : {}),
        entities:
          mentioned === null
            ? {}
            : { mentions: [{ start: 0, end: 11, username: 'acmecoffee', id: mentioned }] },
      },
      includes: {
        users: [
          { ...author, public_metrics: { followers_count: 12 } },
          { id: account, username: 'acmecoffee', name: 'Acme Coffee' },
        ],
      },
    },
  };
}

export const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Signed as X signs, by the recipe of its documentation and not by our own code. */
export function sign(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`;
}
