/**
 * What networks ask of the content of a post, as data: each row names where it comes from. `confirmed` is false for
 * what only third parties say or what is general knowledge: look it up before relying on it.
 */
import { list } from '../../text/phrases.ts';

export type ContentRule =
  | { readonly kind: 'most_hashtags'; readonly most: number }
  | { readonly kind: 'most_mentions'; readonly most: number }
  | { readonly kind: 'most_cashtags'; readonly most: number }
  | { readonly kind: 'needs_media' }
  | { readonly kind: 'most_media'; readonly most: number }
  | { readonly kind: 'no_phrases'; readonly phrases: readonly string[] };

export interface ContentRow {
  readonly id: string;
  /** Network slugs. */
  readonly networks: readonly string[];
  readonly rule: ContentRule;
  readonly message: string;
  readonly source: string;
  readonly confirmed: boolean;
}

const BAIT = list(`
  like and share to win, share to win, tag a friend to win, tag three friends, tag 3 friends, comment to win,
  like if you agree, share if you agree, vote with a like, follow for follow, like for like, f4f, l4l,
  comparte y gana, etiqueta a un amigo, partagez pour gagner, taguez un ami, teilen und gewinnen,
  markiere einen freund, condividi e vinci, tagga un amico, compartilhe e ganhe, marque um amigo,
  deel en win, tag een vriend, udostępnij i wygraj, oznacz znajomego
`);

export const CONTENT_ROWS: readonly ContentRow[] = [
  {
    id: 'instagram_hashtags',
    networks: ['instagram'],
    rule: { kind: 'most_hashtags', most: 5 },
    message: 'Instagram takes at most 5 hashtags',
    source: 'Ayrshare documentation of Instagram posts, 2026 (an older Meta page says 30)',
    confirmed: false,
  },
  {
    id: 'instagram_mentions',
    networks: ['instagram'],
    rule: { kind: 'most_mentions', most: 3 },
    message: 'Instagram takes at most 3 mentions',
    source: 'Ayrshare documentation of Instagram posts, 2026 (an older Meta page says 20)',
    confirmed: false,
  },
  {
    id: 'x_cashtags',
    networks: ['x'],
    rule: { kind: 'most_cashtags', most: 1 },
    message: 'X takes at most one cashtag on self-serve access',
    source: 'X API documentation, self-serve tiers, 2026',
    confirmed: true,
  },
  {
    id: 'x_media',
    networks: ['x'],
    rule: { kind: 'most_media', most: 4 },
    message: 'X takes at most 4 images',
    source: 'X API documentation, media upload',
    confirmed: true,
  },
  {
    id: 'mastodon_media',
    networks: ['mastodon'],
    rule: { kind: 'most_media', most: 4 },
    message: 'Mastodon takes at most 4 attachments',
    source: 'Mastodon API, instance configuration.statuses.max_media_attachments (default)',
    confirmed: true,
  },
  {
    id: 'bluesky_media',
    networks: ['bluesky'],
    rule: { kind: 'most_media', most: 4 },
    message: 'Bluesky takes at most 4 images',
    source: 'atproto lexicon app.bsky.embed.images',
    confirmed: true,
  },
  {
    id: 'meta_engagement_bait',
    networks: ['facebook', 'instagram', 'threads'],
    rule: { kind: 'no_phrases', phrases: BAIT },
    message: 'asks for likes, shares or tags in return for something',
    source: 'Meta, engagement bait in feed demotion (general knowledge)',
    confirmed: false,
  },
  {
    id: 'x_platform_manipulation',
    networks: ['x'],
    rule: {
      kind: 'no_phrases',
      phrases: list(
        'follow for follow, follow back, retweet to win, rt to win, like for like, f4f, l4l, followback',
      ),
    },
    message: 'trades follows, likes or reposts',
    source: 'X Rules, platform manipulation and spam (general knowledge)',
    confirmed: false,
  },
];
