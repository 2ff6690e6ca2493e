import twitterText from 'twitter-text';
import type { Account, InboundMessage, Post } from './types.ts';

/*
 * Mastodon's entities (Status, Account, Notification, V2 Instance) as in its API documentation, with the
 * fields that an application reads. † The exact classes in the HTML differ between versions.
 */

export const DOMAIN = 'social.example';
export const MAX_CHARACTERS = 500;
export const CHARACTERS_PER_URL = 23;

/** `name` or `name@domain` without this server's own domain: Mastodon's `acct`. */
export function acct(handle: string): string {
  return handle.endsWith(`@${DOMAIN}`) ? handle.slice(0, -DOMAIN.length - 1) : handle;
}

export function notification(message: InboundMessage, account: Account) {
  return {
    id: message.nativeId,
    type: 'mention',
    created_at: message.createdAt,
    group_key: `ungrouped-${message.nativeId}`,
    account: accountEntity(
      message.author.id,
      message.author.handle,
      message.author.name,
      message.author.followers,
    ),
    status: inboundStatus(message, account),
  };
}

export function inboundStatus(message: InboundMessage, account: Account) {
  const { author } = message;
  return status({
    id: statusId(message),
    at: message.createdAt,
    text: message.text,
    inReplyTo: message.inReplyToId,
    inReplyToAccount: message.inReplyToId ? message.accountId : null,
    visibility: message.kind === 'message' ? 'direct' : 'public',
    language: message.lang === 'und' ? null : message.lang,
    account: accountEntity(author.id, author.handle, author.name, author.followers),
    mentioned: [account],
  });
}

export function postStatus(post: Post, account: Account, answered: InboundMessage | undefined) {
  return status({
    id: post.nativePostId,
    at: post.at,
    text: post.text,
    inReplyTo: post.inReplyTo,
    inReplyToAccount: answered?.author.id ?? null,
    visibility: 'public',
    language: null,
    account: accountEntity(account.accountId, account.handle, account.name, 0),
    mentioned: answered
      ? [{ accountId: answered.author.id, handle: answered.author.handle, name: answered.author.name }]
      : [],
  });
}

/** A notification and its status are different objects with different ids; the status id is the odd neighbour. */
export function statusId(message: InboundMessage): string {
  return (BigInt(message.nativeId) + 1n).toString();
}

export function accountEntity(id: string, handle: string, name: string, followers: number) {
  const local = acct(handle);
  const username = local.split('@')[0] ?? local;
  return {
    id,
    username,
    acct: local,
    display_name: name,
    locked: false,
    bot: false,
    created_at: '2024-01-01T00:00:00.000Z',
    note: '',
    url: `https://${handle.split('@')[1] ?? DOMAIN}/@${username}`,
    followers_count: followers,
    following_count: 0,
    statuses_count: 1,
    emojis: [],
    fields: [],
  };
}

export function instance() {
  return {
    domain: DOMAIN,
    title: 'Simulated Mastodon',
    version: '4.4.0',
    source_url: 'https://github.com/mastodon/mastodon',
    description: 'A simulated network for development and tests.',
    languages: ['en'],
    configuration: {
      statuses: {
        max_characters: MAX_CHARACTERS,
        max_media_attachments: 4,
        characters_reserved_per_url: CHARACTERS_PER_URL,
      },
      accounts: { max_featured_tags: 10 },
    },
    registrations: { enabled: false, approval_required: false, message: null },
    rules: [],
  };
}

/** Mastodon counts graphemes; a URL counts 23, the domain of a remote mention nothing. */
export function countCharacters(text: string): number {
  let counted = text;
  const urls = twitterText.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false });
  for (const { indices } of urls.toReversed()) {
    counted = counted.slice(0, indices[0]) + 'x'.repeat(CHARACTERS_PER_URL) + counted.slice(indices[1]);
  }
  counted = counted.replaceAll(/(^|[^\w/])@(\w+)@[\w.-]+\w/g, '$1@$2');
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(counted)].length;
}

interface StatusFields {
  readonly id: string;
  readonly at: string;
  readonly text: string;
  readonly inReplyTo: string | null;
  readonly inReplyToAccount: string | null;
  readonly visibility: 'public' | 'direct';
  readonly language: string | null;
  readonly account: ReturnType<typeof accountEntity>;
  readonly mentioned: readonly Account[];
}

function status(s: StatusFields) {
  const url = `${s.account.url}/${s.id}`;
  return {
    id: s.id,
    created_at: s.at,
    in_reply_to_id: s.inReplyTo,
    in_reply_to_account_id: s.inReplyToAccount,
    sensitive: false,
    spoiler_text: '',
    visibility: s.visibility,
    language: s.language,
    uri: url,
    url,
    replies_count: 0,
    reblogs_count: 0,
    favourites_count: 0,
    edited_at: null,
    content: html(s.text, s.mentioned),
    reblog: null,
    application: null,
    account: s.account,
    media_attachments: [],
    mentions: s.mentioned
      .filter((m) => mentioned(s.text, m.handle))
      .map((m) => ({
        id: m.accountId,
        username: acct(m.handle).split('@')[0],
        url: profile(m.handle),
        acct: acct(m.handle),
      })),
    tags: twitterText
      .extractHashtags(s.text)
      .map((name) => ({ name: name.toLowerCase(), url: tagUrl(name) })),
    emojis: [],
    card: null,
    poll: null,
  };
}

/** `@name` or `@name@domain` of this handle occurs in the text. */
export function mentioned(text: string, handle: string): boolean {
  return mentionsIn(text).some((m) => m.handle === full(handle));
}

interface Entity {
  readonly start: number;
  readonly end: number;
  readonly link: (people: readonly Account[]) => string | null;
}

/** Mastodon's own form of a mention; twitter-text does not know `@name@domain`. */
function mentionsIn(text: string): readonly { start: number; end: number; handle: string; name: string }[] {
  return [...text.matchAll(/(?<![=/\w])@(\w+)(?:@([\w.-]*\w))?/g)].map((found) => {
    const [shown, name = '', domain = DOMAIN] = found;
    return {
      start: found.index,
      end: found.index + shown.length,
      handle: `${name}@${domain}`.toLowerCase(),
      name,
    };
  });
}

function full(handle: string): string {
  return (handle.includes('@') ? handle : `${handle}@${DOMAIN}`).toLowerCase();
}

function entitiesIn(text: string): readonly Entity[] {
  const urls = twitterText.extractUrlsWithIndices(text, { extractUrlsWithoutProtocol: false });
  const tags = twitterText.extractHashtagsWithIndices(text);
  const all: Entity[] = [
    ...urls.map(({ url, indices: [start, end] }) => ({ start, end, link: () => urlLink(url) })),
    ...tags.map(({ hashtag, indices: [start, end] }) => ({ start, end, link: () => tagLink(hashtag) })),
    ...mentionsIn(text).map((m) => ({
      start: m.start,
      end: m.end,
      link: (people: readonly Account[]) =>
        people.some((p) => full(p.handle) === m.handle) ? mentionLink(m) : null,
    })),
  ];
  return all.sort((a, b) => a.start - b.start);
}

/** Plain text as the HTML that Mastodon stores: paragraphs, line breaks, links for URLs, mentions and tags. */
export function html(text: string, people: readonly Account[]): string {
  const paragraphs = text.split(/\n{2,}/);
  return paragraphs.map((p) => `<p>${inline(p, people).replaceAll('\n', '<br />')}</p>`).join('');
}

function inline(text: string, people: readonly Account[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, link } of entitiesIn(text)) {
    const made = start < from ? null : link(people);
    if (made === null) continue;
    out += escape(text.slice(from, start)) + made;
    from = end;
  }
  return out + escape(text.slice(from));
}

function mentionLink({ handle, name }: { readonly handle: string; readonly name: string }): string {
  const link = `<a href="${profile(handle)}" class="u-url mention">@<span>${escape(name)}</span></a>`;
  return `<span class="h-card" translate="no">${link}</span>`;
}

function tagLink(tag: string): string {
  return `<a href="${tagUrl(tag)}" class="mention hashtag" rel="tag">#<span>${escape(tag)}</span></a>`;
}

/** Mastodon shows 30 characters after the scheme and hides the rest. */
function urlLink(url: string): string {
  const split = url.indexOf('//') + 2;
  const rest = url.slice(split);
  const shown = `<span class="${rest.length > 30 ? 'ellipsis' : ''}">${escape(rest.slice(0, 30))}</span>`;
  const scheme = `<span class="invisible">${escape(url.slice(0, split))}</span>`;
  const hidden = `<span class="invisible">${escape(rest.slice(30))}</span>`;
  return `<a href="${escape(url)}" target="_blank" rel="nofollow noopener" translate="no">${scheme}${shown}${hidden}</a>`;
}

function profile(handle: string): string {
  const [username, domain = DOMAIN] = handle.split('@');
  return `https://${domain}/@${username}`;
}

function tagUrl(tag: string): string {
  return `https://${DOMAIN}/tags/${encodeURIComponent(tag.toLowerCase())}`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
